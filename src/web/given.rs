//! What a page is begun with.

use serde::Deserialize;
use sockscope_engine::view::Theme;

use crate::course::Entry;

/// What a page is begun with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    /// The index of the course.
    pub course: Vec<Entry>,
    /// The colours that there are; the first are those of a beginning.
    pub themes: Vec<Theme>,
    /// What is kept of the learner: lines of JSON.
    pub progress: String,
    pub lang: String,
    pub lesson: String,
    pub step: String,
    pub role: String,
    pub theme: String,
}

//! The lessons that ship with the program, in the order in which they are taught.

use std::sync::LazyLock;

use super::{Lesson, LessonError, parse};

macro_rules! lessons {
    ($($id:literal),* $(,)?) => {
        /// The names and the texts of the lessons that ship.
        pub const SHIPPED: &[(&str, &str)] = &[$((
            $id,
            include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/lessons/", $id, ".toml")),
        )),*];
    };
}

lessons!["lifecycle", "handshake", "wrong-order", "goodbye"];

/// Every lesson that ships. (A test reads them all: none of them is missing here.)
pub fn shipped() -> &'static [Lesson] {
    static ALL: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
        SHIPPED
            .iter()
            .filter_map(|(id, text)| read(id, text).ok())
            .collect()
    });
    &ALL
}

/// The lesson that ships under this name.
pub fn find(id: &str) -> Option<&'static Lesson> {
    shipped().iter().find(|lesson| lesson.id == id)
}

pub(super) fn read(id: &str, text: &str) -> Result<Lesson, LessonError> {
    parse(id, &format!("assets/lessons/{id}.toml"), text)
}

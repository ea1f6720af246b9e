//! `sockscope lessons`: what can be learnt.

use std::io::Write;

use super::Common;
use crate::lesson;
use crate::run::Exit;

/// Lists the lessons that ship.
pub(super) fn main(common: &Common) -> Exit {
    let mut out = anstream::stdout().lock();
    let listed = lesson::shipped().iter().try_for_each(|lesson| {
        let (title, about) = (lesson.title.get(common.lang), lesson.about.get(common.lang));
        writeln!(out, "{:<14} {title}\n{:<14} {about}", lesson.id, "")
    });
    crate::play::printed(listed, common.lang)
}

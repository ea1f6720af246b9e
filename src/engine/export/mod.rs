//! What can be made of a session: pictures, pages and texts.

pub mod diff;
pub mod html;
pub mod kept;
pub mod programs;
pub mod sheet;
pub mod svg;
pub mod text;

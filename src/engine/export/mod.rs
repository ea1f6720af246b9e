//! What can be made of a session: pictures and texts.

pub mod svg;
pub mod text;

//! What the program says to people: the texts in their languages, why a call failed, the signs.

pub mod explain;
pub mod show;
mod text;

pub use text::{Lang, Text, decimal, t};

//! What the program says to people: the texts in their languages, why a call failed, the signs.

pub mod about;
pub mod date;
pub mod explain;
pub mod foretold;
mod lang;
pub mod mistake;
pub mod show;
pub mod system;
pub mod tell;
pub mod term;
mod text;
pub mod trouble;

pub use lang::{Lang, decimal, moment};
pub use show::glyph;
pub use text::{Text, t};

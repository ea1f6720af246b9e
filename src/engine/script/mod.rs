//! The call language: what lessons, the prompt and scripts on stdin say.
//!
//! ```text
//!   text ──parse──► Line (names, places) ──resolve──► sockscope_link::Call ──► peer
//!            │        │
//!            │        ├─ Display: the canonical text
//!            │        └─ code: the same call in C, Rust, Python
//!            └─ ScriptError: line, column, what was found, what would be accepted
//! ```
//!
//! `docs/call-language.md` is its manual. Everything here is pure, and no input makes it panic:
//! what is too long, too large or no text of the language is a [`ScriptError`].

mod actor;
mod argument;
mod ast;
mod code;
mod complete;
mod cursor;
mod data;
mod error;
mod expect;
mod format;
#[cfg(test)]
mod fuzz;
mod line;
mod parse;
mod resolve;
#[cfg(test)]
mod tests;
mod wire;
mod words;

pub use actor::{Actor, Role};
pub use argument::write::{events as events_text, file_flags};
pub use ast::{CallExpr, DataExpr, Endpoint, FdExpr, Name, Place};
pub use code::{CodeLang, code, prelude};
pub use complete::{Candidate, complete};
pub use error::{ErrorKind, Expected, ScriptError};
pub use expect::{Expect, Held, Outcome};
pub use format::{call_text, spelled, written};
pub use line::{CallLine, Line, LineKind};
pub use parse::{parse, parse_line, parse_line_for};
pub use resolve::{Names, ResolveError, resolve, resolve_address};
pub use wire::{Cutting, Lane, Pick, WireCommand};
pub use words::nearest;

/// The most characters of a line.
pub const MAX_LINE: usize = 4096;
/// The most lines of a script.
pub const MAX_LINES: usize = 10_000;
/// The most bytes of a script.
pub const MAX_SCRIPT: usize = 1 << 20;
/// The most bytes that `recv()` and its kin can ask for.
pub const MAX_RECV: u32 = 1 << 24;
/// The most entries of one `poll()`.
pub const MAX_POLL: usize = 64;

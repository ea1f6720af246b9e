//! What a listing prints with `--json`: one value, on lines of its own.

use std::io::Write;

use serde_json::Value;

use crate::play::printed;
use crate::run::Exit;
use crate::words::Lang;

/// Prints a value for another program.
pub(super) fn print(value: &Value, lang: Lang) -> Exit {
    printed(writeln!(std::io::stdout(), "{value:#}"), lang)
}

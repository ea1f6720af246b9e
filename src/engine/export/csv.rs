//! The events as a table: RFC 4180, one event a row, for a spreadsheet or a program.
//!
//! ```text
//!   seq,t_us,kind,peer,…,told
//!   4,5573,return,host,…,socket() = 12
//! ```
//!
//! The columns bear the names of the timeline's format in every language; `told` says the event in words.

use serde_json::{Map, Value};

use super::Wanted;
use crate::timeline::Fact;
use crate::words::show::plain;
use crate::words::tell;
use crate::world::World;

/// The fields of events that are columns, in their order; an object's field after a point.
const COLUMNS: [&str; 35] = [
    "seq",
    "t_us",
    "kind",
    "id",
    "peer",
    "call",
    "fd",
    "text",
    "ret",
    "errno.name",
    "errno.number",
    "data",
    "elapsed_us",
    "from",
    "to",
    "cause",
    "evidence",
    "socket",
    "segment",
    "dir",
    "flags",
    "seq_no",
    "ack",
    "win",
    "len",
    "act",
    "retransmissions",
    "protocol",
    "src",
    "dst",
    "word",
    "of",
    "ok",
    "saw",
    "correct",
];

/// The table.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    let mut out = COLUMNS.join(",");
    out.push_str(",told\r\n");
    let mut world = World::default();
    for event in wanted.events {
        let fields = match serde_json::to_value(event) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        for column in COLUMNS {
            out.push_str(&cell(value(&fields, column)));
            out.push(',');
        }
        let line = tell::line(event, &world, wanted.lang);
        let told = [Some(line.text()), line.why].into_iter().flatten();
        out.push_str(&field(&told.collect::<Vec<_>>().join(" · ")));
        out.push_str("\r\n");
        world.apply(event);
    }
    Ok(out.into_bytes())
}

/// The value of this column.
fn value<'a>(fields: &'a Map<String, Value>, column: &str) -> Option<&'a Value> {
    match column.split_once('.') {
        Some((object, name)) => fields.get(object)?.get(name),
        None => fields.get(column),
    }
}

/// A value as a cell: a number stays one, and what is no single value is left out.
fn cell(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => field(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(is)) => is.to_string(),
        _ => String::new(),
    }
}

/// A text as a cell. What a spreadsheet would take for a formula stays a text.
fn field(text: &str) -> String {
    let text = plain(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.into_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_neither_a_formula_nor_two_cells() {
        for (text, shown) in [
            ("bind(s, HOST:7777)", "\"bind(s, HOST:7777)\""),
            ("send(c, \"a\")", "\"send(c, \"\"a\"\")\""),
            ("=1+2", "'=1+2"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("\t=1", "\\t=1"),
            ("a\u{1b}[2J\n", "a\\u{1b}[2J\\n"),
            ("año", "año"),
        ] {
            assert_eq!(field(text), shown);
        }
        assert_eq!(cell(Some(&Value::from(-1))), "-1", "a number is no formula");
    }
}

//! Text that came from anywhere, made fit to be shown. The terminal interface and the plain text of
//! `run` show it the same way.

use std::borrow::Cow;

use sockscope_link::Flags;

use crate::timeline::Packet;

/// `text` with nothing in it that a terminal would obey: control characters, and characters that
/// turn the direction of writing or end the line, become escapes (`\u{1b}`, `\n`).
///
/// A board's log has been through `sockscope_link::text::printable` before; this is for calls, data
/// and remarks, in which every character counts and none is taken away.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if acts(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Control characters (C0, DEL, C1); line separators, direction marks, overrides and isolates.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The control bits as they are written out: `SYN-ACK`, `FIN-ACK`, `ACK`.
pub fn bits(flags: Flags) -> String {
    let names = [
        (Flags::SYN, "SYN"),
        (Flags::FIN, "FIN"),
        (Flags::RST, "RST"),
        (Flags::PSH, "PSH"),
        (Flags::URG, "URG"),
        (Flags::ACK, "ACK"),
    ];
    let set: Vec<&str> = names
        .into_iter()
        .filter(|(flag, _)| flags.contains(*flag))
        .map(|(_, name)| name)
        .collect();
    set.join("-")
}

/// What a segment is for, in a word: `SYN-ACK`, `FIN`, `4 B` of data, `ACK`, `RST`.
pub fn word(packet: &Packet) -> String {
    let flags = packet.flags;
    if !packet.is_tcp() {
        return format!("UDP {} B", packet.len);
    }
    let main = [Flags::RST, Flags::SYN, Flags::FIN]
        .into_iter()
        .find(|flag| flags.contains(*flag));
    match (main, packet.len) {
        (Some(Flags::SYN), 0) => bits(flags),
        (Some(flag), 0) => bits(flag),
        (Some(flag), len) => format!("{} {len} B", bits(flag)),
        (None, 0) => bits(flags),
        (None, len) => format!("{len} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_control_sequence_is_shown_and_not_obeyed() {
        assert_eq!(plain("\u{1b}[2Jhola\r\n"), "\\u{1b}[2Jhola\\r\\n");
        assert_eq!(plain("a\u{9b}2Jb\u{202e}c"), "a\\u{9b}2Jb\\u{202e}c");
    }

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        assert!(matches!(
            plain("¿ñandú? \\x1b"),
            std::borrow::Cow::Borrowed(_)
        ));
    }
}

//! Text that came from anywhere, made fit to be shown. The terminal interface and the plain text of
//! `run` show it the same way.

use std::borrow::Cow;

use sockscope_link::{Cause, Evidence, Flags, State};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::timeline::Packet;
use crate::words::{Lang, Text, t};

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

/// What was received, as the call language writes a text, without the quotes: what a terminal would obey
/// as `\n` or `\x00`. Of more than `most` characters the beginning, and `…`.
pub fn data(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most) + 8);
    for (index, c) in text.chars().enumerate() {
        if index == most {
            return out + "…";
        }
        match c {
            '"' => out.push_str("\\\""),
            '\n' | '\r' | '\t' => out.extend(c.escape_default()),
            c if acts(c) => {
                let mut room = [0; 4];
                let bytes = c.encode_utf8(&mut room).bytes();
                out.extend(bytes.map(|byte| format!("\\x{byte:02x}")));
            }
            c => out.push(c),
        }
    }
    out
}

/// Control characters (C0, DEL, C1); line separators, direction marks, overrides and isolates.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Breaks `text` into lines of at most `room` cells, at spaces where there are any.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    wrap_with(text, room, "")
}

/// The same, with `indent` before every line but the first.
pub fn wrap_with(text: &str, room: u16, indent: &str) -> Vec<String> {
    if room == 0 {
        return Vec::new();
    }
    let options = Options::new(usize::from(room))
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .subsequent_indent(indent);
    let lines = textwrap::wrap(text, options).into_iter();
    lines.map(Cow::into_owned).collect()
}

/// How a transition is known, in a word.
pub fn evidence(evidence: Evidence) -> Text {
    match evidence {
        Evidence::Measured => t::RUN_MEASURED,
        Evidence::Inferred => t::RUN_INFERRED,
    }
}

/// What made a state change, in a word: `segment #2`.
pub fn cause(cause: Cause, segment: Option<u32>, lang: Lang) -> String {
    let word = match cause {
        Cause::Call => t::RUN_CAUSE_CALL,
        Cause::Timer => t::RUN_CAUSE_TIMER,
        Cause::Restart => t::RUN_CAUSE_RESTART,
        Cause::Segment(_) => t::RUN_CAUSE_SEGMENT,
    };
    match (cause, segment) {
        (Cause::Segment(_), Some(id)) => format!("{} #{id}", word.get(lang)),
        _ => word.get(lang).to_owned(),
    }
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

/// What a segment says: its control bits (of a datagram, that it is one), and then its numbers, the
/// most telling first, each with the space before it. `seq` and `ack` are SEG.SEQ and SEG.ACK as they
/// are to be shown, `win` is the window in bytes.
pub fn segment(packet: &Packet, (seq, ack): (u32, u32), win: u32) -> (String, Vec<String>) {
    if packet.is_icmp() {
        return ("ICMP".to_owned(), Vec::new());
    }
    if !packet.is_tcp() {
        return ("UDP".to_owned(), vec![format!(" len={}", packet.len)]);
    }
    let acks = packet.flags.contains(Flags::ACK);
    let numbers = [
        Some(format!(" seq={seq}")),
        acks.then(|| format!(" ack={ack}")),
        (packet.len > 0).then(|| format!(" len={}", packet.len)),
        Some(format!(" win={win}")),
        packet.mss.map(|mss| format!(" mss={mss}")),
        packet.window_scale.map(|scale| format!(" ws={scale}")),
    ];
    (bits(packet.flags), numbers.into_iter().flatten().collect())
}

/// The sign of a state: one cell, another one for each state.
pub const fn glyph(state: State) -> &'static str {
    match state {
        State::Unbound => "○",
        State::Bound => "◎",
        State::Listen => "◇",
        State::SynSent => "▷",
        State::SynReceived => "◁",
        State::Established => "●",
        State::FinWait1 => "◔",
        State::FinWait2 => "◑",
        State::CloseWait => "◐",
        State::Closing => "◆",
        State::LastAck => "◕",
        State::TimeWait => "▣",
        State::Closed => "×",
    }
}

/// What a segment is for, in a word: `SYN-ACK`, `FIN`, `4 B` of data, `ACK`, `RST`.
pub fn word(packet: &Packet) -> String {
    let flags = packet.flags;
    if packet.is_icmp() {
        return "ICMP".to_owned();
    }
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

/// A mode as `ls -l` shows it: `srwxrwxrwx` for a socket (inode(7)).
pub fn mode(mode: u32) -> String {
    let kind = match mode & 0o170_000 {
        0o140_000 => 's',
        0o100_000 => '-',
        0o020_000 => 'c',
        0o010_000 => 'p',
        _ => '?',
    };
    let bits = (0..9).rev().map(|bit| match (mode >> bit & 1, bit % 3) {
        (0, _) => '-',
        (_, 2) => 'r',
        (_, 1) => 'w',
        (_, _) => 'x',
    });
    std::iter::once(kind).chain(bits).collect()
}

#[cfg(test)]
mod tests {
    use super::{data, plain, wrap, wrap_with};

    #[test]
    fn a_control_sequence_is_shown_and_not_obeyed() {
        assert_eq!(plain("\u{1b}[2Jhola\r\n"), "\\u{1b}[2Jhola\\r\\n");
        assert_eq!(plain("a\u{9b}2Jb\u{202e}c"), "a\\u{9b}2Jb\\u{202e}c");
    }

    #[test]
    fn data_is_shown_as_a_script_writes_it() {
        assert_eq!(data("\0\u{2}on\n", 9), "\\x00\\x02on\\n");
        assert_eq!(data("di \"hola\"\u{85}", 99), "di \\\"hola\\\"\\xc2\\x85");
        assert_eq!(data("buen día", 6), "buen d…");
    }

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        assert!(matches!(
            plain("¿ñandú? \\x1b"),
            std::borrow::Cow::Borrowed(_)
        ));
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(
            wrap("la cola de pendientes", 10),
            ["la cola de", "pendientes"]
        );
        assert_eq!(wrap("0123456789ab", 5), ["01234", "56789", "ab"]);
        assert_eq!(
            wrap("FIN-WAIT-1 or\nCLOSING", 12),
            ["FIN-WAIT-1", "or", "CLOSING"]
        );
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(
            wrap_with("bind(s, a, n);", 9, "  "),
            ["bind(s,", "  a, n);"]
        );
    }
}

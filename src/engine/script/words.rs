//! The words of the call language: what the parser accepts, and what completion and the errors
//! offer, from the same tables.

use sockscope_link::{CallName, Domain, How, Kind, Opt, PollFd};

use super::actor::Actor;
use super::ast::ADDRESS_WORDS;

/// The first words of a line.
pub(super) const LINE_WORDS: [&str; 8] = [
    "host:", "board:", "server:", "client:", "wire:", "expect", "timeout", "note",
];

pub(super) const DOMAINS: [(&str, Domain); 2] =
    [("AF_INET", Domain::Inet), ("AF_INET6", Domain::Inet6)];

pub(super) const KINDS: [(&str, Kind); 2] =
    [("SOCK_STREAM", Kind::Stream), ("SOCK_DGRAM", Kind::Dgram)];

/// IANA's protocol numbers.
pub(super) const PROTOCOLS: [(&str, i32); 2] = [("IPPROTO_TCP", 6), ("IPPROTO_UDP", 17)];

pub(super) const HOWS: [(&str, How); 3] = [
    ("SHUT_RD", How::Read),
    ("SHUT_WR", How::Write),
    ("SHUT_RDWR", How::Both),
];

/// The options by their names in C.
pub(super) const OPTIONS: [(&str, Opt); Opt::ALL.len()] = {
    let mut table = [("", Opt::Type); Opt::ALL.len()];
    let mut i = 0;
    while i < table.len() {
        table[i] = (Opt::ALL[i].name(), Opt::ALL[i]);
        i += 1;
    }
    table
};

pub(super) const EVENTS: [(&str, u16); 2] = [("POLLIN", PollFd::IN), ("POLLOUT", PollFd::OUT)];

/// Bytes that have a word, so that no backslash is needed.
pub(super) const BYTE_WORDS: [(&str, &[u8]); 5] = [
    ("LF", b"\n"),
    ("CR", b"\r"),
    ("CRLF", b"\r\n"),
    ("TAB", b"\t"),
    ("NUL", b"\0"),
];

pub(super) const PLACES: [(&str, Actor); 4] = [
    ("HOST", Actor::Host),
    ("BOARD", Actor::Board),
    ("SERVER", Actor::Server),
    ("CLIENT", Actor::Client),
];

pub(super) const WIRE_VERBS: [&str; 7] = [
    "open",
    "hold",
    "release",
    "drop",
    "duplicate",
    "delay",
    "reorder",
];

pub(super) const LANES: [&str; 5] = [
    "host->board",
    "board->host",
    "client->server",
    "server->client",
    "both",
];

/// The words of `table` whose bits are in `set`.
pub(super) fn set<T>(table: &[(&'static str, T)], set: T) -> Vec<&'static str>
where
    T: Copy + Default + PartialEq + std::ops::BitAnd<Output = T>,
{
    let within = |bits: T| set & bits != T::default();
    let found = table.iter().filter(|(_, bits)| within(*bits));
    found.map(|(name, _)| *name).collect()
}

/// What `word` stands for in `table`.
pub(super) fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

/// The word of `table` that stands for `value`.
pub(super) fn word_for<T: Copy + PartialEq>(
    table: &[(&'static str, T)],
    value: T,
) -> Option<&'static str> {
    table
        .iter()
        .find(|(_, v)| *v == value)
        .map(|(name, _)| *name)
}

pub(super) fn names<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}

/// Whether a descriptor cannot have this name because the language needs the word.
pub(super) fn is_reserved(word: &str) -> bool {
    const LINE: [&str; 9] = [
        "host", "board", "server", "client", "wire", "expect", "timeout", "note", "hex",
    ];
    LINE.contains(&word)
        || CallName::from_name(word).is_some()
        || WIRE_VERBS.contains(&word)
        || find(&DOMAINS, word).is_some()
        || find(&KINDS, word).is_some()
        || find(&PROTOCOLS, word).is_some()
        || find(&HOWS, word).is_some()
        || find(&OPTIONS, word).is_some()
        || find(&EVENTS, word).is_some()
        || find(&BYTE_WORDS, word).is_some()
        || find(&PLACES, word).is_some()
        || find(&ADDRESS_WORDS, word).is_some()
        || ["SOL_SOCKET", "F_SETFL", "O_NONBLOCK", "NULL"].contains(&word)
}

/// The candidate that `word` is most likely a slip of, if one is near enough: the same but for
/// case, or at most a third of its letters wrong, left out, doubled or swapped.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 40;
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let folded: Vec<char> = word.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            (slips(&folded, &other), candidate)
        })
        .filter(|(slips, candidate)| *slips <= candidate.len().max(folded.len()).div_ceil(3).min(3))
        .filter(|(slips, candidate)| *slips < candidate.chars().count().min(folded.len()))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Damerau–Levenshtein distance (adjacent letters swapped count once).
fn slips(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + wrong);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

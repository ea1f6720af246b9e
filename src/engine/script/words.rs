//! The words of the call language: what the parser accepts, and what completion and the errors
//! offer, from the same tables.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sockscope_link::{CallName, Domain, How, Kind, MsgFlags, Opt, PollFd};

use super::actor::Actor;
use super::ast::{ADDRESS_WORDS, Place};

/// The first words of a line.
pub(super) const LINE_WORDS: [&str; 9] = [
    "host:", "board:", "server:", "client:", "wire:", "expect", "timeout", "sleep", "note",
];

pub(super) const DOMAINS: [(&str, Domain); 2] =
    [("AF_INET", Domain::Inet), ("AF_INET6", Domain::Inet6)];

/// The same by their older names, which are understood and not offered.
pub(super) const OLD_DOMAINS: [(&str, Domain); 2] =
    [("PF_INET", Domain::Inet), ("PF_INET6", Domain::Inet6)];

/// C's and everybody's names of addresses, which are understood and not offered.
pub(super) const OTHER_ADDRESSES: [(&str, IpAddr); 5] = [
    ("INADDR_ANY", IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
    ("in6addr_any", IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
    ("INADDR_LOOPBACK", IpAddr::V4(Ipv4Addr::LOCALHOST)),
    ("in6addr_loopback", IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ("localhost", IpAddr::V4(Ipv4Addr::LOCALHOST)),
];

pub(super) const KINDS: [(&str, Kind); 2] =
    [("SOCK_STREAM", Kind::Stream), ("SOCK_DGRAM", Kind::Dgram)];

/// What may be joined to a socket's type, and whether it is O_NONBLOCK. What SOCK_CLOEXEC is about, a
/// program that is started, does not happen here.
pub(super) const KIND_FLAGS: [(&str, bool); 2] = [("SOCK_NONBLOCK", true), ("SOCK_CLOEXEC", false)];

pub(super) const MSG_FLAGS: [(&str, u16); 5] = [
    ("MSG_OOB", MsgFlags::OOB.0),
    ("MSG_PEEK", MsgFlags::PEEK.0),
    ("MSG_DONTWAIT", MsgFlags::DONTWAIT.0),
    ("MSG_WAITALL", MsgFlags::WAITALL.0),
    ("MSG_NOSIGNAL", MsgFlags::NOSIGNAL.0),
];

/// Linux's longest queue, since 5.4.
pub(super) const BACKLOGS: [(&str, i32); 1] = [("SOMAXCONN", 4096)];

/// What `fcntl()` can be asked; and the flags, whether each is O_NONBLOCK.
pub(super) const CONTROLS: [&str; 2] = ["F_GETFL", "F_SETFL"];
pub(super) const FILE_FLAGS: [(&str, bool); 2] = [("O_NONBLOCK", true), ("O_RDWR", false)];

pub(super) const REQUESTS: [&str; 2] = ["FIONREAD", "FIONBIO"];

/// C's levels, which may stand before any option.
pub(super) const LEVELS: [&str; 6] = [
    "SOL_SOCKET",
    "IPPROTO_TCP",
    "SOL_TCP",
    "IPPROTO_IP",
    "SOL_IP",
    "IPPROTO_IPV6",
];

/// Values of options that have a name.
pub(super) const VALUES: [(&str, i32); 6] = [
    ("SOCK_STREAM", 1),
    ("SOCK_DGRAM", 2),
    ("AF_INET", 2),
    ("AF_INET6", 10),
    ("IPPROTO_TCP", 6),
    ("IPPROTO_UDP", 17),
];

/// IANA's protocol numbers.
pub(super) const PROTOCOLS: [(&str, i32); 2] = [("IPPROTO_TCP", 6), ("IPPROTO_UDP", 17)];

/// The numbers of POSIX's system headers are 0, 1 and 2, in this order.
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

pub(super) const EVENTS: [(&str, u16); 6] = [
    ("POLLIN", PollFd::IN),
    ("POLLOUT", PollFd::OUT),
    ("POLLPRI", PollFd::PRI),
    ("POLLERR", PollFd::ERR),
    ("POLLHUP", PollFd::HUP),
    ("POLLNVAL", PollFd::NVAL),
];

/// Bytes that have a word, so that no backslash is needed.
pub(super) const BYTE_WORDS: [(&str, &[u8]); 5] = [
    ("LF", b"\n"),
    ("CR", b"\r"),
    ("CRLF", b"\r\n"),
    ("TAB", b"\t"),
    ("NUL", b"\0"),
];

/// The ends' addresses: of IPv4, and of IPv6.
pub(super) const PLACES: [(&str, Place); 8] = [
    ("HOST", Place::Of(Actor::Host)),
    ("BOARD", Place::Of(Actor::Board)),
    ("SERVER", Place::Of(Actor::Server)),
    ("CLIENT", Place::Of(Actor::Client)),
    ("HOST6", Place::Of6(Actor::Host)),
    ("BOARD6", Place::Of6(Actor::Board)),
    ("SERVER6", Place::Of6(Actor::Server)),
    ("CLIENT6", Place::Of6(Actor::Client)),
];

pub(super) const WIRE_VERBS: [&str; 12] = [
    "open",
    "hold",
    "release",
    "drop",
    "duplicate",
    "delay",
    "reorder",
    "unplug",
    "plug",
    "off",
    "on",
    "timers",
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
    const LINE: [&str; 13] = [
        "host", "board", "server", "client", "wire", "expect", "timeout", "note", "hex", "sleep",
        "reset", "not", "or",
    ];
    LINE.contains(&word)
        || CallName::from_name(word).is_some()
        || WIRE_VERBS.contains(&word)
        || find(&DOMAINS, word).is_some()
        || find(&OLD_DOMAINS, word).is_some()
        || find(&OTHER_ADDRESSES, word).is_some()
        || find(&KINDS, word).is_some()
        || find(&PROTOCOLS, word).is_some()
        || find(&HOWS, word).is_some()
        || find(&OPTIONS, word).is_some()
        || find(&EVENTS, word).is_some()
        || find(&BYTE_WORDS, word).is_some()
        || find(&PLACES, word).is_some()
        || find(&ADDRESS_WORDS, word).is_some()
        || find(&KIND_FLAGS, word).is_some()
        || find(&MSG_FLAGS, word).is_some()
        || find(&BACKLOGS, word).is_some()
        || find(&FILE_FLAGS, word).is_some()
        || CONTROLS.contains(&word)
        || REQUESTS.contains(&word)
        || LEVELS.contains(&word)
        || ["NULL", "sizeof"].contains(&word)
}

/// Whether an address begins with this word.
pub(super) fn is_address(word: &str) -> bool {
    find(&PLACES, word).is_some()
        || find(&ADDRESS_WORDS, word).is_some()
        || find(&OTHER_ADDRESSES, word).is_some()
}

/// What other systems and other libraries call what is here called otherwise.
const SYNONYMS: [(&str, &str); 12] = [
    ("accept4", "accept"),
    ("closesocket", "close"),
    ("dup2", "dup"),
    ("epoll_wait", "poll"),
    ("ioctlsocket", "ioctl"),
    ("pselect", "select"),
    ("readv", "read"),
    ("recvmsg", "recvfrom"),
    ("sendmsg", "sendto"),
    ("usleep", "sleep"),
    ("writev", "write"),
    ("SOCK_RAW", "SOCK_DGRAM"),
];

/// The candidate that `word` is most likely a slip of, if one is near enough: the same but for
/// case, or at most a third of its letters wrong, left out, doubled or swapped.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 40;
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let folded: Vec<char> = word.to_lowercase().chars().collect();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(same) = find(&SYNONYMS, word)
        && let Some(candidate) = candidates.iter().find(|candidate| **candidate == same)
    {
        return Some(candidate);
    }
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

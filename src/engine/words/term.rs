//! Options, flags and other words of the calls, and the signs of the screen: one row each, with where it
//! comes from.

use sockscope_link::{Opt, Shape};

use super::{Text, t};

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// An option of `setsockopt()`.
    Option(Opt),
    /// A flag of a call, or what `fcntl()`, `ioctl()` and `poll()` name.
    Flag,
    /// What `socket()` or `listen()` takes.
    Word,
    /// A sign or an abbreviation of the panels.
    Sign,
}

/// A word, what it means, and who says so.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The word.
    pub name: &'static str,
    /// What kind it is.
    pub sort: Sort,
    /// What it means.
    pub says: Text,
    /// POSIX, an RFC's section, a man page.
    pub source: &'static str,
}

const fn flag(name: &'static str, says: Text, source: &'static str) -> Term {
    let sort = Sort::Flag;
    Term {
        name,
        sort,
        says,
        source,
    }
}

const fn word(name: &'static str, says: Text, source: &'static str) -> Term {
    Term {
        sort: Sort::Word,
        ..flag(name, says, source)
    }
}

const fn sign(name: &'static str, says: Text, source: &'static str) -> Term {
    Term {
        sort: Sort::Sign,
        ..flag(name, says, source)
    }
}

/// What the calls take besides options.
const WORDS: [Term; 24] = [
    flag("MSG_OOB", t::FLAG_OOB, "POSIX, send(2), RFC 9293 (3.8.5)"),
    flag("MSG_PEEK", t::FLAG_PEEK, "POSIX, recv(2)"),
    flag("MSG_DONTWAIT", t::FLAG_DONTWAIT, "recv(2), send(2)"),
    flag("MSG_WAITALL", t::FLAG_WAITALL, "POSIX, recv(2)"),
    flag("MSG_NOSIGNAL", t::FLAG_NOSIGNAL, "POSIX, send(2)"),
    flag("O_NONBLOCK", t::FLAG_NONBLOCK, "POSIX, fcntl(2)"),
    flag("SOCK_NONBLOCK", t::FLAG_NONBLOCK, "socket(2)"),
    flag("SOCK_CLOEXEC", t::FLAG_CLOEXEC, "socket(2)"),
    flag("SHUT_RD", t::FLAG_SHUT_RD, "POSIX, shutdown(2)"),
    flag("SHUT_WR", t::FLAG_SHUT_WR, "POSIX, shutdown(2)"),
    flag("SHUT_RDWR", t::FLAG_SHUT_RDWR, "POSIX, shutdown(2)"),
    flag("POLLIN", t::FLAG_POLLIN, "POSIX, poll(2)"),
    flag("POLLOUT", t::FLAG_POLLOUT, "POSIX, poll(2)"),
    flag("POLLPRI", t::FLAG_POLLPRI, "POSIX, poll(2)"),
    flag("POLLERR", t::FLAG_POLLERR, "POSIX, poll(2)"),
    flag("POLLHUP", t::FLAG_POLLHUP, "POSIX, poll(2)"),
    flag("POLLNVAL", t::FLAG_POLLNVAL, "POSIX, poll(2)"),
    flag("FIONREAD", t::FLAG_FIONREAD, "tcp(7), udp(7)"),
    flag("FIONBIO", t::FLAG_FIONBIO, "ioctl(2)"),
    flag("F_GETFL", t::FLAG_GETFL, "POSIX, fcntl(2)"),
    flag("F_SETFL", t::FLAG_SETFL, "POSIX, fcntl(2)"),
    word("SOCK_STREAM", t::WORD_STREAM, "POSIX, socket(2)"),
    word("SOCK_DGRAM", t::WORD_DGRAM, "POSIX, socket(2)"),
    word("SOMAXCONN", t::WORD_SOMAXCONN, "POSIX, listen(2)"),
];

const FAMILIES: [Term; 2] = [
    word("AF_INET", t::WORD_AF_INET, "POSIX, ip(7)"),
    word("AF_INET6", t::WORD_AF_INET6, "POSIX, ipv6(7)"),
];

/// The signs and abbreviations of the panels that are no state's, in the order of the help.
pub const SIGNS: [Term; 21] = [
    sign("✓", t::SIGN_DONE, "sockscope"),
    sign("✗", t::SIGN_FAILED, "sockscope"),
    sign("⋯", t::SIGN_BLOCKED, "sockscope"),
    sign("▸", t::SIGN_NEXT, "sockscope"),
    sign("‖", t::SIGN_HELD, "sockscope"),
    sign("×", t::SIGN_DROPPED, "sockscope"),
    sign("↻ 3 s", t::SIGN_REPEATS, "RFC 6298, 2"),
    sign("+3", t::SIGN_SENT_AGAIN, "sockscope"),
    sign("SYN", t::SIGN_SYN, "RFC 9293, 3.1"),
    sign("SYN-ACK", t::SIGN_SYN_ACK, "RFC 9293, 3.5"),
    sign("ACK", t::SIGN_ACK, "RFC 9293, 3.1"),
    sign("PSH", t::SIGN_PSH, "RFC 9293, 3.1"),
    sign("FIN", t::SIGN_FIN, "RFC 9293, 3.1"),
    sign("FIN-ACK", t::SIGN_FIN_ACK, "RFC 9293, 3.1"),
    sign("RST", t::SIGN_RST, "RFC 9293, 3.1"),
    sign("seq", t::SIGN_SEQ, "RFC 9293, 3.1"),
    sign("ack", t::SIGN_ACK_NUMBER, "RFC 9293, 3.1"),
    sign("len", t::SIGN_LEN, "RFC 9293, 3.3.1"),
    sign("win", t::SIGN_WIN, "RFC 9293, 3.1"),
    sign("mss", t::SIGN_MSS, "RFC 9293, 3.7.1"),
    sign("ws", t::SIGN_WS, "RFC 7323, 2"),
];

/// Every word, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = Term> {
    let options = Opt::ALL.iter().map(|opt| Term {
        name: opt.name(),
        sort: Sort::Option(*opt),
        says: says(*opt),
        source: page(*opt),
    });
    options.chain(WORDS).chain(FAMILIES).chain(SIGNS)
}

/// The words that are written so: a sign's stands for all its numbers.
pub fn find(written: &str) -> Vec<Term> {
    let exact: Vec<Term> = all().filter(|term| term.name == written).collect();
    if !exact.is_empty() {
        return exact;
    }
    let bare = written.replace('-', "_");
    let is_it = |term: &Term| {
        let same = term.name.eq_ignore_ascii_case(written) || term.name.eq_ignore_ascii_case(&bare);
        let counted = term.name.starts_with('↻') && written.starts_with('↻');
        let times = term.name.starts_with('+') && written.strip_prefix('+').is_some_and(is_number);
        same || counted || times
    };
    all().filter(is_it).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this board has the option (see `docs/conformance.md`).
pub const fn on_the_board(opt: Opt) -> bool {
    !matches!(
        opt,
        Opt::ReusePort
            | Opt::RcvLowAt
            | Opt::KeepIdle
            | Opt::KeepIntvl
            | Opt::KeepCnt
            | Opt::UserTimeout
            | Opt::SynCnt
            | Opt::MaxSeg
            | Opt::Cork
            | Opt::QuickAck
            | Opt::OobInline
    )
}

/// What this board and ESP-IDF's lwIP make of a flag of `send()` and `recv()` (see `docs/conformance.md`; lwIP's
/// `sockets.h` calls MSG_OOB and MSG_NOSIGNAL unimplemented).
pub fn flag_on_stacks(name: &str) -> Option<[Text; 2]> {
    Some(match name {
        "MSG_PEEK" | "MSG_DONTWAIT" => [t::FLAG_HAS, t::FLAG_HAS],
        "MSG_WAITALL" => [t::FLAG_HAS, t::FLAG_WAITALL_LWIP],
        "MSG_NOSIGNAL" => [t::FLAG_NO_SIGNALS, t::FLAG_NO_SIGNALS],
        "MSG_OOB" => [t::FLAG_OOB_BOARD, t::FLAG_OOB_LWIP],
        _ => return None,
    })
}

/// Whether ESP-IDF's lwIP has it: `sockets.c`, with ESP-IDF's configuration as it comes.
pub const fn on_lwip(opt: Opt) -> bool {
    matches!(
        opt,
        Opt::ReuseAddr
            | Opt::KeepAlive
            | Opt::RcvTimeo
            | Opt::SndTimeo
            | Opt::NoDelay
            | Opt::Error
            | Opt::Type
            | Opt::Broadcast
            | Opt::AcceptConn
            | Opt::KeepIdle
            | Opt::KeepIntvl
            | Opt::KeepCnt
            | Opt::Ttl
            | Opt::V6Only
    )
}

/// How the option is tried, in the call language.
pub fn form(opt: Opt) -> String {
    let name = opt.name();
    let read_only = matches!(
        opt,
        Opt::Error | Opt::Type | Opt::AcceptConn | Opt::Domain | Opt::Protocol
    );
    match opt.shape() {
        _ if read_only => format!("getsockopt(s, {name})"),
        Shape::Linger => format!("setsockopt(s, {name}, 1, 0)"),
        Shape::Flag => format!("setsockopt(s, {name}, 1)"),
        Shape::Time => format!("setsockopt(s, {name}, 500)"),
        _ => format!("getsockopt(s, {name})"),
    }
}

/// The man page that tells of it.
const fn page(opt: Opt) -> &'static str {
    match opt.level().as_bytes() {
        b"IPPROTO_TCP" => match opt {
            Opt::NoDelay => "POSIX, tcp(7)",
            _ => "tcp(7)",
        },
        b"IPPROTO_IP" => "ip(7)",
        b"IPPROTO_IPV6" => "POSIX, ipv6(7)",
        _ => match opt {
            Opt::ReusePort | Opt::Domain | Opt::Protocol => "socket(7)",
            _ => "POSIX, socket(7)",
        },
    }
}

const fn says(opt: Opt) -> Text {
    match opt {
        Opt::ReuseAddr => t::OPTION_REUSEADDR,
        Opt::Linger => t::OPTION_LINGER,
        Opt::KeepAlive => t::OPTION_KEEPALIVE,
        Opt::RcvTimeo => t::OPTION_RCVTIMEO,
        Opt::SndTimeo => t::OPTION_SNDTIMEO,
        Opt::RcvBuf => t::OPTION_RCVBUF,
        Opt::SndBuf => t::OPTION_SNDBUF,
        Opt::NoDelay => t::OPTION_NODELAY,
        Opt::Error => t::OPTION_ERROR,
        Opt::Type => t::OPTION_TYPE,
        Opt::ReusePort => t::OPTION_REUSEPORT,
        Opt::Broadcast => t::OPTION_BROADCAST,
        Opt::RcvLowAt => t::OPTION_RCVLOWAT,
        Opt::AcceptConn => t::OPTION_ACCEPTCONN,
        Opt::Domain => t::OPTION_DOMAIN,
        Opt::Protocol => t::OPTION_PROTOCOL,
        Opt::KeepIdle => t::OPTION_KEEPIDLE,
        Opt::KeepIntvl => t::OPTION_KEEPINTVL,
        Opt::KeepCnt => t::OPTION_KEEPCNT,
        Opt::UserTimeout => t::OPTION_USER_TIMEOUT,
        Opt::SynCnt => t::OPTION_SYNCNT,
        Opt::MaxSeg => t::OPTION_MAXSEG,
        Opt::Cork => t::OPTION_CORK,
        Opt::QuickAck => t::OPTION_QUICKACK,
        Opt::Ttl => t::OPTION_TTL,
        Opt::V6Only => t::OPTION_V6ONLY,
        Opt::OobInline => t::OPTION_OOBINLINE,
    }
}

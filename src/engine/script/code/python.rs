//! Python 3 with its module `socket`.

use sockscope_link::{Call, Opt, OptValue, PollFd};

use super::Writer;
use crate::script::ast::*;
use crate::script::words::{DOMAINS, HOWS, KINDS, PROTOCOLS, word_for};

pub(super) const PRELUDE: &[&str] = &[
    "import os",
    "import select",
    "import socket",
    "import struct",
];

pub(super) const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "os", "select", "struct", "data", "poll",
];

pub(super) fn lines(line: &CallLine, w: &Writer) -> Vec<String> {
    let fd = line.call.fd().map(|fd| socket(fd, w)).unwrap_or_default();
    let number = line.call.fd().map(|fd| raw(fd, w)).unwrap_or_default();
    let name = line.assign.as_ref().map(|name| w.variable(name));
    let one = |text: String| vec![text];
    match &line.call {
        Call::Socket {
            domain,
            kind,
            protocol,
        } => {
            let domain = word_for(&DOMAINS, *domain).unwrap_or_default();
            let kind = word_for(&KINDS, *kind).unwrap_or_default();
            let protocol = match (protocol, word_for(&PROTOCOLS, *protocol)) {
                (0, _) => String::new(),
                (_, Some(word)) => format!(", socket.{word}"),
                (number, None) => format!(", {number}"),
            };
            let call = format!("socket.socket(socket.{domain}, socket.{kind}{protocol})");
            one(name.map_or_else(|| call.clone(), |name| format!("{name} = {call}")))
        }
        Call::Accept { .. } => {
            let name = name.unwrap_or_else(|| "_".to_string());
            one(format!("{name}, client = {fd}.accept()"))
        }
        Call::Bind { addr, .. } => one(format!("{fd}.bind({})", address(addr, w))),
        Call::Connect { addr, .. } => one(format!("{fd}.connect({})", address(addr, w))),
        Call::Listen { backlog, .. } => one(format!("{fd}.listen({backlog})")),
        Call::Send { data, .. } => one(format!("{fd}.send({})", bytes(data))),
        Call::Write { data, .. } => one(format!("os.write({number}, {})", bytes(data))),
        Call::SendTo { data, addr, .. } => one(format!(
            "{fd}.sendto({}, {})",
            bytes(data),
            address(addr, w)
        )),
        Call::Recv { len, .. } => one(format!("data = {fd}.recv({len})")),
        Call::Read { len, .. } => one(format!("data = os.read({number}, {len})")),
        Call::RecvFrom { len, .. } => one(format!("data, sender = {fd}.recvfrom({len})")),
        Call::Shutdown { how, .. } => {
            let how = word_for(&HOWS, *how).unwrap_or_default();
            one(format!("{fd}.shutdown(socket.{how})"))
        }
        Call::Close {
            fd: FdExpr::Number(number),
        } => one(format!("os.close({number})")),
        Call::Close { .. } => one(format!("{fd}.close()")),
        Call::GetSockName { .. } => one(format!("{fd}.getsockname()")),
        Call::GetPeerName { .. } => one(format!("{fd}.getpeername()")),
        Call::GetSockOpt { opt, .. } => {
            // Without a size it is an int.
            let size = match opt {
                Opt::Linger => ", struct.calcsize(\"ii\")",
                Opt::RcvTimeo | Opt::SndTimeo => ", struct.calcsize(\"ll\")",
                _ => "",
            };
            one(format!("{fd}.getsockopt({}{size})", option(*opt)))
        }
        Call::SetSockOpt { opt, value, .. } => {
            let value = match value {
                OptValue::Int(value) => value.to_string(),
                OptValue::Linger(linger) => {
                    format!(
                        "struct.pack(\"ii\", {}, {})",
                        u8::from(linger.on),
                        linger.seconds
                    )
                }
                OptValue::Millis(ms) => {
                    format!("struct.pack(\"ll\", {}, {})", ms / 1000, ms % 1000 * 1000)
                }
            };
            one(format!("{fd}.setsockopt({}, {value})", option(*opt)))
        }
        Call::SetNonBlock { on, .. } => one(format!(
            "{fd}.setblocking({})",
            if *on { "False" } else { "True" }
        )),
        Call::Fstat { .. } => one(format!("os.fstat({number})")),
        Call::Poll { fds, timeout_ms } => {
            let mut lines = vec!["poll = select.poll()".to_string()];
            lines.extend(fds.iter().map(|entry| {
                format!(
                    "poll.register({}, {})",
                    raw(&entry.fd, w),
                    events(entry.events)
                )
            }));
            lines.push(format!("poll.poll({timeout_ms})"));
            lines
        }
    }
}

fn socket(fd: &FdExpr, w: &Writer) -> String {
    match fd {
        FdExpr::Name(name) => w.variable(name),
        FdExpr::Number(number) => format!("socket.socket(fileno={number})"),
    }
}

fn raw(fd: &FdExpr, w: &Writer) -> String {
    match fd {
        FdExpr::Name(name) => format!("{}.fileno()", w.variable(name)),
        FdExpr::Number(number) => number.to_string(),
    }
}

fn address(endpoint: &Endpoint, w: &Writer) -> String {
    format!("(\"{}\", {})", w.ip(endpoint).0, endpoint.port)
}

fn bytes(data: &DataExpr) -> String {
    let literal = match std::str::from_utf8(&data.bytes) {
        Ok(text) if !text.is_ascii() && !text.chars().any(char::is_control) => {
            format!(
                "\"{}\".encode()",
                text.replace('\\', "\\\\").replace('"', "\\\"")
            )
        }
        _ => format!("b\"{}\"", data.bytes.escape_ascii()),
    };
    match data.times {
        1 => literal,
        times => format!("{literal} * {times}"),
    }
}

fn option(opt: Opt) -> String {
    let level = match opt {
        Opt::NoDelay => "IPPROTO_TCP",
        _ => "SOL_SOCKET",
    };
    format!("socket.{level}, socket.{}", opt.name())
}

fn events(events: u16) -> &'static str {
    match (events & PollFd::IN != 0, events & PollFd::OUT != 0) {
        (true, true) => "select.POLLIN | select.POLLOUT",
        (true, false) => "select.POLLIN",
        (false, true) => "select.POLLOUT",
        (false, false) => "0",
    }
}

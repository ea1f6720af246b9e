//! Python 3 with its module `socket`.

use sockscope_link::{
    Call, Control, Domain, Kind, MsgFlags, Opt, OptValue, PollFd, Request, Shape,
};

use super::Writer;
use crate::script::ast::*;
use crate::script::line::CallLine;
use crate::script::words::{self, DOMAINS, EVENTS, HOWS, KINDS, MSG_FLAGS, PROTOCOLS, word_for};

pub(super) const PRELUDE: &[&str] = &[
    "import errno",
    "import fcntl",
    "import os",
    "import select",
    "import socket",
    "import struct",
    "import termios",
];

pub(super) const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "os", "select", "struct", "data", "poll", "errno", "fcntl", "termios",
];

pub(super) fn lines(line: &CallLine, w: &Writer) -> Vec<String> {
    let fd = line.call.fd().map(|fd| socket(fd, w)).unwrap_or_default();
    let number = line.call.fd().map(|fd| raw(fd, w)).unwrap_or_default();
    let name = line.assign.as_ref().map(|name| w.variable(name));
    let one = |text: String| vec![text];
    let assigned = |call: String| match &name {
        Some(name) => format!("{name} = {call}"),
        None => call,
    };
    match &line.call {
        Call::Socket {
            domain,
            kind,
            nonblock,
            protocol,
        } => one(assigned(made(*domain, *kind, *nonblock, *protocol))),
        Call::Accept { .. } => {
            let name = name.as_deref().unwrap_or("_");
            one(format!("{name}, client = {fd}.accept()"))
        }
        Call::Bind { addr, .. } => one(format!("{fd}.bind({})", address(addr, w))),
        Call::Connect { addr, .. } => one(format!("{fd}.connect({})", address(addr, w))),
        Call::Listen { backlog, .. } => one(format!("{fd}.listen({backlog})")),
        Call::Send { data, flags, .. } => one(format!(
            "{fd}.send({}{})",
            bytes(data),
            message_flags(*flags)
        )),
        Call::Write { data, .. } => one(format!("os.write({number}, {})", bytes(data))),
        Call::SendTo {
            data, flags, addr, ..
        } => one(format!(
            "{fd}.sendto({}{}, {})",
            bytes(data),
            message_flags(*flags),
            address(addr, w)
        )),
        Call::Recv { len, flags, .. } => {
            one(format!("data = {fd}.recv({len}{})", message_flags(*flags)))
        }
        Call::Read { len, .. } => one(format!("data = os.read({number}, {len})")),
        Call::RecvFrom { len, flags, .. } => one(format!(
            "data, sender = {fd}.recvfrom({len}{})",
            message_flags(*flags)
        )),
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
            let size = match opt.shape() {
                Shape::Linger => ", struct.calcsize(\"ii\")",
                Shape::Time => ", struct.calcsize(\"ll\")",
                _ => "",
            };
            one(format!("{fd}.getsockopt({}{size})", option(*opt)))
        }
        Call::SetSockOpt { opt, value: v, .. } => {
            one(format!("{fd}.setsockopt({}, {})", option(*opt), value(*v)))
        }
        Call::Fcntl { control, .. } => one(match control {
            Control::GetFlags => format!("fcntl.fcntl({number}, fcntl.F_GETFL)"),
            Control::SetFlags { nonblock: true } => format!("{fd}.setblocking(False)"),
            Control::SetFlags { nonblock: false } => format!("{fd}.setblocking(True)"),
        }),
        Call::Ioctl { request, .. } => match request {
            Request::Readable => one(format!(
                "data = fcntl.ioctl({number}, termios.FIONREAD, struct.pack(\"i\", 0))"
            )),
            Request::NonBlock(on) => one(format!(
                "fcntl.ioctl({number}, termios.FIONBIO, struct.pack(\"i\", {}))",
                u8::from(*on)
            )),
        },
        Call::Dup { .. } => one(assigned(format!("{fd}.dup()"))),
        Call::Select { sets, wait_ms } => one(select(sets, *wait_ms, w)),
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

/// The call that makes a socket.
fn made(domain: Domain, kind: Kind, nonblock: bool, protocol: i32) -> String {
    let domain = word_for(&DOMAINS, domain).unwrap_or_default();
    let kind = word_for(&KINDS, kind).unwrap_or_default();
    let protocol = match (protocol, word_for(&PROTOCOLS, protocol)) {
        (0, _) => String::new(),
        (_, Some(word)) => format!(", socket.{word}"),
        (number, None) => format!(", {number}"),
    };
    let flag = if nonblock {
        " | socket.SOCK_NONBLOCK"
    } else {
        ""
    };
    format!("socket.socket(socket.{domain}, socket.{kind}{flag}{protocol})")
}

/// An option's value.
fn value(value: OptValue) -> String {
    match value {
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
        OptValue::Errno(errno) => errno.map_or_else(
            || "0".to_string(),
            |errno| format!("errno.{}", errno.name()),
        ),
    }
}

/// The call that waits for three sets.
fn select(sets: &[PollFd<FdExpr>], wait_ms: i32, w: &Writer) -> String {
    let set = |bit| {
        let within = sets.iter().filter(|entry| entry.events & bit != 0);
        within
            .map(|entry| raw(&entry.fd, w))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let [input, output, except] = [PollFd::IN, PollFd::OUT, PollFd::PRI].map(set);
    let time = match wait_ms {
        ..0 => String::new(),
        ms => format!(", {}.{:03}", ms / 1000, ms % 1000),
    };
    format!("select.select([{input}], [{output}], [{except}]{time})")
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
    // Python's module has no names for these two; the numbers are Linux's.
    match opt {
        Opt::Domain => "socket.SOL_SOCKET, 39".to_string(),
        Opt::Protocol => "socket.SOL_SOCKET, 38".to_string(),
        opt => format!("socket.{}, socket.{}", opt.level(), opt.name()),
    }
}

/// The flags as the next argument; nothing for none.
fn message_flags(flags: MsgFlags) -> String {
    let set = words::set(&MSG_FLAGS, flags.0);
    let set: Vec<String> = set.iter().map(|name| format!("socket.{name}")).collect();
    if set.is_empty() {
        String::new()
    } else {
        format!(", {}", set.join(" | "))
    }
}

fn events(events: u16) -> String {
    let set = words::set(&EVENTS, events);
    let set: Vec<String> = set.iter().map(|name| format!("select.{name}")).collect();
    if set.is_empty() {
        "0".to_string()
    } else {
        set.join(" | ")
    }
}

//! Rust with socket2.

use sockscope_link::{Call, Domain, How, Kind, Opt, OptValue, PollFd};

use super::Writer;
use crate::script::ast::*;

pub(super) const PRELUDE: &[&str] = &[
    "use std::fs::File;",
    "use std::io::{Read, Write};",
    "use std::mem::MaybeUninit;",
    "use std::net::{Shutdown, SocketAddr};",
    "use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};",
    "use std::time::Duration;",
    "",
    "use socket2::{Domain, Protocol, SockRef, Socket, Type};",
];

pub(super) const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use",
    "where", "while", "abstract", "become", "box", "do", "final", "gen", "macro", "override",
    "priv", "try", "typeof", "unsized", "virtual", "yield", "Self", "buf", "len", "addr", "_",
];

pub(super) fn lines(line: &CallLine, w: &Writer) -> Vec<String> {
    let fd = line.call.fd().map(|fd| socket(fd, w)).unwrap_or_default();
    let one = |text: String| vec![text];
    match &line.call {
        Call::Socket {
            domain,
            kind,
            protocol,
        } => {
            let (domain, kind) = (domain_name(*domain), kind_name(*kind));
            let protocol = match protocol {
                0 => "None".to_string(),
                6 => "Some(Protocol::TCP)".to_string(),
                17 => "Some(Protocol::UDP)".to_string(),
                other => format!("Some(Protocol::from({other}))"),
            };
            let name = line.assign.as_ref().map(|name| w.variable(name));
            let name = name.unwrap_or_else(|| "_socket".to_string());
            one(format!(
                "let {name} = Socket::new({domain}, {kind}, {protocol})?;"
            ))
        }
        Call::Accept { .. } => {
            let name = line.assign.as_ref().map(|name| w.variable(name));
            let name = name.unwrap_or_else(|| "_connection".to_string());
            one(format!("let ({name}, _client) = {fd}.accept()?;"))
        }
        Call::Bind { addr, .. } => with_address(addr, w, format!("{fd}.bind(&addr.into())?;")),
        Call::Connect { addr, .. } => {
            with_address(addr, w, format!("{fd}.connect(&addr.into())?;"))
        }
        Call::Listen { backlog, .. } => one(format!("{fd}.listen({backlog})?;")),
        Call::Send { data, .. } => one(format!("{fd}.send({})?;", bytes(data))),
        Call::Write { data, .. } => one(format!("(&{fd}).write({})?;", bytes(data))),
        Call::SendTo { data, addr, .. } => with_address(
            addr,
            w,
            format!("{fd}.send_to({}, &addr.into())?;", bytes(data)),
        ),
        Call::Recv { len, .. } => vec![
            format!("let mut buf = [MaybeUninit::uninit(); {len}];"),
            format!("let _len = {fd}.recv(&mut buf)?;"),
        ],
        Call::Read { len, .. } => vec![
            format!("let mut buf = [0; {len}];"),
            format!("let _len = (&{fd}).read(&mut buf)?;"),
        ],
        Call::RecvFrom { len, .. } => vec![
            format!("let mut buf = [MaybeUninit::uninit(); {len}];"),
            format!("let (_len, _sender) = {fd}.recv_from(&mut buf)?;"),
        ],
        Call::Shutdown { how, .. } => {
            let how = match how {
                How::Read => "Read",
                How::Write => "Write",
                How::Both => "Both",
            };
            one(format!("{fd}.shutdown(Shutdown::{how})?;"))
        }
        Call::Close {
            fd: FdExpr::Name(name),
        } => one(format!("drop({});", w.variable(name))),
        Call::Close {
            fd: FdExpr::Number(number),
        } => one(format!("drop(unsafe {{ Socket::from_raw_fd({number}) }});")),
        Call::GetSockName { .. } => one(format!("let _addr = {fd}.local_addr()?;")),
        Call::GetPeerName { .. } => one(format!("let _addr = {fd}.peer_addr()?;")),
        Call::GetSockOpt { opt, .. } => one(format!("let _value = {fd}.{}()?;", getter(*opt))),
        Call::SetSockOpt { opt, value, .. } => one(set(*opt, *value, &fd)),
        Call::SetNonBlock { on, .. } => one(format!("{fd}.set_nonblocking({on})?;")),
        Call::Fstat { .. } => {
            let file = format!("File::from(OwnedFd::from({fd}.try_clone()?))");
            one(format!("let _facts = {file}.metadata()?;"))
        }
        Call::Poll { fds, timeout_ms } if fds.is_empty() => one(format!(
            "unsafe {{ libc::poll(std::ptr::null_mut(), 0, {timeout_ms}) }};"
        )),
        Call::Poll { fds, timeout_ms } => {
            let entry = |p: &PollFd<FdExpr>| {
                let (fd, events) = (raw(&p.fd, w), events(p.events));
                format!("    libc::pollfd {{ fd: {fd}, events: {events}, revents: 0 }},")
            };
            let mut lines = vec!["let mut fds = [".to_string()];
            lines.extend(fds.iter().map(entry));
            lines.push("];".to_string());
            lines.push(format!(
                "unsafe {{ libc::poll(fds.as_mut_ptr(), {}, {timeout_ms}) }};",
                fds.len()
            ));
            lines
        }
    }
}

fn socket(fd: &FdExpr, w: &Writer) -> String {
    match fd {
        FdExpr::Name(name) => w.variable(name),
        FdExpr::Number(number) => {
            format!("SockRef::from(&unsafe {{ BorrowedFd::borrow_raw({number}) }})")
        }
    }
}

fn raw(fd: &FdExpr, w: &Writer) -> String {
    match fd {
        FdExpr::Name(name) => format!("{}.as_raw_fd()", w.variable(name)),
        FdExpr::Number(number) => number.to_string(),
    }
}

fn domain_name(domain: Domain) -> &'static str {
    match domain {
        Domain::Inet => "Domain::IPV4",
        Domain::Inet6 => "Domain::IPV6",
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Stream => "Type::STREAM",
        Kind::Dgram => "Type::DGRAM",
    }
}

fn with_address(endpoint: &Endpoint, w: &Writer, call: String) -> Vec<String> {
    let (ip, v6) = w.ip(endpoint);
    let ip = if v6 { format!("[{ip}]") } else { ip };
    vec![
        format!(
            "let addr: SocketAddr = \"{ip}:{}\".parse().unwrap();",
            endpoint.port
        ),
        call,
    ]
}

fn bytes(data: &DataExpr) -> String {
    let literal = match std::str::from_utf8(&data.bytes) {
        Ok(text) if !text.is_ascii() => format!("{text:?}.as_bytes()"),
        _ => format!("b\"{}\"", data.bytes.escape_ascii()),
    };
    match data.times {
        1 => literal,
        times => format!("&{literal}.repeat({times})"),
    }
}

fn getter(opt: Opt) -> &'static str {
    match opt {
        Opt::ReuseAddr => "reuse_address",
        Opt::Linger => "linger",
        Opt::KeepAlive => "keepalive",
        Opt::RcvTimeo => "read_timeout",
        Opt::SndTimeo => "write_timeout",
        Opt::RcvBuf => "recv_buffer_size",
        Opt::SndBuf => "send_buffer_size",
        Opt::NoDelay => "tcp_nodelay",
        Opt::Error => "take_error",
        Opt::Type => "r#type",
    }
}

fn set(opt: Opt, value: OptValue, fd: &str) -> String {
    let value = match (opt, value) {
        (Opt::Error | Opt::Type, _) => {
            return format!("// socket2 cannot set {}: it can only be read.", opt.name());
        }
        (Opt::RcvBuf | Opt::SndBuf, OptValue::Int(value)) => value.max(0).to_string(),
        (_, OptValue::Int(value)) => (value != 0).to_string(),
        (_, OptValue::Linger(linger)) if linger.on => {
            format!("Some(Duration::from_secs({}))", linger.seconds)
        }
        (_, OptValue::Millis(ms)) if ms > 0 => format!("Some(Duration::from_millis({ms}))"),
        _ => "None".to_string(),
    };
    format!("{fd}.set_{}({value})?;", getter(opt))
}

fn events(events: u16) -> &'static str {
    match (events & PollFd::IN != 0, events & PollFd::OUT != 0) {
        (true, true) => "libc::POLLIN | libc::POLLOUT",
        (true, false) => "libc::POLLIN",
        (false, true) => "libc::POLLOUT",
        (false, false) => "0",
    }
}

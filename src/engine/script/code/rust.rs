//! Rust with socket2.

use sockscope_link::{
    Call, Control, Domain, Fds, How, Kind, MsgFlags, Opt, OptValue, PollFd, Request,
};

use super::Writer;
use crate::script::ast::*;
use crate::script::line::CallLine;
use crate::script::words::{self, EVENTS, MSG_FLAGS};

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
    let number = line.call.fd().map(|fd| raw(fd, w)).unwrap_or_default();
    let one = |text: String| vec![text];
    let assigned = |otherwise: &str| {
        let name = line.assign.as_ref().map(|name| w.variable(name));
        name.unwrap_or_else(|| otherwise.to_string())
    };
    match &line.call {
        Call::Socket {
            domain,
            kind,
            nonblock,
            protocol,
        } => made(&assigned("_socket"), *domain, *kind, *nonblock, *protocol),
        Call::Accept { .. } => {
            let name = assigned("_connection");
            one(format!("let ({name}, _client) = {fd}.accept()?;"))
        }
        Call::Bind { addr, .. } => with_address(addr, w, format!("{fd}.bind(&addr.into())?;")),
        Call::Connect { addr, .. } => {
            with_address(addr, w, format!("{fd}.connect(&addr.into())?;"))
        }
        Call::Listen { backlog, .. } => one(format!("{fd}.listen({backlog})?;")),
        Call::Send { data, flags, .. } => {
            let (with, flags) = message_flags(*flags);
            one(format!("{fd}.send{with}({}{flags})?;", bytes(data)))
        }
        Call::Write { data, .. } => one(format!("(&{fd}).write({})?;", bytes(data))),
        Call::SendTo {
            data, flags, addr, ..
        } => {
            let (with, flags) = message_flags(*flags);
            with_address(
                addr,
                w,
                format!("{fd}.send_to{with}({}, &addr.into(){flags})?;", bytes(data)),
            )
        }
        Call::Recv { len, flags, .. } => {
            let (with, flags) = message_flags(*flags);
            vec![
                format!("let mut buf = [MaybeUninit::uninit(); {len}];"),
                format!("let _len = {fd}.recv{with}(&mut buf{flags})?;"),
            ]
        }
        Call::Read { len, .. } => vec![
            format!("let mut buf = [0; {len}];"),
            format!("let _len = (&{fd}).read(&mut buf)?;"),
        ],
        Call::RecvFrom { len, flags, .. } => {
            let (with, flags) = message_flags(*flags);
            vec![
                format!("let mut buf = [MaybeUninit::uninit(); {len}];"),
                format!("let (_len, _sender) = {fd}.recv_from{with}(&mut buf{flags})?;"),
            ]
        }
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
        Call::GetSockOpt { opt, .. } => get(*opt, &fd, &number),
        Call::SetSockOpt { opt, value, .. } => set(*opt, *value, &fd, &number),
        Call::Fcntl { control, .. } => one(match control {
            Control::GetFlags => format!("unsafe {{ libc::fcntl({number}, libc::F_GETFL) }};"),
            Control::SetFlags { nonblock } => format!("{fd}.set_nonblocking({nonblock})?;"),
        }),
        Call::Ioctl { request, .. } => match request {
            Request::Readable => vec![
                "let mut len = 0;".to_string(),
                format!("unsafe {{ libc::ioctl({number}, libc::FIONREAD, &mut len) }};"),
                "let _len: i32 = len;".to_string(),
            ],
            Request::NonBlock(on) => one(format!("{fd}.set_nonblocking({on})?;")),
        },
        Call::Dup { .. } => one(format!("let {} = {fd}.try_clone()?;", assigned("_copy"))),
        Call::Select { sets, wait_ms } => select(sets, *wait_ms, w),
        Call::Fstat { .. } => {
            let file = format!("File::from(OwnedFd::from({fd}.try_clone()?))");
            one(format!("let _facts = {file}.metadata()?;"))
        }
        Call::Poll { fds, timeout_ms } => poll(fds, *timeout_ms, w),
    }
}

/// Makes the socket `name`.
fn made(name: &str, domain: Domain, kind: Kind, nonblock: bool, protocol: i32) -> Vec<String> {
    let (domain, kind) = (domain_name(domain), kind_name(kind));
    let protocol = match protocol {
        0 => "None".to_string(),
        6 => "Some(Protocol::TCP)".to_string(),
        17 => "Some(Protocol::UDP)".to_string(),
        other => format!("Some(Protocol::from({other}))"),
    };
    let mut lines = vec![format!(
        "let {name} = Socket::new({domain}, {kind}, {protocol})?;"
    )];
    if nonblock {
        lines.push(format!("{name}.set_nonblocking(true)?;"));
    }
    lines
}

/// Asks for an option; the system is asked for one that socket2 has no word for.
fn get(opt: Opt, fd: &str, number: &str) -> Vec<String> {
    match getter(opt) {
        Some(getter) => vec![format!("let _value = {fd}.{getter}()?;")],
        None => vec![
            "let (mut value, mut len): (i32, u32) = (0, 4);".to_string(),
            format!(
                "unsafe {{ libc::getsockopt({number}, libc::{}, libc::{}, (&raw mut value).cast(), &mut len) }};",
                opt.level(),
                opt.name()
            ),
        ],
    }
}

/// Waits for these descriptors.
fn poll(fds: &[PollFd<FdExpr>], timeout_ms: i32, w: &Writer) -> Vec<String> {
    if fds.is_empty() {
        return vec![format!(
            "unsafe {{ libc::poll(std::ptr::null_mut(), 0, {timeout_ms}) }};"
        )];
    }
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

/// The call's name goes on with this, and its arguments with that, if there are flags.
fn message_flags(flags: MsgFlags) -> (&'static str, String) {
    let set = words::set(&MSG_FLAGS, flags.0);
    let set: Vec<String> = set.iter().map(|name| format!("libc::{name}")).collect();
    if set.is_empty() {
        ("", String::new())
    } else {
        ("_with_flags", format!(", {}", set.join(" | ")))
    }
}

/// The three sets of `select()`, of which those that are empty are null, and its time.
fn select(sets: &Fds<FdExpr>, wait_ms: i32, w: &Writer) -> Vec<String> {
    let mut lines = Vec::new();
    let mut args = Vec::new();
    for (name, bit) in [
        ("input", PollFd::IN),
        ("output", PollFd::OUT),
        ("except", PollFd::PRI),
    ] {
        let within: Vec<_> = sets.iter().filter(|fd| fd.events & bit != 0).collect();
        if within.is_empty() {
            args.push("std::ptr::null_mut()".to_string());
            continue;
        }
        args.push(format!("&mut {name}"));
        lines.push(format!(
            "let mut {name}: libc::fd_set = unsafe {{ std::mem::zeroed() }};"
        ));
        let set = within.iter().map(|fd| raw(&fd.fd, w));
        lines.extend(set.map(|fd| format!("unsafe {{ libc::FD_SET({fd}, &mut {name}) }};")));
    }
    args.push(if wait_ms < 0 {
        "std::ptr::null_mut()".to_string()
    } else {
        let (s, us) = (wait_ms / 1000, wait_ms % 1000 * 1000);
        lines.push(format!(
            "let mut time = libc::timeval {{ tv_sec: {s}, tv_usec: {us} }};"
        ));
        "&mut time".to_string()
    });
    lines.push(format!(
        "unsafe {{ libc::select(libc::FD_SETSIZE as i32, {}) }};",
        args.join(", ")
    ));
    lines
}

/// What socket2 calls the option; `None` if it has none and the call itself is made.
fn getter(opt: Opt) -> Option<&'static str> {
    Some(match opt {
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
        Opt::Broadcast => "broadcast",
        Opt::V6Only => "only_v6",
        Opt::OobInline => "out_of_band_inline",
        _ => return None,
    })
}

fn set(opt: Opt, value: OptValue, fd: &str, number: &str) -> Vec<String> {
    let Some(getter) = getter(opt).filter(|_| !matches!(opt, Opt::Error | Opt::Type)) else {
        let value = match value {
            OptValue::Int(value) => value,
            _ => 0,
        };
        return vec![
            format!("let value: i32 = {value};"),
            format!(
                "unsafe {{ libc::setsockopt({number}, libc::{}, libc::{}, (&raw const value).cast(), 4) }};",
                opt.level(),
                opt.name()
            ),
        ];
    };
    let value = match (opt, value) {
        (Opt::RcvBuf | Opt::SndBuf, OptValue::Int(value)) => value.max(0).to_string(),
        (_, OptValue::Int(value)) => (value != 0).to_string(),
        (_, OptValue::Linger(linger)) if linger.on => {
            format!("Some(Duration::from_secs({}))", linger.seconds)
        }
        (_, OptValue::Millis(ms)) if ms > 0 => format!("Some(Duration::from_millis({ms}))"),
        _ => "None".to_string(),
    };
    vec![format!("{fd}.set_{getter}({value})?;")]
}

fn events(events: u16) -> String {
    let set = words::set(&EVENTS, events);
    let set: Vec<String> = set.iter().map(|name| format!("libc::{name}")).collect();
    if set.is_empty() {
        "0".to_string()
    } else {
        set.join(" | ")
    }
}

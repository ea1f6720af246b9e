//! C11 with BSD sockets.

use sockscope_link::{
    Call, Control, Domain, Errno, Fds, Kind, MsgFlags, Opt, OptValue, PollFd, Request, Shape,
};

use super::Writer;
use crate::script::ast::*;
use crate::script::line::CallLine;
use crate::script::words::{self, DOMAINS, EVENTS, HOWS, KINDS, MSG_FLAGS, PROTOCOLS, word_for};

pub(super) const PRELUDE: &[&str] = &[
    "#include <arpa/inet.h>",
    "#include <errno.h>",
    "#include <fcntl.h>",
    "#include <netinet/in.h>",
    "#include <netinet/tcp.h>",
    "#include <poll.h>",
    "#include <string.h>",
    "#include <sys/ioctl.h>",
    "#include <sys/select.h>",
    "#include <sys/socket.h>",
    "#include <sys/stat.h>",
    "#include <sys/time.h>",
    "#include <unistd.h>",
];

pub(super) const KEYWORDS: &[&str] = &[
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile", "while", "main", "addr", "buf", "data", "len",
    "value", "in", "out", "except",
];

pub(super) fn lines(line: &CallLine, w: &Writer) -> Vec<String> {
    let fd = line
        .call
        .fd()
        .map(|fd| descriptor(fd, w))
        .unwrap_or_default();
    let name = line.call.name();
    match &line.call {
        Call::Socket {
            domain,
            kind,
            nonblock,
            protocol,
        } => {
            let call = socket(*domain, *kind, *nonblock, *protocol);
            vec![assigned(line, w, &call)]
        }
        Call::Accept { .. } => {
            vec![assigned(line, w, &format!("accept({fd}, NULL, NULL);"))]
        }
        Call::Bind { addr, .. } | Call::Connect { addr, .. } => {
            let mut inner = address(addr, w);
            inner.push(format!(
                "{name}({fd}, (struct sockaddr *)&addr, sizeof addr);"
            ));
            block(inner)
        }
        Call::Listen { backlog, .. } => vec![format!("listen({fd}, {backlog});")],
        // Without the flag, a broken connection would be a SIGPIPE, which ends the program. A write()
        // cannot say so: its program calls signal(SIGPIPE, SIG_IGN) once.
        Call::Send { data, flags, .. } => {
            let flags = message_flags(MsgFlags(flags.0 | MsgFlags::NOSIGNAL.0));
            with_data(data, vec![], |d| format!("send({fd}, {d}, {flags});"))
        }
        Call::Write { data, .. } => with_data(data, vec![], |d| format!("write({fd}, {d});")),
        Call::SendTo {
            data, flags, addr, ..
        } => with_data(data, address(addr, w), |d| {
            let flags = message_flags(*flags);
            format!("sendto({fd}, {d}, {flags}, (struct sockaddr *)&addr, sizeof addr);")
        }),
        Call::Recv { len, flags, .. } => {
            let flags = message_flags(*flags);
            buffer(*len, format!("recv({fd}, buf, sizeof buf, {flags});"))
        }
        Call::Read { len, .. } => buffer(*len, format!("read({fd}, buf, sizeof buf);")),
        Call::RecvFrom { len, flags, .. } => {
            let mut inner = peer_address();
            inner.push(array(*len));
            inner.push(format!(
                "recvfrom({fd}, buf, {}, {}, (struct sockaddr *)&addr, &len);",
                if *len == 0 { "0" } else { "sizeof buf" },
                message_flags(*flags)
            ));
            block(inner)
        }
        Call::Shutdown { how, .. } => {
            vec![format!(
                "shutdown({fd}, {});",
                word_for(&HOWS, *how).unwrap_or_default()
            )]
        }
        Call::Close { .. } => vec![format!("close({fd});")],
        Call::GetSockName { .. } | Call::GetPeerName { .. } => {
            let mut inner = peer_address();
            inner.push(format!("{name}({fd}, (struct sockaddr *)&addr, &len);"));
            block(inner)
        }
        Call::GetSockOpt { opt, .. } => get(&fd, *opt),
        Call::SetSockOpt { opt, value, .. } => set(&fd, *opt, *value),
        Call::Fcntl { control, .. } => {
            let rest = match control {
                Control::GetFlags => "F_GETFL",
                Control::SetFlags { nonblock: true } => "F_SETFL, O_NONBLOCK",
                Control::SetFlags { nonblock: false } => "F_SETFL, 0",
            };
            vec![format!("fcntl({fd}, {rest});")]
        }
        Call::Ioctl { request, .. } => block(match request {
            Request::Readable => vec![
                "int value;".to_string(),
                format!("ioctl({fd}, FIONREAD, &value);"),
            ],
            Request::NonBlock(on) => vec![
                format!("int value = {};", u8::from(*on)),
                format!("ioctl({fd}, FIONBIO, &value);"),
            ],
        }),
        Call::Dup { .. } => vec![assigned(line, w, &format!("dup({fd});"))],
        Call::Select { sets, wait_ms } => select(sets, *wait_ms, w),
        Call::Fstat { .. } => block(vec![
            "struct stat value;".to_string(),
            format!("fstat({fd}, &value);"),
        ]),
        Call::Poll { fds, timeout_ms } => poll(fds, *timeout_ms, w),
    }
}

/// The call that makes a socket.
fn socket(domain: Domain, kind: Kind, nonblock: bool, protocol: i32) -> String {
    let domain = word_for(&DOMAINS, domain).unwrap_or_default();
    let mut kind = word_for(&KINDS, kind).unwrap_or_default().to_string();
    if nonblock {
        kind.push_str(" | SOCK_NONBLOCK");
    }
    let protocol =
        word_for(&PROTOCOLS, protocol).map_or_else(|| protocol.to_string(), str::to_string);
    format!("socket({domain}, {kind}, {protocol});")
}

/// Asks for an option.
fn get(fd: &str, opt: Opt) -> Vec<String> {
    let kind = match opt.shape() {
        Shape::Linger => "struct linger",
        Shape::Time => "struct timeval",
        _ => "int",
    };
    let (level, opt) = (opt.level(), opt.name());
    block(vec![
        format!("{kind} value;"),
        "socklen_t len = sizeof value;".to_string(),
        format!("getsockopt({fd}, {level}, {opt}, &value, &len);"),
    ])
}

/// Sets an option.
fn set(fd: &str, opt: Opt, value: OptValue) -> Vec<String> {
    let value = match value {
        OptValue::Int(value) => format!("int value = {value};"),
        OptValue::Linger(linger) => {
            let on = u8::from(linger.on);
            format!("struct linger value = {{ {on}, {} }};", linger.seconds)
        }
        OptValue::Millis(ms) => {
            let (s, us) = (ms / 1000, ms % 1000 * 1000);
            format!("struct timeval value = {{ {s}, {us} }};")
        }
        OptValue::Errno(errno) => {
            let name = errno.map_or("0", Errno::name);
            format!("int value = {name};")
        }
    };
    let (level, opt) = (opt.level(), opt.name());
    let call = format!("setsockopt({fd}, {level}, {opt}, &value, sizeof value);");
    block(vec![value, call])
}

/// Waits for these descriptors.
fn poll(fds: &[PollFd<FdExpr>], timeout_ms: i32, w: &Writer) -> Vec<String> {
    if fds.is_empty() {
        return vec![format!("poll(NULL, 0, {timeout_ms});")];
    }
    let entry = |p: &PollFd<FdExpr>| format!("{{ {}, {}, 0 }}", descriptor(&p.fd, w), events(p));
    let entries: Vec<String> = fds.iter().map(entry).collect();
    block(vec![
        format!("struct pollfd value[] = {{ {} }};", entries.join(", ")),
        format!("poll(value, {}, {timeout_ms});", fds.len()),
    ])
}

fn descriptor(fd: &FdExpr, w: &Writer) -> String {
    match fd {
        FdExpr::Name(name) => w.variable(name),
        FdExpr::Number(number) => number.to_string(),
    }
}

fn assigned(line: &CallLine, w: &Writer, call: &str) -> String {
    match &line.assign {
        Some(name) => format!("int {} = {call}", w.variable(name)),
        None => call.to_string(),
    }
}

fn block(inner: Vec<String>) -> Vec<String> {
    let mut lines = vec!["{".to_string()];
    lines.extend(inner.into_iter().map(|line| format!("    {line}")));
    lines.push("}".to_string());
    lines
}

/// Declares `addr` and fills it in.
fn address(endpoint: &Endpoint, w: &Writer) -> Vec<String> {
    let (ip, v6) = w.ip(endpoint);
    let (domain, prefix) = match v6 {
        false => (Domain::Inet, "sin"),
        true => (Domain::Inet6, "sin6"),
    };
    let family = word_for(&DOMAINS, domain).unwrap_or_default();
    let kind = if v6 { "sockaddr_in6" } else { "sockaddr_in" };
    let port = endpoint.port;
    vec![
        format!("struct {kind} addr = {{ .{prefix}_family = {family} }};"),
        format!("addr.{prefix}_port = htons({port});"),
        format!("inet_pton({family}, \"{ip}\", &addr.{prefix}_addr);"),
    ]
}

/// Declares `addr` and `len` for a call that fills them in.
fn peer_address() -> Vec<String> {
    vec![
        "struct sockaddr_storage addr;".to_string(),
        "socklen_t len = sizeof addr;".to_string(),
    ]
}

fn buffer(len: u32, call: String) -> Vec<String> {
    // C has no empty array.
    let call = if len == 0 {
        call.replace("sizeof buf", "0")
    } else {
        call
    };
    block(vec![array(len), call])
}

/// The room for what is received. What is large would not fit on the stack.
fn array(len: u32) -> String {
    const MOST_ON_THE_STACK: u32 = 64 * 1024;
    let kept = if len > MOST_ON_THE_STACK {
        "static "
    } else {
        ""
    };
    format!("{kept}char buf[{}];", len.max(1))
}

/// The call with its bytes and their length; a repeated text is made in `data` first.
fn with_data(
    data: &DataExpr,
    mut before: Vec<String>,
    call: impl Fn(&str) -> String,
) -> Vec<String> {
    let len = data.len();
    if data.times == 1 || len == 0 {
        let text = if len == 0 {
            String::new()
        } else {
            escaped(&data.bytes)
        };
        let call = call(&format!("\"{text}\", {len}"));
        if before.is_empty() {
            return vec![call];
        }
        before.push(call);
        return block(before);
    }
    before.push(format!("static char data[{len}];"));
    before.push(match data.bytes.as_slice() {
        [byte] => format!("memset(data, {byte}, sizeof data);"),
        bytes => format!(
            "for (int i = 0; i < {len}; i++) data[i] = \"{}\"[i % {}];",
            escaped(bytes),
            bytes.len()
        ),
    });
    before.push(call("data, sizeof data"));
    block(before)
}

/// The inside of a C string literal; octal, since a hexadecimal escape has no end of its own.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                // Two of them begin a trigraph.
                '?' => out.push_str("\\?"),
                c if c.is_control() => octal(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        octal(&mut out, chunk.invalid());
    }
    out
}

fn octal(out: &mut String, bytes: &[u8]) {
    bytes
        .iter()
        .for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
}

fn message_flags(flags: MsgFlags) -> String {
    let set = words::set(&MSG_FLAGS, flags.0);
    if set.is_empty() {
        "0".to_string()
    } else {
        set.join(" | ")
    }
}

/// The three sets of `select()`, of which those that are empty are NULL, and its time.
fn select(sets: &Fds<FdExpr>, wait_ms: i32, w: &Writer) -> Vec<String> {
    let mut lines = Vec::new();
    let mut args = Vec::new();
    for (name, bit) in [
        ("in", PollFd::IN),
        ("out", PollFd::OUT),
        ("except", PollFd::PRI),
    ] {
        let within: Vec<_> = sets.iter().filter(|fd| fd.events & bit != 0).collect();
        args.push(if within.is_empty() {
            "NULL".to_string()
        } else {
            lines.push(format!("fd_set {name};"));
            lines.push(format!("FD_ZERO(&{name});"));
            format!("&{name}")
        });
        let set = within.iter().map(|fd| descriptor(&fd.fd, w));
        lines.extend(set.map(|fd| format!("FD_SET({fd}, &{name});")));
    }
    let time = if wait_ms < 0 {
        "NULL"
    } else {
        let (s, us) = (wait_ms / 1000, wait_ms % 1000 * 1000);
        lines.push(format!("struct timeval value = {{ {s}, {us} }};"));
        "&value"
    };
    lines.push(format!("select(FD_SETSIZE, {}, {time});", args.join(", ")));
    block(lines)
}

fn events(entry: &PollFd<FdExpr>) -> String {
    let asked = words::set(&EVENTS, entry.events);
    if asked.is_empty() {
        "0".to_string()
    } else {
        asked.join(" | ")
    }
}

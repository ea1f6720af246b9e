//! How arguments are written: as few words as say it, so that what is written parses to the same.

use sockscope_link::{Control, Domain, Fds, How, Kind, MsgFlags, Opt, OptValue, PollFd, Request};

use crate::script::ast::{DataExpr, Endpoint, FdExpr};
use crate::script::words::{
    self, BACKLOGS, DOMAINS, EVENTS, HOWS, KINDS, MSG_FLAGS, PROTOCOLS, word_for,
};

type Args = Vec<String>;

pub fn fd(fd: &FdExpr, args: &mut Args) {
    args.push(fd.to_string());
}

pub fn domain(domain: &Domain, args: &mut Args) {
    args.extend(word_for(&DOMAINS, *domain).map(str::to_string));
}

pub fn kind(kind: &Kind, args: &mut Args) {
    args.extend(word_for(&KINDS, *kind).map(str::to_string));
}

/// It is joined to the type.
pub fn nonblock(nonblock: &bool, args: &mut Args) {
    if let Some(kind) = args.last_mut().filter(|_| *nonblock) {
        kind.push_str("+SOCK_NONBLOCK");
    }
}

pub fn protocol(protocol: &i32, args: &mut Args) {
    if *protocol != 0 {
        args.push(word_or_number(&PROTOCOLS, *protocol));
    }
}

fn word_or_number(table: &[(&'static str, i32)], number: i32) -> String {
    word_for(table, number).map_or_else(|| number.to_string(), str::to_string)
}

pub fn addr(addr: &Endpoint, args: &mut Args) {
    args.push(addr.to_string());
}

pub fn backlog(backlog: &i32, args: &mut Args) {
    args.push(word_or_number(&BACKLOGS, *backlog));
}

pub fn data(data: &DataExpr, args: &mut Args) {
    args.push(data.to_string());
}

pub fn len(len: &u32, args: &mut Args) {
    args.push(len.to_string());
}

pub fn flags(flags: &MsgFlags, args: &mut Args) {
    if *flags != MsgFlags::NONE {
        args.push(words::set(&MSG_FLAGS, flags.0).join("+"));
    }
}

pub fn how(how: &How, args: &mut Args) {
    args.extend(word_for(&HOWS, *how).map(str::to_string));
}

pub fn opt(opt: &Opt, args: &mut Args) {
    args.push(opt.name().to_string());
}

pub fn value(value: &OptValue, args: &mut Args) {
    args.push(value_text(value));
}

/// The value of an option; its parts have a comma between them.
pub fn value_text(value: &OptValue) -> String {
    match value {
        OptValue::Int(value) => value.to_string(),
        OptValue::Linger(linger) => format!("{}, {}", u8::from(linger.on), linger.seconds),
        OptValue::Millis(ms) => format!("{ms}ms"),
        OptValue::Errno(None) => "0".to_string(),
        OptValue::Errno(Some(errno)) => errno.name().to_string(),
    }
}

pub fn control(control: &Control, args: &mut Args) {
    match control {
        Control::GetFlags => args.push("F_GETFL".to_string()),
        Control::SetFlags { nonblock } => {
            let flags = if *nonblock { "O_NONBLOCK" } else { "0" };
            args.extend(["F_SETFL", flags].map(str::to_string));
        }
    }
}

/// The flags that `F_GETFL` tells.
pub const fn file_flags(nonblock: bool) -> &'static str {
    if nonblock {
        "O_RDWR+O_NONBLOCK"
    } else {
        "O_RDWR"
    }
}

pub fn request(request: &Request, args: &mut Args) {
    match request {
        Request::Readable => args.push("FIONREAD".to_string()),
        Request::NonBlock(on) => {
            args.extend(["FIONBIO".to_string(), u8::from(*on).to_string()]);
        }
    }
}

pub fn fds(fds: &Fds<FdExpr>, args: &mut Args) {
    let entry = |entry: &PollFd<FdExpr>| format!("{} {}", entry.fd, events(entry.events));
    args.extend(fds.iter().map(entry));
}

/// `POLLIN+POLLOUT`; `0` for none.
pub fn events(set: u16) -> String {
    let asked: Vec<&str> = words::set(&EVENTS, set);
    if asked.is_empty() {
        "0".to_string()
    } else {
        asked.join("+")
    }
}

pub fn timeout_ms(ms: &i32, args: &mut Args) {
    args.push(ms.to_string());
}

/// The three sets of `select()`.
pub fn sets(sets: &Fds<FdExpr>, args: &mut Args) {
    for bit in [PollFd::IN, PollFd::OUT, PollFd::PRI] {
        let within = sets.iter().filter(|entry| entry.events & bit != 0);
        let names: Vec<String> = within.map(|entry| entry.fd.to_string()).collect();
        args.push(if names.is_empty() {
            "NULL".to_string()
        } else {
            names.join("+")
        });
    }
}

pub fn wait_ms(ms: &i32, args: &mut Args) {
    args.push(match *ms {
        ..0 => "NULL".to_string(),
        ms if ms > 0 && ms % 1000 == 0 => format!("{}s", ms / 1000),
        ms => format!("{ms}ms"),
    });
}

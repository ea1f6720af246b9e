//! How arguments are written: as few words as say it, so that what is written parses to the same.

use sockscope_link::{Domain, Fds, How, Kind, Opt, OptValue};

use crate::script::ast::{DataExpr, Endpoint, FdExpr};
use crate::script::words::{self, DOMAINS, EVENTS, HOWS, KINDS, PROTOCOLS, word_for};

pub fn fd(fd: &FdExpr) -> Option<String> {
    Some(fd.to_string())
}

pub fn domain(domain: &Domain) -> Option<String> {
    word_for(&DOMAINS, *domain).map(str::to_string)
}

pub fn kind(kind: &Kind) -> Option<String> {
    word_for(&KINDS, *kind).map(str::to_string)
}

pub fn protocol(protocol: &i32) -> Option<String> {
    let word = word_for(&PROTOCOLS, *protocol);
    (*protocol != 0).then(|| word.map_or_else(|| protocol.to_string(), str::to_string))
}

pub fn addr(addr: &Endpoint) -> Option<String> {
    Some(addr.to_string())
}

pub fn backlog(backlog: &i32) -> Option<String> {
    Some(backlog.to_string())
}

pub fn data(data: &DataExpr) -> Option<String> {
    Some(data.to_string())
}

pub fn len(len: &u32) -> Option<String> {
    Some(len.to_string())
}

pub fn how(how: &How) -> Option<String> {
    word_for(&HOWS, *how).map(str::to_string)
}

pub fn opt(opt: &Opt) -> Option<String> {
    Some(opt.name().to_string())
}

pub fn value(value: &OptValue) -> Option<String> {
    Some(match value {
        OptValue::Int(value) => value.to_string(),
        OptValue::Linger(linger) => format!("{}, {}", u8::from(linger.on), linger.seconds),
        OptValue::Millis(ms) => format!("{ms}ms"),
    })
}

pub fn on(on: &bool) -> Option<String> {
    Some(format!("F_SETFL, {}", if *on { "O_NONBLOCK" } else { "0" }))
}

pub fn fds(fds: &Fds<FdExpr>) -> Option<String> {
    let entries: Vec<String> = (fds.iter())
        .map(|entry| format!("{} {}", entry.fd, events(entry.events)))
        .collect();
    (!entries.is_empty()).then(|| entries.join(", "))
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

pub fn timeout_ms(ms: &i32) -> Option<String> {
    Some(ms.to_string())
}

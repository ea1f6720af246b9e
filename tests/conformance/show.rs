//! What a call gave back, as the table writes it: without what two subjects cannot share.

use std::net::SocketAddr;

use sockscope_link::{OptValue, PollFd, Return, Value};

/// How addresses are written.
pub trait Naming {
    /// `HOST:7001`; `*` for a port that the system chose.
    fn name(&self, addr: SocketAddr) -> String;
}

/// A return as the table writes it.
pub fn show(ret: &Return, makes_fd: bool, naming: &impl Naming) -> String {
    let number = match &ret.result {
        Err(errno) => return errno.to_string(),
        // One subject's descriptors are not the other's.
        Ok(_) if makes_fd => "ok".to_owned(),
        Ok(number) => number.to_string(),
    };
    match &ret.value {
        Value::None => number,
        Value::Bytes(bytes) => text(bytes),
        Value::From(bytes, None) => format!("{} from -", text(bytes)),
        Value::From(bytes, Some(addr)) => format!("{} from {}", text(bytes), naming.name(*addr)),
        Value::Addr(addr) if makes_fd => format!("ok {}", naming.name(*addr)),
        Value::Addr(addr) => naming.name(*addr),
        Value::Opt(OptValue::Int(value)) => format!("value {value}"),
        Value::Opt(OptValue::Millis(ms)) => format!("value {ms}ms"),
        Value::Opt(OptValue::Linger(linger)) => {
            format!("value {}, {}", u8::from(linger.on), linger.seconds)
        }
        Value::Opt(OptValue::Errno(None)) => "value 0".to_owned(),
        Value::Opt(OptValue::Errno(Some(errno))) => format!("value {errno}"),
        // O_NONBLOCK's number is each system's own.
        Value::Flags { nonblock } => format!("nonblock {nonblock}"),
        Value::Poll(fds) => fds
            .iter()
            .map(|fd| events(fd.revents))
            .collect::<Vec<_>>()
            .join(" "),
        // Its type and its size; inode, owner and times are each system's own.
        Value::File(file) => format!("mode {:o} size {}", file.mode, file.size),
    }
}

/// The bytes, short: where a text is long its length and ends tell enough.
fn text(bytes: &[u8]) -> String {
    if bytes.len() > 40 {
        let (first, last) = (char::from(bytes[0]), char::from(bytes[bytes.len() - 1]));
        return format!("{} bytes {first}..{last}", bytes.len());
    }
    format!("{:?}", String::from_utf8_lossy(bytes))
}

fn events(revents: u16) -> String {
    let names = [
        (PollFd::IN, "IN"),
        (PollFd::OUT, "OUT"),
        (PollFd::ERR, "ERR"),
        (PollFd::HUP, "HUP"),
        (PollFd::NVAL, "NVAL"),
    ];
    let set = names.iter().filter(|(bit, _)| revents & bit != 0);
    let set: Vec<&str> = set.map(|(_, name)| *name).collect();
    if set.is_empty() {
        "none".to_owned()
    } else {
        set.join("+")
    }
}

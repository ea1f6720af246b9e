//! Addresses and descriptors in the text of a call, and ports whose two bytes stand the wrong way round.

use std::collections::BTreeSet;

/// Ports that people choose: of well-known services, and those of books and courses.
const USUAL: [u16; 43] = [
    80, 443, 1234, 1337, 2000, 2222, 3000, 3306, 3333, 3490, 4000, 4242, 4321, 4444, 4567, 4950,
    5000, 5001, 5432, 5555, 5678, 6000, 6379, 6666, 6667, 7000, 7777, 7778, 7890, 8000, 8001, 8008,
    8080, 8081, 8443, 8888, 9000, 9001, 9090, 9999, 10000, 12345, 54321,
];

/// The address and the port in the text of a call: of `bind(3, ANY:7777)` they are `ANY` and 7777.
pub(super) fn address(text: &str) -> Option<(&str, u16)> {
    let argument = text.strip_suffix(')')?.rsplit(", ").next()?;
    let (host, port) = argument.rsplit_once(':')?;
    Some((host, port.parse().ok()?))
}

/// The port in the text of a call.
pub(super) fn of(text: &str) -> Option<u16> {
    address(text).map(|(_, port)| port)
}

/// The descriptor in the text of a program's call: of `bind(3, ANY:7777)` it is 3.
pub(super) fn descriptor(text: &str) -> Option<i32> {
    let (_, rest) = text.split_once('(')?;
    rest.split([',', ')']).next()?.parse().ok()
}

/// What a wait for several descriptors is for, by its text, `poll(3 POLLIN, -1)` or `select(3+4, NULL, NULL, 5s)`:
/// each descriptor, and whether something to read is waited for.
pub(super) fn awaited(text: &str) -> Vec<(&str, bool)> {
    let Some((name, rest)) = text.split_once('(') else {
        return Vec::new();
    };
    let arguments = rest.trim_end_matches(')').split(", ");
    match name {
        "poll" => arguments
            .filter_map(|argument| argument.split_once(' '))
            .map(|(fd, events)| (fd, events.split('+').any(|event| event == "POLLIN")))
            .collect(),
        "select" => (arguments.take(3).enumerate())
            .flat_map(|(at, set)| set.split('+').map(move |fd| (fd, at == 0)))
            .filter(|(fd, _)| *fd != "NULL")
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a wait for several descriptors is for this one, by its text.
pub(super) fn waits_for(text: &str, fd: i32) -> bool {
    awaited(text).iter().any(|(word, _)| word.parse() == Ok(fd))
}

/// The port that was meant, if this one looks like one that was not put into network byte order: swapped, it
/// is one that the other end has named, or that people choose, and as it stands it is neither.
pub(super) fn meant(port: u16, others: &BTreeSet<u16>) -> Option<u16> {
    let swapped = port.swap_bytes();
    let is_known = |port: u16| others.contains(&port) || USUAL.contains(&port);
    (swapped != port && is_known(swapped) && !is_known(port)).then_some(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_calls_text_is_found() {
        assert_eq!(address("bind(3, ANY:7777)"), Some(("ANY", 7777)));
        assert_eq!(address("connect(4, [fd77::2]:80)"), Some(("[fd77::2]", 80)));
        assert_eq!(address("listen(3, 5)"), None);
        assert_eq!(descriptor("bind(3, ANY:7777)"), Some(3));
        assert_eq!(descriptor("close(12)"), Some(12));
        assert_eq!(descriptor("socket(AF_INET, SOCK_STREAM)"), None);
        assert!(waits_for("poll(3 POLLIN, 12 POLLIN+POLLOUT, -1)", 12));
        assert!(!waits_for("poll(3 POLLIN, 12)", 12), "that is the time");
        assert_eq!(
            awaited("poll(3 POLLOUT, c POLLIN+POLLPRI, -1)"),
            [("3", false), ("c", true)]
        );
        assert_eq!(
            awaited("select(3, NULL, 4, 5s)"),
            [("3", true), ("4", false)]
        );
        assert_eq!(awaited("recv(3, 64)"), []);
        assert!(waits_for("select(NULL, 3+4, NULL, 5s)", 4));
        assert!(!waits_for("select(3, NULL, NULL, 5s)", 5));
    }

    #[test]
    fn a_port_without_htons_is_known_by_the_one_that_was_meant() {
        let none = BTreeSet::new();
        assert_eq!(meant(24862, &none), Some(7777));
        assert_eq!(meant(7777, &none), None);
        assert_eq!(meant(36895, &none), Some(8080));
        assert_eq!(meant(40000, &none), None, "nobody would have meant 16540");
        assert_eq!(meant(40000, &BTreeSet::from([16540])), Some(16540));
    }
}

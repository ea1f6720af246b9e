//! Calls that move data one after the other, faster than anybody can look. Once nobody waits for them one by one
//! they go on at once, and are told together: how many, and how many bytes. Each is counted when it has run;
//! one that is not like the others (0, an error, a part only) is told by itself.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sockscope_link::CallName;

use super::protocol::{Folded, Inode, Place};
use super::system_calls::Raw;

/// So many calls within [`WINDOW`] are too many to look at; of large ones, fewer.
const MANY: u64 = 64;
const MANY_LARGE: u64 = 16;
/// When calls are large: so many bytes by that many of them.
const LARGE: u64 = 1 << 20;
const WINDOW: Duration = Duration::from_secs(1);
/// How long calls are told together at most: then one is shown, and what they came to.
const STRETCH: Duration = Duration::from_millis(250);
/// MSG_PEEK moves nothing, MSG_WAITALL may be halfway when a signal comes.
const UNLIKE: u64 = (libc::MSG_PEEK | libc::MSG_WAITALL) as u64;

/// The calls of one kind on one descriptor.
type Key = (i32, i32, u8);

#[derive(Debug)]
struct Burst {
    place: Place,
    inode: Inode,
    name: CallName,
    since: Instant,
    /// Those of late.
    calls: u64,
    bytes: u64,
    /// Those that were counted and not told.
    untold: (u64, u64),
    /// Since when they are told together.
    folds: Option<Instant>,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Bursts(BTreeMap<Key, Burst>);

/// Whether a system call moves data, and which way: true if it receives.
pub fn receives(raw: Raw) -> Option<bool> {
    match raw {
        Raw::RecvFrom | Raw::RecvMsg | Raw::Read | Raw::Readv => Some(true),
        Raw::SendTo | Raw::SendMsg | Raw::Write | Raw::Writev => Some(false),
        _ => None,
    }
}

/// Whether a call that moves data did so, and all of it.
pub fn is_plain(raw: Raw, value: i64, len: u64) -> bool {
    let all = u64::try_from(value).is_ok_and(|moved| moved == len);
    value > 0 && (all || receives(raw) == Some(true))
}

fn key(place: Place, raw: Raw) -> Key {
    (place.pid, place.fd, raw as u8)
}

impl Bursts {
    /// A call was shown, though nobody waited for it, and went well. Whether more of its kind would be too many.
    pub fn shown(
        &mut self,
        place: Place,
        raw: Raw,
        inode: Inode,
        name: CallName,
        bytes: i64,
    ) -> bool {
        let burst = self.0.entry(key(place, raw)).or_insert_with(|| Burst {
            place,
            inode,
            name,
            since: Instant::now(),
            calls: 0,
            bytes: 0,
            untold: (0, 0),
            folds: None,
        });
        if burst.inode != inode || burst.since.elapsed() > WINDOW {
            (burst.inode, burst.since) = (inode, Instant::now());
            (burst.calls, burst.bytes) = (0, 0);
        }
        burst.calls += 1;
        burst.bytes = burst
            .bytes
            .saturating_add(u64::try_from(bytes).unwrap_or(0));
        burst.calls >= MANY || burst.calls >= MANY_LARGE && burst.bytes >= LARGE
    }

    /// From now on they are told together.
    pub fn fold(&mut self, place: Place, raw: Raw) {
        if let Some(burst) = self.0.get_mut(&key(place, raw)) {
            (burst.folds, burst.calls, burst.bytes) = (Some(Instant::now()), 0, 0);
        }
    }

    /// Whether this call is told with the others.
    pub fn takes(&self, pid: i32, raw: Raw, args: [u64; 6]) -> bool {
        let flags = match raw {
            Raw::RecvFrom | Raw::SendTo => args[3],
            Raw::RecvMsg | Raw::SendMsg => args[2],
            _ => 0,
        };
        let place = Place {
            pid,
            fd: args[0] as i32,
        };
        let folds = self.0.get(&key(place, raw)).and_then(|burst| burst.folds);
        flags & UNLIKE == 0 && folds.is_some_and(|since| since.elapsed() < STRETCH)
    }

    /// One of them has run; false if they have come to an end meanwhile.
    #[must_use = "one that is not counted is told"]
    pub fn count(&mut self, place: Place, raw: Raw, bytes: i64) -> bool {
        let Some(burst) = self.0.get_mut(&key(place, raw)) else {
            return false;
        };
        let (calls, moved) = burst.untold;
        let bytes = u64::try_from(bytes).unwrap_or(0);
        burst.untold = (calls + 1, moved.saturating_add(bytes));
        true
    }

    /// What was counted and not told. The next call of each kind is shown; if it is as good as they, it goes on so.
    pub fn told(&mut self) -> Vec<Folded> {
        let told = self.0.values_mut().filter_map(|burst| {
            let (calls, bytes) = std::mem::take(&mut burst.untold);
            if burst.folds.take().is_some() {
                (burst.since, burst.calls, burst.bytes) = (Instant::now(), calls, bytes);
            }
            (calls > 0).then_some(Folded {
                place: burst.place,
                name: burst.name.name().to_owned(),
                calls,
                bytes,
            })
        });
        told.collect()
    }

    /// Whether some stretch has lasted for long enough.
    pub fn is_due(&self) -> bool {
        let mut folds = self.0.values().filter_map(|burst| burst.folds);
        folds.any(|since| since.elapsed() >= STRETCH)
    }

    /// These calls have come to an end, or to something else.
    pub fn end(&mut self, place: Place, raw: Raw) {
        self.0.remove(&key(place, raw));
    }

    /// Something else is done with this descriptor, or with any of the process.
    pub fn end_of(&mut self, pid: i32, fd: Option<i32>) {
        let is_its = |place: Place| place.pid == pid && fd.is_none_or(|fd| fd == place.fd);
        self.0.retain(|_, burst| !is_its(burst.place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { pid: 7, fd: 4 };

    fn shown(bursts: &mut Bursts, bytes: i64) -> bool {
        bursts.shown(PLACE, Raw::SendTo, Inode(1), CallName::Send, bytes)
    }

    #[test]
    fn many_calls_are_told_together_and_the_next_is_shown() {
        let mut bursts = Bursts::default();
        let args = [4, 0, 10, 0, 0, 0];
        for _ in 1..MANY {
            assert!(!shown(&mut bursts, 10));
        }
        assert!(shown(&mut bursts, 10));
        assert!(!bursts.takes(7, Raw::SendTo, args), "nobody has said so");
        bursts.fold(PLACE, Raw::SendTo);
        assert!(bursts.takes(7, Raw::SendTo, args));
        assert!(!bursts.takes(7, Raw::RecvFrom, args), "another call");
        assert!(!bursts.takes(8, Raw::SendTo, args), "another process");
        for _ in 0..20 {
            assert!(bursts.count(PLACE, Raw::SendTo, 10));
        }
        let told = bursts.told();
        assert_eq!((told[0].calls, told[0].bytes), (20, 200));
        assert!(!bursts.takes(7, Raw::SendTo, args), "one is shown");
        assert_eq!(bursts.told(), []);
        bursts.end_of(7, Some(4));
        assert!(!bursts.count(PLACE, Raw::SendTo, 10), "they are over");
    }

    #[test]
    fn of_large_calls_fewer_are_many() {
        let mut bursts = Bursts::default();
        for _ in 1..MANY_LARGE {
            assert!(!shown(&mut bursts, 1 << 16));
        }
        assert!(shown(&mut bursts, 1 << 16));
    }

    #[test]
    fn a_part_and_a_0_are_not_plain() {
        assert!(is_plain(Raw::SendTo, 10, 10));
        assert!(!is_plain(Raw::SendTo, 9, 10));
        assert!(is_plain(Raw::RecvFrom, 9, 10));
        assert!(!is_plain(Raw::RecvFrom, 0, 10));
        assert!(!is_plain(Raw::RecvFrom, -11, 10));
    }
}

//! Why a port could not be opened. `serialport` says little; the system is asked once more.

use std::io;

use super::error::LinkError;
use super::ports;

/// What `error`, from opening `path`, comes to.
pub(super) fn of(path: &str, error: &serialport::Error) -> LinkError {
    let place = path.to_owned();
    match io_kind(error) {
        io::ErrorKind::PermissionDenied if cfg!(unix) => LinkError::Permission {
            group: group_of(path),
            place,
        },
        // Windows has one word for a port that another program has.
        io::ErrorKind::PermissionDenied | io::ErrorKind::WouldBlock => busy(place),
        io::ErrorKind::NotFound if !std::path::Path::new(path).exists() => absent(place),
        _ => by_errno(place, error),
    }
}

/// There is no such port; these there are.
pub(super) fn absent(place: String) -> LinkError {
    LinkError::Absent {
        place,
        ports: ports::list().into_iter().map(|port| port.path).collect(),
    }
}

fn busy(place: String) -> LinkError {
    LinkError::Busy {
        by: holder(&place),
        place,
    }
}

fn io_kind(error: &serialport::Error) -> io::ErrorKind {
    match error.kind {
        serialport::ErrorKind::Io(kind) => kind,
        serialport::ErrorKind::NoDevice => io::ErrorKind::NotFound,
        serialport::ErrorKind::InvalidInput => io::ErrorKind::InvalidInput,
        serialport::ErrorKind::Unknown => io::ErrorKind::Other,
    }
}

#[cfg(unix)]
fn by_errno(place: String, error: &serialport::Error) -> LinkError {
    use rustix::fs::{Mode, OFlags, open};
    use rustix::io::Errno;

    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match open(place.as_str(), flags, Mode::empty()) {
        Err(Errno::NOENT | Errno::NXIO | Errno::NODEV) => absent(place),
        Err(Errno::BUSY) => busy(place),
        Err(Errno::ACCESS | Errno::PERM) => LinkError::Permission {
            group: group_of(&place),
            place,
        },
        Err(Errno::ISDIR) => LinkError::NotSerial { place },
        Err(why) => LinkError::Other {
            place,
            why: why.into(),
        },
        Ok(file) if !rustix::termios::isatty(&file) => LinkError::NotSerial { place },
        // The kernel's own lock is for others than root, flock(2) for everybody.
        Ok(_) if error.kind == serialport::ErrorKind::NoDevice => busy(place),
        Ok(_) => other(place, error),
    }
}

#[cfg(not(unix))]
fn by_errno(place: String, error: &serialport::Error) -> LinkError {
    match error.kind {
        serialport::ErrorKind::NoDevice => absent(place),
        _ => other(place, error),
    }
}

fn other(place: String, error: &serialport::Error) -> LinkError {
    LinkError::Other {
        place,
        why: io::Error::new(io_kind(error), error.description.clone()),
    }
}

/// The group that may open `path`, by name: `dialout`, `uucp` …
#[cfg(unix)]
pub(super) fn group_of(path: &str) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let facts = std::fs::metadata(path).ok()?;
    group_named(
        &std::fs::read_to_string("/etc/group").ok()?,
        facts.mode(),
        facts.gid(),
    )
}

/// The name of the group `gid` in the group(5) file `groups`, if a port of this mode is open to it. `root`
/// is nobody's group.
#[cfg(unix)]
fn group_named(groups: &str, mode: u32, gid: u32) -> Option<String> {
    // Without the group's permission, being in it would not help.
    if mode & 0o060 != 0o060 {
        return None;
    }
    let gid = gid.to_string();
    // group(5): name:password:gid:members
    let name = groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == gid).then_some(name)
    })?;
    (name != "root").then(|| name.to_owned())
}

#[cfg(not(unix))]
pub(super) fn group_of(_: &str) -> Option<String> {
    None
}

/// The program that has `path` open, as far as this user may see: `picocom (1234)`.
#[cfg(target_os = "linux")]
pub fn holder(path: &str) -> Option<String> {
    let wanted = std::fs::canonicalize(path).ok()?;
    let own = std::process::id().to_string();
    for process in std::fs::read_dir("/proc").ok()?.flatten() {
        let pid = process.file_name().into_string().unwrap_or_default();
        if !pid.bytes().all(|byte| byte.is_ascii_digit()) || pid == own {
            continue;
        }
        let Ok(files) = std::fs::read_dir(process.path().join("fd")) else {
            continue;
        };
        let has = |file: std::fs::DirEntry| std::fs::read_link(file.path()).ok();
        if files.flatten().filter_map(has).any(|file| file == wanted) {
            let name = std::fs::read(process.path().join("comm")).unwrap_or_default();
            let name = sockscope_link::text::printable(name.trim_ascii());
            return Some(format!("{name} ({pid})"));
        }
    }
    None
}

/// Nobody knows, on this system.
#[cfg(not(target_os = "linux"))]
pub fn holder(_: &str) -> Option<String> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// `crw-rw---- root dialout` and its like.
    #[test]
    fn the_group_that_may_open_a_port_is_named() {
        let groups = "root:x:0:\nbroken\ndialout:x:20:ana,luis\nuucp:x:10:\n";
        for (mode, gid, name) in [
            (0o020_660, 20, Some("dialout")),
            (0o020_660, 10, Some("uucp")),
            (0o020_666, 20, Some("dialout")),
            (0o020_600, 20, None),
            (0o020_640, 20, None),
            (0o020_660, 0, None),
            (0o020_660, 99, None),
        ] {
            let found = group_named(groups, mode, gid);
            assert_eq!(found.as_deref(), name, "{mode:o} {gid}");
        }
    }

    /// What serialport says of a port that cannot be opened.
    #[test]
    fn a_port_that_may_not_be_opened_and_one_that_is_taken() {
        use serialport::{Error, ErrorKind};
        let of = |kind| of("/dev/null", &Error::new(ErrorKind::Io(kind), "no"));
        let denied = of(io::ErrorKind::PermissionDenied);
        assert!(matches!(denied, LinkError::Permission { .. }), "{denied:?}");
        let taken = of(io::ErrorKind::WouldBlock);
        assert!(matches!(taken, LinkError::Busy { .. }), "{taken:?}");
    }
}

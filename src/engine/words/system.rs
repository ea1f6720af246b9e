//! What the system said of a file, a port or a program: in the reader's language, where it is one of the
//! things that a user meets. The system itself speaks English here, whatever the locale.

use std::borrow::Borrow;
use std::io::{Error, ErrorKind};

use super::{Lang, Text, t, tell};
use crate::fact;
use crate::timeline::{Arg, Fact};

/// The system's reason, with its number if it has one.
///
/// ```
/// use std::io::{Error, ErrorKind};
/// use sockscope_engine::words::{Lang, system};
///
/// let gone = Error::from(ErrorKind::NotFound);
/// assert_eq!(system::said(gone, Lang::Es), "no existe");
/// ```
pub fn said(why: impl Borrow<Error>, lang: Lang) -> String {
    tell::arg(&reason(why), lang)
}

/// The same for a timeline, which holds no sentence in a language. What is not known here is data: the
/// system's own words.
pub fn reason(why: impl Borrow<Error>) -> Arg {
    let why = why.borrow();
    let Some(text) = known(why) else {
        return Arg::text(why);
    };
    let what = Fact::from(text);
    match why.raw_os_error() {
        Some(number) => fact!(t::SYSTEM_NUMBERED, what = what, number = number).into(),
        None => what.into(),
    }
}

/// The text of an error that has one here. An error with words of its own keeps them.
fn known(why: &Error) -> Option<Text> {
    if why.get_ref().is_some() {
        return None;
    }
    numbered(why).or_else(|| {
        Some(match why.kind() {
            ErrorKind::NotFound => t::SYSTEM_NOT_FOUND,
            ErrorKind::PermissionDenied => t::SYSTEM_NO_PERMISSION,
            ErrorKind::AlreadyExists => t::SYSTEM_EXISTS,
            ErrorKind::IsADirectory => t::SYSTEM_IS_FOLDER,
            ErrorKind::NotADirectory => t::SYSTEM_NO_FOLDER,
            ErrorKind::ReadOnlyFilesystem => t::SYSTEM_READ_ONLY,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => t::SYSTEM_FULL,
            ErrorKind::FileTooLarge => t::SYSTEM_TOO_LARGE,
            ErrorKind::ExecutableFileBusy | ErrorKind::ResourceBusy => t::SYSTEM_BUSY,
            ErrorKind::ArgumentListTooLong | ErrorKind::InvalidFilename => t::SYSTEM_TOO_LONG,
            ErrorKind::OutOfMemory => t::SYSTEM_NO_MEMORY,
            ErrorKind::BrokenPipe => t::SYSTEM_NO_READER,
            ErrorKind::UnexpectedEof => t::SYSTEM_ENDED,
            ErrorKind::TimedOut => t::SYSTEM_LATE,
            ErrorKind::ConnectionRefused => t::SYSTEM_REFUSED,
            ErrorKind::ConnectionReset => t::SYSTEM_RESET,
            ErrorKind::ConnectionAborted => t::SYSTEM_ABORTED,
            ErrorKind::NotConnected => t::SYSTEM_NOT_CONNECTED,
            ErrorKind::AddrInUse => t::SYSTEM_IN_USE,
            ErrorKind::AddrNotAvailable => t::SYSTEM_NOT_MINE,
            ErrorKind::HostUnreachable => t::SYSTEM_NO_HOST,
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => t::SYSTEM_NO_NETWORK,
            ErrorKind::Unsupported => t::SYSTEM_UNSUPPORTED,
            ErrorKind::InvalidInput => t::SYSTEM_INVALID,
            _ => return None,
        })
    })
}

/// Those that Rust has no kind for; their numbers are the same on every Unix (errno(3)).
fn numbered(why: &Error) -> Option<Text> {
    if !cfg!(unix) {
        return None;
    }
    Some(match why.raw_os_error()? {
        3 => t::SYSTEM_NO_PROCESS,
        5 => t::SYSTEM_INPUT_OUTPUT,
        6 | 19 => t::SYSTEM_NO_DEVICE,
        8 => t::SYSTEM_NO_PROGRAM,
        23 | 24 => t::SYSTEM_NO_DESCRIPTOR,
        25 => t::SYSTEM_NO_TERMINAL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_said_is_in_the_readers_language() {
        for (why, en, es) in [
            (
                Error::from(ErrorKind::NotFound),
                "there is no such file or folder",
                "no existe",
            ),
            (
                Error::other("a stream of its own words"),
                "a stream of its own words",
                "a stream of its own words",
            ),
        ] {
            assert_eq!(said(&why, Lang::En), en);
            assert_eq!(said(&why, Lang::Es), es);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_number_of_the_system_stays_beside_it() {
        let refused = Error::from_raw_os_error(13);
        assert_eq!(said(&refused, Lang::En), "permission denied (os error 13)");
        let es = "no hay permiso (error 13 del sistema)";
        assert_eq!(said(&refused, Lang::Es), es);
        let full = Error::from_raw_os_error(24);
        let es = "no quedan descriptores libres (error 24 del sistema)";
        assert_eq!(said(full, Lang::Es), es);
    }
}

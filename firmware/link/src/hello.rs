//! The handshake: do both ends speak the same version?
//!
//! Each end says [`Hello`] first ([`Packet::Hello`](crate::frame::Packet)). Of all packets it alone must
//! be readable by every version, older and newer, for ever: its version comes first and its program's
//! name second, and bytes behind those two are ignored (a later version may add some).

use alloc::string::String;
use core::fmt;

use crate::message::{Hello, VERSION};
use crate::text::printable;

/// One end of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The computer that runs sockscope.
    Host,
    /// The board.
    Board,
}

/// The two ends speak different versions of the link protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionMismatch {
    /// The host's version.
    pub host: u16,
    /// The board's version.
    pub board: u16,
    /// The end that noticed.
    pub by: End,
    /// The other end's program and its version, safe to show.
    pub program: String,
}

/// Whether this end, `by`, can talk to the one that said `theirs`.
///
/// # Errors
/// [`VersionMismatch`] if the two versions are not the same. Its `Display` says in English who is
/// older and what to do; its fields are for other languages.
pub fn check(theirs: &Hello, by: End) -> Result<(), VersionMismatch> {
    if theirs.version == VERSION {
        return Ok(());
    }
    let (host, board) = match by {
        End::Host => (VERSION, theirs.version),
        End::Board => (theirs.version, VERSION),
    };
    Err(VersionMismatch {
        host,
        board,
        by,
        program: printable(theirs.program.as_bytes()),
    })
}

impl VersionMismatch {
    /// The end that has to be brought up to date.
    pub const fn older(&self) -> End {
        if self.host < self.board {
            End::Host
        } else {
            End::Board
        }
    }
}

impl fmt::Display for VersionMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let VersionMismatch {
            host,
            board,
            by,
            program,
        } = self;
        match by {
            End::Host => write!(
                f,
                "the board ({program}) speaks link version {board}, this sockscope speaks version {host}; "
            ),
            End::Board => write!(
                f,
                "the host ({program}) speaks link version {host}, this board speaks version {board}; "
            ),
        }?;
        f.write_str(match self.older() {
            End::Host => "sockscope on the computer is older: update it",
            End::Board => "the board's firmware is older: write it again with `sockscope flash`",
        })
    }
}

impl core::error::Error for VersionMismatch {}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn theirs(version: u16) -> Hello {
        Hello {
            version,
            program: "other 0.9\x1b[2J".into(),
        }
    }

    #[test]
    fn the_same_version_goes_on() {
        assert_eq!(check(&Hello::new("any"), End::Host), Ok(()));
        assert_eq!(check(&theirs(VERSION), End::Board), Ok(()));
    }

    #[test]
    fn a_mismatch_says_who_is_older_and_what_to_do() {
        for (by, version, older, advice) in [
            (End::Host, VERSION + 1, End::Host, "update it"),
            (End::Host, VERSION - 1, End::Board, "`sockscope flash`"),
            (End::Board, VERSION + 1, End::Board, "`sockscope flash`"),
            (End::Board, VERSION - 1, End::Host, "update it"),
        ] {
            let mismatch = check(&theirs(version), by).unwrap_err();
            assert_eq!(mismatch.older(), older, "{by:?} {version}");
            let said = mismatch.to_string();
            assert!(said.ends_with(advice), "{said}");
            for part in [
                version.to_string(),
                VERSION.to_string(),
                "other 0.9\\x1b[2J".into(),
            ] {
                assert!(said.contains(&part), "{part} in {said}");
            }
        }
    }
}

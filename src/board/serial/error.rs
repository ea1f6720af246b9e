//! Why there is no link, and what to try.

use std::error::Error;
use std::fmt;
use std::io;

use sockscope_link::hello::{End, VersionMismatch};

use crate::fill;
use crate::words::{Lang, t};

/// Why a board cannot be talked to.
#[derive(Debug)]
pub enum LinkError {
    /// There is no port of that name, and no board that is called so.
    Absent {
        /// What was asked for.
        place: String,
        /// The ports that there are.
        ports: Vec<String>,
    },
    /// This user may not open the port.
    Permission {
        /// The port.
        place: String,
        /// The group that may, where one is known.
        group: Option<String>,
    },
    /// Another program has the port.
    Busy {
        /// The port.
        place: String,
        /// That program and its process id, where they can be found out.
        by: Option<String>,
    },
    /// It can be opened, but it is no serial port.
    NotSerial {
        /// What was asked for.
        place: String,
    },
    /// Nobody answers at the network address.
    Unreachable {
        /// The address.
        addr: String,
        /// What the system said.
        why: io::Error,
    },
    /// The port is open, and nothing came.
    Silent {
        /// The port.
        place: String,
    },
    /// Something was heard, but no hello: another program runs on the board.
    OtherFirmware {
        /// The port.
        place: String,
        /// A line of what was heard, safe to show.
        heard: String,
    },
    /// The chip waits in its ROM for a program to be written.
    Bootloader {
        /// The port.
        place: String,
    },
    /// The line sends back what is sent.
    Echo {
        /// The port.
        place: String,
    },
    /// The board's firmware speaks another version of the link.
    Version {
        /// The port.
        place: String,
        /// The two versions.
        mismatch: VersionMismatch,
    },
    /// The system failed in another way.
    Other {
        /// The port.
        place: String,
        /// What the system said.
        why: io::Error,
    },
}

impl LinkError {
    /// What happened, why, and what to try, in the user's language.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            LinkError::Absent { place, ports } if ports.is_empty() => {
                fill!(lang, t::LINK_NO_PORTS, place = place)
            }
            LinkError::Absent { place, ports } => {
                fill!(
                    lang,
                    t::LINK_ABSENT,
                    place = place,
                    ports = ports.join(", ")
                )
            }
            LinkError::Permission { place, group } => match group {
                Some(group) => {
                    fill!(lang, t::LINK_PERMISSION_GROUP, place = place, group = group)
                }
                None => fill!(lang, t::LINK_PERMISSION, place = place),
            },
            LinkError::Busy { place, by } => match by {
                Some(by) => fill!(lang, t::LINK_BUSY_BY, place = place, by = by),
                None => fill!(lang, t::LINK_BUSY, place = place),
            },
            LinkError::NotSerial { place } => fill!(lang, t::LINK_NOT_SERIAL, place = place),
            LinkError::Unreachable { addr, why } => {
                fill!(lang, t::LINK_UNREACHABLE, addr = addr, why = why)
            }
            LinkError::Silent { place } => fill!(lang, t::LINK_SILENT, place = place),
            LinkError::OtherFirmware { place, heard } => {
                fill!(lang, t::LINK_OTHER_FIRMWARE, place = place, heard = heard)
            }
            LinkError::Bootloader { place } => fill!(lang, t::LINK_BOOTLOADER, place = place),
            LinkError::Echo { place } => fill!(lang, t::LINK_ECHO, place = place),
            LinkError::Version { place, mismatch } => version(place, mismatch, lang),
            LinkError::Other { place, why } => {
                fill!(lang, t::LINK_OTHER, place = place, why = why)
            }
        }
    }
}

fn version(place: &str, mismatch: &VersionMismatch, lang: Lang) -> String {
    let VersionMismatch {
        host,
        board,
        program,
        ..
    } = mismatch;
    match mismatch.older() {
        End::Host => fill!(
            lang,
            t::LINK_HOST_OLDER,
            place = place,
            program = program,
            host = host,
            board = board
        ),
        End::Board => fill!(
            lang,
            t::LINK_BOARD_OLDER,
            place = place,
            program = program,
            host = host,
            board = board
        ),
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(Lang::En))
    }
}

impl Error for LinkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            LinkError::Unreachable { why, .. } | LinkError::Other { why, .. } => Some(why),
            LinkError::Version { mismatch, .. } => Some(mismatch),
            _ => None,
        }
    }
}

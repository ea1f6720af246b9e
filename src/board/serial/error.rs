//! Why there is no link, and what to try.

use std::error::Error;
use std::fmt;
use std::io;

use sockscope_link::hello::{End, VersionMismatch};

use crate::fact;
use crate::timeline::Fact;
use crate::words::trouble::Trouble;
use crate::words::{Lang, system, t, tell};

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
    /// What is there says by its own words what is wrong with it.
    Trouble {
        /// The port.
        place: String,
        /// What is wrong.
        trouble: Trouble,
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
        tell::fact(&self.fact(), lang)
    }

    /// What happened, why, and what to try.
    pub fn fact(&self) -> Fact {
        match self {
            LinkError::Absent { place, ports } if ports.is_empty() => {
                fact!(t::LINK_NO_PORTS, place = place)
            }
            LinkError::Absent { place, ports } => {
                fact!(t::LINK_ABSENT, place = place, ports = ports.join(", "))
            }
            LinkError::Permission { place, group } => match group {
                Some(group) => {
                    fact!(t::LINK_PERMISSION_GROUP, place = place, group = group)
                }
                None => fact!(t::LINK_PERMISSION, place = place),
            },
            LinkError::Busy { place, by } => match by {
                Some(by) => fact!(t::LINK_BUSY_BY, place = place, by = by),
                None => fact!(t::LINK_BUSY, place = place),
            },
            LinkError::NotSerial { place } => fact!(t::LINK_NOT_SERIAL, place = place),
            LinkError::Unreachable { addr, why } => {
                fact!(t::LINK_UNREACHABLE, addr = addr, why = system::reason(why))
            }
            LinkError::Silent { place } => fact!(t::LINK_SILENT, place = place),
            LinkError::OtherFirmware { place, heard } => {
                fact!(t::LINK_OTHER_FIRMWARE, place = place, heard = heard)
            }
            LinkError::Trouble { place, trouble } => {
                let why = trouble.text();
                fact!(t::LINK_TROUBLE, place = place, why = why)
            }
            LinkError::Bootloader { place } => fact!(t::LINK_BOOTLOADER, place = place),
            LinkError::Echo { place } => fact!(t::LINK_ECHO, place = place),
            LinkError::Version { place, mismatch } => version(place, mismatch),
            LinkError::Other { place, why } => {
                fact!(t::LINK_OTHER, place = place, why = system::reason(why))
            }
        }
    }
}

fn version(place: &str, mismatch: &VersionMismatch) -> Fact {
    let VersionMismatch {
        host,
        board,
        program,
        ..
    } = mismatch;
    match mismatch.older() {
        End::Host => fact!(
            t::LINK_HOST_OLDER,
            place = place,
            program = program,
            host = *host,
            board = *board
        ),
        End::Board => fact!(
            t::LINK_BOARD_OLDER,
            place = place,
            program = program,
            host = *host,
            board = *board
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

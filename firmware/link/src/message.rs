//! The messages of the link: commands to a peer, reports from it.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::argument::{Fd, Kind};
use crate::call::Call;
use crate::errno::System;
use crate::gate::{GateCommand, GateState};
use crate::option::{Opt, OptValue};
use crate::ret::{FileFacts, Return};
use crate::segment::{Loss, Segment, SegmentId};
use crate::state::{SocketId, State, Transition};
use crate::wifi::{WifiCommand, WifiReport};

/// The version of the link protocol. It grows with every change that an older end would not
/// understand; both ends say theirs in [`Hello`] and go no further if the two differ.
pub const VERSION: u16 = 4;

/// The number of a call in flight, chosen by the caller, never used twice in a session.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct CallId(pub u32);

/// What an end says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`] of the sender.
    pub version: u16,
    /// The program and its version: `sockscope 0.1.0`.
    pub program: String,
}

impl Hello {
    /// The hello of `program` (its name and version), which speaks [`VERSION`].
    pub fn new(program: impl Into<String>) -> Self {
        Hello {
            version: VERSION,
            program: program.into(),
        }
    }
}

/// What a board says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardInfo {
    /// `esp32c3`, `esp32c6`, `virtual` …
    pub chip: String,
    /// The firmware's version.
    pub firmware: String,
    /// A name to tell boards apart: the last bytes of its hardware address, or `virtual`.
    pub name: String,
    /// Its address on the network, once it has one.
    pub addr: Option<IpAddr>,
    /// Whose numbers its errnos bear.
    pub errnos: System,
    /// How many descriptors it has.
    pub descriptors: u16,
    /// How many TCP connections it can keep at once.
    pub connections: u16,
    /// Receive and send buffer of a TCP socket, in bytes.
    pub buffers: (u32, u32),
    /// Why it was last reset, in the chip's own word; empty for a virtual board.
    pub reset_reason: String,
    /// Free heap in bytes, where there is one to run out of.
    pub heap_free: Option<u32>,
}

/// What a socket shows of itself beyond its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocketFacts {
    /// Which socket.
    pub socket: SocketId,
    /// Its descriptor, if it has one.
    pub fd: Option<Fd>,
    /// For a connection in an accept queue: the listener that made it.
    pub listener: Option<SocketId>,
    /// Stream or datagram.
    pub kind: Kind,
    /// Its state.
    pub state: State,
    /// Its own address.
    pub local: Option<SocketAddr>,
    /// The other end's address.
    pub remote: Option<SocketAddr>,
    /// Received and not read yet, in bytes. On a listener: connections that wait for `accept()`.
    pub recv_queue: u32,
    /// Sent and not acknowledged yet, or not sent yet, in bytes. On a listener: 0.
    pub send_queue: u32,
    /// A listener's backlog, as given to `listen()`.
    pub backlog: Option<u32>,
    /// Milliseconds left of the running timer (retransmission, TIME-WAIT …), if one runs.
    pub timer_ms: Option<u32>,
    /// Retransmissions of what is under way now.
    pub retransmits: u16,
    /// What `fstat()` says, while there is a descriptor.
    pub file: Option<FileFacts>,
    /// Options that do not have their default.
    pub options: Vec<(Opt, OptValue)>,
}

/// The weight of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogLevel {
    /// Details for who debugs the firmware.
    Debug,
    /// What happens.
    Info,
    /// What should not happen, and does no harm.
    Warn,
    /// What went wrong.
    Error,
}

impl LogLevel {
    /// `debug`, `info`, `warn` or `error`.
    pub const fn name(self) -> &'static str {
        match self {
            LogLevel::Debug => "debug",
            LogLevel::Info => "info",
            LogLevel::Warn => "warn",
            LogLevel::Error => "error",
        }
    }
}

/// To a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Start a call; answered with [`Report::Return`], perhaps after [`Report::Blocked`].
    Call {
        /// Its number.
        id: CallId,
        /// The call.
        call: Call,
    },
    /// End a blocked call: it returns EINTR.
    Cancel {
        /// The call's number.
        id: CallId,
    },
    /// Tell the gate something; answered with [`Report::Gate`].
    Gate(GateCommand),
    /// Ask for [`Report::Facts`] of every socket, then [`Report::Gate`].
    Look,
    /// Close every descriptor with a reset, forget every socket, open the gate; answered with
    /// [`Report::Cleared`].
    Clear,
    /// Ask for [`Report::Info`].
    Info,
    /// Ask for [`Report::Pong`] with the same number.
    Ping(u32),
    /// Restart the chip.
    Reset,
    /// Tell the radio something; a board without one answers with [`Report::Refused`].
    Wifi(WifiCommand),
    /// Go on at this many bits per second; answered with [`Report::Baud`] at the old speed. A board
    /// that then hears noise for two seconds goes back to 115,200.
    Baud(u32),
}

/// From a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// What it is.
    Info(BoardInfo),
    /// A call cannot be done at once: it waits.
    Blocked {
        /// The call's number.
        id: CallId,
    },
    /// A call ended.
    Return {
        /// The call's number.
        id: CallId,
        /// How.
        ret: Return,
    },
    /// A socket changed its state.
    Transition(Transition),
    /// A segment reached or left the gate.
    Segment(Segment),
    /// How the gate stands, after a command or on request.
    Gate(GateState),
    /// The facts of one socket.
    Facts(SocketFacts),
    /// A line of the peer's log.
    Log {
        /// Its weight.
        level: LogLevel,
        /// Milliseconds on the peer's own clock.
        uptime_ms: u64,
        /// The text.
        text: String,
    },
    /// Everything is cleared.
    Cleared,
    /// The answer to [`Command::Ping`].
    Pong(u32),
    /// A command was not understood or not carried out, and why.
    Refused(String),
    /// How the radio stands, or what it heard.
    Wifi(WifiReport),
    /// The speed in bits per second from here on.
    Baud(u32),
    /// A segment reached this end and came to nothing there, without an answer.
    Lost {
        /// Which.
        segment: SegmentId,
        /// Why.
        why: Loss,
    },
}

//! What is heard of a socket, as events: its states, and what it shows beyond.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use sockscope_link::{Cause, Evidence, FileFacts, Kind, State};

use super::{OptFact, names};
use crate::peer::Peer;

/// A state change of one socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Whose socket.
    pub peer: Peer,
    /// Its name: that of its descriptor; for a connection that nobody accepted yet, the
    /// listener's name and a number: `s.1`.
    pub fd: String,
    /// The state before.
    #[serde(with = "names::state")]
    pub from: State,
    /// The state after.
    #[serde(with = "names::state")]
    pub to: State,
    /// `call`, `segment` or `timer`.
    #[serde(with = "names::cause")]
    pub cause: Cause,
    /// `measured` or `inferred`.
    #[serde(with = "names::evidence")]
    pub evidence: Evidence,
    /// The segment that caused it, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// The socket's number, one for its whole life.
    pub socket: u32,
    /// The descriptor's number, while there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num: Option<i32>,
    /// For a connection in an accept queue: the socket number of its listener.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listener: Option<u32>,
    /// `stream` or `dgram`.
    #[serde(default = "stream", with = "kind_name")]
    pub socket_kind: Kind,
    /// Its own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<SocketAddr>,
    /// The other end's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<SocketAddr>,
}

fn stream() -> Kind {
    Kind::Stream
}

mod kind_name {
    use serde::{Deserialize, Deserializer, Serializer};
    use sockscope_link::Kind;

    pub fn serialize<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match kind {
            Kind::Stream => "stream",
            Kind::Dgram => "dgram",
        })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Kind, D::Error> {
        Ok(
            match std::borrow::Cow::<'de, str>::deserialize(from)?.as_ref() {
                "dgram" => Kind::Dgram,
                _ => Kind::Stream,
            },
        )
    }
}

/// What a socket shows of itself beyond its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Whose socket.
    pub peer: Peer,
    /// Its name.
    pub fd: String,
    /// The socket's number.
    pub socket: u32,
    /// The descriptor's number, while there is one.
    pub num: Option<i32>,
    /// Received and not read yet, in bytes; on a listener, connections that wait.
    pub recv_queue: u32,
    /// Sent and not acknowledged, or not sent yet, in bytes.
    pub send_queue: u32,
    /// A listener's backlog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u32>,
    /// Milliseconds left of the running timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer_ms: Option<u32>,
    /// Retransmissions of what is under way.
    pub retransmits: u16,
    /// What `fstat()` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileFacts>,
    /// Options that are not at their default, by their C names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, OptFact)>,
}

impl Facts {
    /// Whether a socket in this state has sent something that is not acknowledged yet: its timer is the one after
    /// which it is sent again (RFC 6298), or a closed window is asked (RFC 9293 section 3.8.6.1).
    pub fn repeats(&self, state: State) -> bool {
        match state {
            State::SynSent
            | State::SynReceived
            | State::FinWait1
            | State::Closing
            | State::LastAck => true,
            State::Established | State::CloseWait => self.send_queue > 0,
            _ => false,
        }
    }
}

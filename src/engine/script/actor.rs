//! Who acts: peers by name, or by the part they play.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::peer::Peer;

/// The part that the host plays; the board plays the other one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The host is the server.
    #[default]
    Server,
    /// The host is the client.
    Client,
}

impl Role {
    /// `server` or `client`.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Server => "server",
            Role::Client => "client",
        }
    }

    /// The peer that is the server.
    pub const fn server(self) -> Peer {
        match self {
            Role::Server => Peer::Host,
            Role::Client => Peer::Board,
        }
    }
}

/// Who makes a call: a peer by its name, or by the part it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// `host`
    Host,
    /// `board`
    Board,
    /// `server`: the peer that plays the server.
    Server,
    /// `client`: the other one.
    Client,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Actor; 4] = [Actor::Host, Actor::Board, Actor::Server, Actor::Client];

    /// `host`, `board`, `server` or `client`.
    pub const fn name(self) -> &'static str {
        match self {
            Actor::Host => "host",
            Actor::Board => "board",
            Actor::Server => "server",
            Actor::Client => "client",
        }
    }

    /// The other end, named in the same way.
    pub const fn opposite(self) -> Actor {
        match self {
            Actor::Host => Actor::Board,
            Actor::Board => Actor::Host,
            Actor::Server => Actor::Client,
            Actor::Client => Actor::Server,
        }
    }

    /// Which peer it is when the host plays `role`.
    pub const fn peer(self, role: Role) -> Peer {
        match self {
            Actor::Host => Peer::Host,
            Actor::Board => Peer::Board,
            Actor::Server => role.server(),
            Actor::Client => role.server().other(),
        }
    }
}

impl From<Peer> for Actor {
    fn from(peer: Peer) -> Actor {
        match peer {
            Peer::Host => Actor::Host,
            Peer::Board => Actor::Board,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

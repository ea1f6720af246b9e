//! The other half of a program that calls by itself: a client for one that listens, a server for one that
//! connects. What it needs to know, the program's own calls have said: addresses and ports.

use std::net::{IpAddr, SocketAddr};

use sockscope_link::{Call, Kind, State};

use super::{Activity, Called, Model, Status};
use crate::peer::Peer;
use crate::script::{self, Line};
use crate::world::Socket;

/// Whom the other end has called or answered already: where, and by which protocol.
pub(super) type Met = Vec<(Kind, u16)>;

impl Model {
    /// A server for what the program is about to call, ahead of that call at `index`.
    pub(super) fn answer(&mut self, index: usize, called: &Called) {
        let (kind, addr) = match called.call {
            Call::Connect { addr, fd } => (self.kind_of(fd), addr),
            Call::SendTo { addr, .. } => (Kind::Dgram, addr),
            _ => return,
        };
        if !self.options.other || !self.is_boards(addr.ip()) || self.is_there(kind, addr.port()) {
            return;
        }
        if !self.meets(kind, addr.port()) {
            return;
        }
        let place = if addr.is_ipv6() { "BOARD6" } else { "BOARD" };
        let family = if addr.is_ipv6() {
            "AF_INET6"
        } else {
            "AF_INET"
        };
        let port = addr.port();
        let text = match kind {
            Kind::Stream => format!(
                "board: s = socket({family}, SOCK_STREAM)\n\
                 board: bind(s, {place}:{port})\n\
                 board: listen(s, 1)\n"
            ),
            Kind::Dgram => format!(
                "board: u = socket({family}, SOCK_DGRAM)\n\
                 board: bind(u, {place}:{port})\n"
            ),
        };
        let then = match kind {
            Kind::Stream => {
                "board: a = accept(s)\n\
                 board: recv(a, 4096)\n\
                 board: send(a, \"hola\")\n\
                 board: close(a)\n\
                 board: close(s)\n"
            }
            Kind::Dgram => "board: recvfrom(u, 4096)\n",
        };
        for (at, line) in lines(&text).into_iter().enumerate() {
            self.runner.insert_at(index + at, line);
            self.shift_waits(index + at);
        }
        lines(then)
            .into_iter()
            .for_each(|line| self.take_line(line));
    }

    /// A client for what the program waits to be called by.
    pub(super) fn call_on(&mut self) {
        let items = self.runner.items();
        let waits = |status: &Status| *status == Status::Blocked;
        let blocked = items
            .iter()
            .any(|item| item.called.is_some() && waits(&item.status));
        if !self.options.other || !blocked || self.runner.activity() != Activity::Rests {
            return;
        }
        let open = |socket: &&Socket| match socket.kind {
            Kind::Stream => socket.state == State::Listen,
            Kind::Dgram => socket.state == State::Bound && socket.known.remote.is_none(),
        };
        let found = self.log.world.live(Peer::Host).filter(open);
        let places: Vec<(Kind, SocketAddr)> = found
            .filter_map(|socket| Some((socket.kind, socket.local?)))
            .collect();
        for (kind, addr) in places {
            if self.is_hosts(addr.ip()) && self.meets(kind, addr.port()) {
                let text = client(kind, addr);
                lines(&text)
                    .into_iter()
                    .for_each(|line| self.take_line(line));
            }
        }
    }

    /// Whether the other end has a socket at this port: the program answers, and calls nobody.
    fn is_there(&self, kind: Kind, port: u16) -> bool {
        let mut live = self.log.world.live(Peer::Board);
        let is_it = |local: SocketAddr| local.port() == port;
        live.any(|socket| socket.kind == kind && socket.local.is_some_and(is_it))
    }

    /// Notes that the other end meets whoever is at this port; false if it has.
    fn meets(&mut self, kind: Kind, port: u16) -> bool {
        let new = !self.met.contains(&(kind, port));
        if new {
            self.met.push((kind, port));
        }
        new
    }

    fn kind_of(&self, fd: i32) -> Kind {
        let mut live = self.log.world.live(Peer::Host);
        let socket = live.find(|socket| socket.num == Some(fd));
        socket.map_or(Kind::Stream, |socket| socket.kind)
    }

    fn is_boards(&self, ip: IpAddr) -> bool {
        let session = self.log.world.session.as_ref();
        session.is_some_and(|session| [session.board_addr, session.board_addr6].contains(&Some(ip)))
    }

    fn is_hosts(&self, ip: IpAddr) -> bool {
        let session = self.log.world.session.as_ref();
        ip.is_unspecified()
            || session.is_some_and(|session| [session.host, session.host6].contains(&Some(ip)))
    }
}

/// It says something, says that this was all, hears what comes, and goes: neither a server that answers
/// at once nor one that reads to the end waits for ever.
fn client(kind: Kind, addr: SocketAddr) -> String {
    // A server at :: takes calls by IPv4 too, unless it was told not to.
    let six = addr.is_ipv6() && !addr.ip().is_unspecified();
    let (family, place) = if six {
        ("AF_INET6", "HOST6")
    } else {
        ("AF_INET", "HOST")
    };
    let port = addr.port();
    match kind {
        Kind::Stream => format!(
            "board: c = socket({family}, SOCK_STREAM)\n\
             board: connect(c, {place}:{port})\n\
             board: send(c, \"hola\")\n\
             board: shutdown(c, SHUT_WR)\n\
             board: recv(c, 4096)\n\
             board: close(c)\n"
        ),
        Kind::Dgram => format!(
            "board: u = socket({family}, SOCK_DGRAM)\n\
             board: sendto(u, \"hola\", {place}:{port})\n\
             board: recvfrom(u, 4096)\n"
        ),
    }
}

/// The lines of a script of ours.
fn lines(text: &str) -> Vec<Line> {
    script::parse(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_half_does_is_a_script() {
        let addr = |text: &str| text.parse::<SocketAddr>().unwrap();
        for at in ["0.0.0.0:7777", "[::]:7777", "[fd77::1]:7777"] {
            for kind in [Kind::Stream, Kind::Dgram] {
                let text = client(kind, addr(at));
                assert_eq!(script::parse(&text).unwrap().len(), text.lines().count());
            }
        }
    }
}

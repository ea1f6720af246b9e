//! What a segment means for a connection, where Linux sees more in it than smoltcp.

use alloc::format;

use sockscope_link::{Cause, Errno, LogLevel, Protocol, State};

use crate::board::Board;
use crate::net::conn::after;
use crate::net::packet::{Head, Unreachable};
use crate::socket::Key;

/// What is to be done with a segment that came for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgment {
    /// The stack is to see it.
    Take,
    /// Nobody is to see it.
    Drop,
    /// It is none of that connection's: a request for a new one, for which it made room, or a leftover
    /// of an old one.
    Stray,
}

impl Board {
    /// What is to be done with a segment for a connection. What Linux does and smoltcp does not is
    /// done here.
    pub(crate) fn judge(&mut self, conn: usize, head: &Head, cause: Cause) -> Judgment {
        let Some(key) = self.conns[conn].owner else {
            return Judgment::Drop;
        };
        let state = self.sockets[key].state;
        let end = head.seq.wrapping_add(head.len as u32);
        match state {
            // A connection request that is sent again: our SYN-ACK is on its way, or will be sent
            // again in its turn.
            State::SynReceived if head.requests() && self.conns[conn].irs == Some(head.seq) => {
                Judgment::Drop
            }
            State::SynReceived if !head.rst() && self.queue_is_full_for(key, head, cause) => {
                Judgment::Drop
            }
            // Nobody will read this (RFC 9293 section 3.6.1; RFC 1122 section 4.2.2.13).
            State::FinWait1 | State::FinWait2
                if self.sockets[key].shut_rd
                    && head.len > 0
                    && !head.rst()
                    && after(end, self.conns[conn].acked) =>
            {
                self.refuse_data(key, head, cause);
                Judgment::Drop
            }
            // RFC 1122 section 4.2.2.13: a new request may end TIME-WAIT, if it is newer.
            State::TimeWait
                if head.requests()
                    && self.conns[conn]
                        .after_fin
                        .is_some_and(|fin| after(head.seq, fin))
                    && self.listener_for(head.dst).is_some() =>
            {
                self.end_quietly(key, cause);
                Judgment::Stray
            }
            // RFC 9293 section 3.10.7.3: it is answered with RST. smoltcp does so unless it has PSH or FIN.
            State::SynSent
                if head.acks()
                    && !head.syn()
                    && !head.rst()
                    && !self.conns[conn].has_sent_all_before(head.ack) =>
            {
                Judgment::Stray
            }
            _ => Judgment::Take,
        }
    }

    fn refuse_data(&mut self, key: Key, head: &Head, cause: Cause) {
        let from = head.src;
        self.log(LogLevel::Info, || {
            format!("data from {from} for a socket that reads no more: reset")
        });
        self.sockets[key].error = Some(Errno::ConnReset);
        self.abort(key, cause);
    }

    /// An ICMP error came for something that the board sent.
    pub(crate) fn unreachable(&mut self, unreachable: &Unreachable) {
        let Unreachable {
            errno,
            hard,
            protocol,
            local,
            remote,
        } = *unreachable;
        match protocol {
            Protocol::Udp => {
                if hard {
                    self.datagram_unreachable(local, remote, errno);
                }
            }
            Protocol::Icmp => {}
            Protocol::Tcp => {
                let conn = self.conns.find_pair(local, remote);
                let key = conn.and_then(|conn| self.conns[conn].owner);
                if let Some(key) = key
                    && self.sockets[key].state == State::SynSent
                {
                    self.sockets[key].error = Some(errno);
                    self.log(LogLevel::Warn, || {
                        format!("{remote}: unreachable ({errno})")
                    });
                    self.end_quietly(key, Cause::Segment(None));
                }
            }
        }
    }
}

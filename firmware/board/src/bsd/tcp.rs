//! Stream sockets: send(2), recv(2), shutdown(2), close(2), as Linux answers them
//! (net/ipv4/af_inet.c, net/ipv4/tcp.c).

use alloc::format;
use alloc::vec;

use sockscope_link::{Cause, Data, Errno, How, LogLevel, SegmentId, State, Value};

use crate::board::Board;
use crate::bsd::call::{DONE, Try};
use crate::net::conn::after;
use crate::net::wire::{Head, Unreachable};
use crate::socket::{Key, Phase};

/// What is to be done with a segment that came for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgment {
    /// The stack is to see it.
    Take,
    /// Nobody is to see it.
    Drop,
    /// The connection made room for a new one: it is a request for that.
    Anew,
}

impl Board {
    /// send(2), as far as there is room.
    pub(crate) fn send(&mut self, key: Key, data: &Data, sent: &mut usize) -> Try {
        let partial = |sent: usize, errno| match sent {
            0 => Err(errno),
            sent => Ok(Some((sent as i64, Value::None))),
        };
        let socket = &mut self.sockets[key];
        match socket.state {
            State::Established | State::CloseWait => {}
            State::SynSent | State::SynReceived if socket.error.is_none() && !socket.fin_later => {
                return Ok(None);
            }
            _ if *sent > 0 => return partial(*sent, Errno::Pipe),
            _ => return Err(socket.error.take().unwrap_or(Errno::Pipe)),
        }
        if socket.error.is_some() || socket.shut_wr {
            if *sent > 0 {
                return partial(*sent, Errno::Pipe);
            }
            return Err(socket.error.take().unwrap_or(Errno::Pipe));
        }
        let Some(conn) = socket.conn else {
            return Err(Errno::Pipe);
        };
        let tcp = self.conns[conn].tcp_mut();
        let before = *sent;
        match data {
            Data::Bytes(bytes) => {
                *sent += tcp.send_slice(&bytes[*sent..]).unwrap_or(0);
            }
            Data::Fill { byte, len } => {
                // Twice, since the ring's free room can be in two pieces.
                for _ in 0..2 {
                    let left = *len as usize - *sent;
                    let filled = tcp.send(|room| {
                        let count = room.len().min(left);
                        room[..count].fill(*byte);
                        (count, count)
                    });
                    *sent += filled.unwrap_or(0);
                }
            }
        }
        self.conns[conn].dirty |= *sent > before;
        if *sent < data.len() {
            return Ok(None);
        }
        Ok(Some((*sent as i64, Value::None)))
    }

    /// recv(2): the order of the questions is `tcp_recvmsg_locked`'s.
    pub(crate) fn recv(&mut self, key: Key, len: usize, from: bool) -> Try {
        let socket = &mut self.sockets[key];
        if socket.state == State::Listen {
            return Err(Errno::NotConn);
        }
        let waiting = socket
            .conn
            .map_or(0, |conn| self.conns[conn].tcp().recv_queue());
        if waiting > 0
            && let Some(conn) = socket.conn
        {
            let mut bytes = vec![0; waiting.min(len)];
            let got = self.conns[conn].tcp_mut().recv_slice(&mut bytes);
            bytes.truncate(got.unwrap_or(0));
            self.conns[conn].dirty = true;
            self.reap(key);
            return Ok(Some(received(bytes, from)));
        }
        if socket.done {
            return Ok(Some(received(vec![], from)));
        }
        socket.take_error()?;
        if socket.shut_rd {
            return Ok(Some(received(vec![], from)));
        }
        if socket.is_closed() {
            return Err(Errno::NotConn);
        }
        Ok(None)
    }

    /// shutdown(2)
    pub(crate) fn shutdown(&mut self, key: Key, how: How) -> Try {
        let (rd, wr) = (how != How::Write, how != How::Read);
        if self.sockets[key].udp.is_some() {
            return self.shutdown_datagram(key, rd, wr);
        }
        let socket = &mut self.sockets[key];
        if socket.phase == Phase::Connecting {
            let waits = matches!(socket.state, State::SynSent | State::SynReceived);
            socket.phase = if waits || socket.is_closed() {
                Phase::Disconnecting
            } else {
                Phase::Connected
            };
        }
        match socket.state {
            State::Listen if !rd => {}
            State::Listen => self.stop_listening(key),
            State::SynSent => {
                self.end_quietly(key, Cause::Call);
                self.disconnect(key);
            }
            _ => {
                socket.shut_rd |= rd;
                socket.shut_wr |= wr;
                if socket.is_closed() {
                    return Err(Errno::NotConn);
                }
                if wr {
                    self.send_fin(key);
                }
            }
        }
        DONE
    }

    /// Closes the sending half, once all that waits to be sent is sent.
    pub(crate) fn send_fin(&mut self, key: Key) {
        let Some(conn) = self.sockets[key].conn else {
            return;
        };
        match self.conns[conn].state() {
            State::Established | State::CloseWait => {
                self.conns[conn].tcp_mut().close();
                self.conns[conn].dirty = true;
                self.sync(key, Cause::Call, false);
            }
            // smoltcp has no FIN to send before its SYN is acknowledged.
            State::SynReceived => self.sockets[key].fin_later = true,
            _ => {}
        }
    }

    /// Ends a connection with a reset, if TCP has one for its state (`tcp_need_reset`).
    pub(crate) fn abort(&mut self, key: Key, cause: Cause) {
        let Some(conn) = self.sockets[key].conn else {
            return;
        };
        let speaks = matches!(
            self.conns[conn].state(),
            State::Established
                | State::CloseWait
                | State::FinWait1
                | State::FinWait2
                | State::SynReceived
        );
        if speaks {
            self.conns[conn].tcp_mut().abort();
            self.conns[conn].dirty = true;
        } else {
            self.conns[conn].forget();
        }
        self.sync(key, cause, false);
    }

    /// close(2) of a stream socket (`__tcp_close`).
    pub(crate) fn close_stream(&mut self, key: Key) {
        if self.sockets[key].state == State::Listen {
            self.stop_listening(key);
        }
        let unread = match self.sockets[key].conn {
            Some(conn) => self.conns[conn].tcp().recv_queue() > 0,
            None => false,
        };
        let linger = self.sockets[key].options.linger;
        let label = self.label(key);
        match self.sockets[key].state {
            State::Unbound | State::Bound | State::Closed => self.set_state(key, State::Closed),
            // The stack keeps it; the socket has nothing to do with it any more.
            State::TimeWait => {}
            State::SynSent => self.end_quietly(key, Cause::Call),
            _ if unread => {
                self.log(LogLevel::Info, || {
                    format!("{label}: closed with data unread: reset")
                });
                self.abort(key, Cause::Call);
            }
            _ if linger.on && linger.seconds == 0 => self.abort(key, Cause::Call),
            _ => self.send_fin(key),
        }
        // The transition that close() itself brings about still bears the descriptor's number.
        if let Some(socket) = self.sockets.get_mut(key) {
            socket.shut_both();
            socket.fd = None;
        }
        self.reap(key);
    }

    /// Whether a close() with SO_LINGER goes on waiting (`sk_stream_wait_close`).
    pub(crate) fn lingers(&self, key: Key) -> bool {
        self.sockets.get(key).is_some_and(|socket| {
            matches!(
                socket.state,
                State::FinWait1 | State::Closing | State::LastAck
            )
        })
    }

    // ---- segments ----

    /// What is to be done with a segment for a connection. What Linux does and smoltcp does not is
    /// done here.
    pub(crate) fn judge(&mut self, conn: usize, head: &Head, id: SegmentId) -> Judgment {
        let Some(key) = self.conns[conn].owner else {
            return Judgment::Drop;
        };
        let state = self.sockets[key].state;
        let cause = Cause::Segment(Some(id));
        let end = head.seq.wrapping_add(head.len as u32);
        match state {
            // A connection request that is sent again: our SYN-ACK is on its way, or will be sent
            // again in its turn.
            State::SynReceived if head.requests() && self.conns[conn].irs == Some(head.seq) => {
                Judgment::Drop
            }
            State::SynReceived if !head.rst() && self.queue_is_full_for(key, head) => {
                Judgment::Drop
            }
            // Nobody will read this (RFC 9293 section 3.6.1; RFC 1122 section 4.2.2.13).
            State::FinWait1 | State::FinWait2
                if self.sockets[key].shut_rd
                    && head.len > 0
                    && !head.rst()
                    && after(end, self.conns[conn].acked) =>
            {
                let from = head.src;
                self.log(LogLevel::Info, || {
                    format!("data from {from} for a socket that reads no more: reset")
                });
                self.sockets[key].error = Some(Errno::ConnReset);
                self.abort(key, cause);
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
                Judgment::Anew
            }
            _ => Judgment::Take,
        }
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
            sockscope_link::Protocol::Udp => {
                if hard {
                    self.datagram_unreachable(local, remote, errno);
                }
            }
            sockscope_link::Protocol::Tcp => {
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

/// What a receiving call returns on a stream: TCP does not name the sender.
fn received(bytes: alloc::vec::Vec<u8>, from: bool) -> (i64, Value) {
    let ret = bytes.len() as i64;
    if from {
        (ret, Value::From(bytes, None))
    } else {
        (ret, Value::Bytes(bytes))
    }
}

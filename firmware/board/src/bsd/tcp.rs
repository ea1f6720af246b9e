//! Stream sockets: send(2), recv(2), shutdown(2), close(2), as Linux answers them
//! (net/ipv4/af_inet.c, net/ipv4/tcp.c).

use alloc::format;
use alloc::vec;
use core::mem;

use smoltcp::socket::tcp;
use sockscope_link::{Cause, Data, Errno, How, LogLevel, MsgFlags, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::socket::{Key, Phase};
use crate::waiting::Receiving;

impl Board {
    /// send(2), as far as there is room.
    pub(crate) fn send(&mut self, key: Key, data: &Data, sent: &mut usize) -> Try {
        let most = self.send_room(key);
        let socket = &mut self.sockets[key];
        let open = match socket.state {
            State::Established | State::CloseWait => socket.error.is_none() && !socket.shut_wr,
            State::SynSent | State::SynReceived if socket.error.is_none() && !socket.fin_later => {
                return Ok(None);
            }
            _ => false,
        };
        if !open && *sent > 0 {
            return Ok(Some((*sent as i64, Value::None)));
        }
        let Some(conn) = socket.conn.filter(|_| open) else {
            return Err(socket.error.take().unwrap_or(Errno::Pipe));
        };
        let queued = queue(self.conns[conn].tcp_mut(), most, data, *sent);
        *sent += queued;
        self.conns[conn].dirty |= queued > 0;
        if *sent < data.len() {
            return Ok(None);
        }
        Ok(Some((*sent as i64, Value::None)))
    }

    /// recv(2): the order of the questions is `tcp_recvmsg_locked`'s.
    pub(crate) fn recv(&mut self, key: Key, want: &mut Receiving) -> Try {
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
            let mut bytes = vec![0; waiting.min(want.len - want.got.len())];
            let tcp = self.conns[conn].tcp_mut();
            let got = if want.flags.has(MsgFlags::PEEK) {
                tcp.peek_slice(&mut bytes)
            } else {
                tcp.recv_slice(&mut bytes)
            };
            bytes.truncate(got.unwrap_or(0));
            self.conns[conn].dirty |= !want.flags.has(MsgFlags::PEEK);
            self.reap(key);
            if self.is_enough(key, want, bytes.len()) {
                let mut all = mem::take(&mut want.got);
                all.append(&mut bytes);
                return Ok(Some(want.returns(all, None)));
            }
            if !want.flags.has(MsgFlags::PEEK) {
                want.got.append(&mut bytes);
            }
            return Ok(None);
        }
        if !want.got.is_empty() && self.is_enough(key, want, 0) {
            let got = mem::take(&mut want.got);
            return Ok(Some(want.returns(got, None)));
        }
        let socket = &mut self.sockets[key];
        if socket.done {
            return Ok(Some(want.returns(vec![], None)));
        }
        socket.take_error()?;
        if socket.shut_rd {
            return Ok(Some(want.returns(vec![], None)));
        }
        if socket.is_closed() {
            return Err(Errno::NotConn);
        }
        Ok(None)
    }

    /// Whether a receiving call returns with so many bytes more: with the first ones, unless it is to
    /// wait for all (MSG_WAITALL), and more can come.
    fn is_enough(&self, key: Key, want: &Receiving, more: usize) -> bool {
        let socket = &self.sockets[key];
        !want.flags.has(MsgFlags::WAITALL)
            || want.got.len() + more >= want.len
            || socket.done
            || socket.error.is_some()
            || socket.shut_rd
            || socket.is_closed()
            || socket.nonblock
            || want.flags.has(MsgFlags::DONTWAIT)
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
}

/// Puts what comes after the first `sent` bytes into the send buffer, as far as it has room for it and
/// holds no more than `most` bytes; returns how many bytes that were.
fn queue(tcp: &mut tcp::Socket<'_>, most: usize, data: &Data, sent: usize) -> usize {
    let count = (data.len() - sent).min(most.saturating_sub(tcp.send_queue()));
    match data {
        Data::Bytes(bytes) => tcp.send_slice(&bytes[sent..sent + count]).unwrap_or(0),
        Data::Fill { byte, .. } => {
            let mut queued = 0;
            // Twice, since the ring's free room can be in two pieces.
            for _ in 0..2 {
                let left = count - queued;
                let filled = tcp.send(|room| {
                    let count = room.len().min(left);
                    room[..count].fill(*byte);
                    (count, count)
                });
                queued += filled.unwrap_or(0);
            }
            queued
        }
    }
}

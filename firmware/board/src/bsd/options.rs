//! getsockopt(2) and setsockopt(2): the options of socket(7) and tcp(7) that lessons use.

use alloc::format;

use sockscope_link::{Domain, Errno, Kind, Linger, LogLevel, Opt, OptValue, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::socket::{Key, Options, Socket, TTL};

/// The value as a plain `int`. Linux reads the first four bytes of whatever it is given.
fn int(value: OptValue) -> i32 {
    match value {
        OptValue::Int(value) => value,
        OptValue::Linger(linger) => linger.on.into(),
        OptValue::Millis(ms) => (ms / 1000) as i32,
        OptValue::Errno(_) => 0,
    }
}

/// A buffer's size. Linux takes a negative one for a very large one (`min_t(u32, …)` in `sk_setsockopt`).
fn size(value: OptValue) -> usize {
    usize::try_from(int(value)).unwrap_or(usize::MAX)
}

/// What getsockopt() says of an option that smoltcp has not. Of TCP's own, a datagram socket of Linux says
/// that it is none of its business (`do_ip_getsockopt`).
fn missing(opt: Opt, kind: Kind) -> Errno {
    if kind == Kind::Dgram && opt.level() == "IPPROTO_TCP" {
        Errno::OpNotSupp
    } else {
        Errno::NoProtoOpt
    }
}

impl Options {
    /// What differs from a fresh socket's, for who looks.
    pub fn changed(&self) -> impl Iterator<Item = (Opt, OptValue)> + use<> {
        let fresh = Options::default();
        let flag =
            |opt, now: bool, was: bool| (now != was).then_some((opt, OptValue::Int(now.into())));
        let millis = |opt, now: u32| (now != 0).then_some((opt, OptValue::Millis(now)));
        let size = |opt, now: Option<usize>| now.map(|bytes| (opt, OptValue::Int(bytes as i32)));
        let linger = (self.linger != fresh.linger).then_some(OptValue::Linger(self.linger));
        [
            flag(Opt::ReuseAddr, self.reuse, fresh.reuse),
            linger.map(|value| (Opt::Linger, value)),
            flag(Opt::KeepAlive, self.keepalive, fresh.keepalive),
            millis(Opt::RcvTimeo, self.rcvtimeo_ms),
            millis(Opt::SndTimeo, self.sndtimeo_ms),
            size(Opt::RcvBuf, self.rcvbuf),
            size(Opt::SndBuf, self.sndbuf),
            flag(Opt::NoDelay, self.nodelay, fresh.nodelay),
            flag(Opt::Broadcast, self.broadcast, fresh.broadcast),
            flag(Opt::V6Only, self.v6only, fresh.v6only),
            (self.ttl != fresh.ttl).then_some((Opt::Ttl, OptValue::Int(self.ttl.into()))),
        ]
        .into_iter()
        .flatten()
    }
}

impl Board {
    /// getsockopt(2)
    pub(crate) fn getsockopt(&mut self, key: Key, opt: Opt) -> Try {
        let (receive, send) = self.buffer_sizes(key);
        let socket = &mut self.sockets[key];
        let options = &socket.options;
        let value = match opt {
            Opt::ReuseAddr => OptValue::Int(options.reuse.into()),
            Opt::KeepAlive => OptValue::Int(options.keepalive.into()),
            Opt::Linger => OptValue::Linger(options.linger),
            Opt::RcvTimeo => OptValue::Millis(options.rcvtimeo_ms),
            Opt::SndTimeo => OptValue::Millis(options.sndtimeo_ms),
            Opt::RcvBuf => OptValue::Int(receive),
            Opt::SndBuf => OptValue::Int(send),
            Opt::NoDelay if socket.kind == Kind::Stream => OptValue::Int(options.nodelay.into()),
            // SO_ERROR is read and cleared at once.
            Opt::Error => OptValue::Errno(socket.error.take()),
            Opt::Broadcast => OptValue::Int(options.broadcast.into()),
            Opt::AcceptConn => OptValue::Int((socket.state == State::Listen).into()),
            // AF_INET and AF_INET6 of Linux, and of ESP-IDF's lwIP.
            Opt::Domain => OptValue::Int(match socket.domain {
                Domain::Inet => 2,
                Domain::Inet6 => 10,
            }),
            // IANA's numbers.
            Opt::Protocol => OptValue::Int(match socket.kind {
                Kind::Stream => 6,
                Kind::Dgram => 17,
            }),
            Opt::Ttl => OptValue::Int(options.ttl.into()),
            Opt::V6Only if socket.domain == Domain::Inet => return Err(Errno::OpNotSupp),
            Opt::V6Only => OptValue::Int(options.v6only.into()),
            // SOCK_STREAM is 1 and SOCK_DGRAM is 2 everywhere.
            Opt::Type => OptValue::Int(match socket.kind {
                Kind::Stream => 1,
                Kind::Dgram => 2,
            }),
            opt => return Err(missing(opt, socket.kind)),
        };
        Ok(Some((0, Value::Opt(value))))
    }

    /// What its buffers hold, in bytes: no more than that, and nothing is doubled as on Linux.
    fn buffer_sizes(&self, key: Key) -> (i32, i32) {
        let Socket {
            kind,
            conn,
            options,
            ..
        } = &self.sockets[key];
        let (receive, send) = match kind {
            Kind::Stream => {
                let has = conn.map(|conn| self.conns[conn].tcp().recv_capacity());
                let asked = options.rcvbuf.unwrap_or(self.config.window());
                (has.unwrap_or(asked), self.send_room(key))
            }
            Kind::Dgram => (self.inbox_room(key), self.config.mtu),
        };
        (receive as i32, send as i32)
    }

    /// How many bytes a connection's send buffer holds at most.
    pub(crate) fn send_room(&self, key: Key) -> usize {
        let asked = self.sockets[key].options.sndbuf;
        asked.unwrap_or(self.config.send_buffer.max(1))
    }

    /// How many bytes of datagrams may wait to be read at most.
    pub(crate) fn inbox_room(&self, key: Key) -> usize {
        let asked = self.sockets[key].options.rcvbuf;
        asked.unwrap_or(self.config.datagram_buffer)
    }

    /// `SO_RCVBUF`: a connection that has begun keeps the buffer that it has (tcp(7)).
    fn set_receive_buffer(&mut self, key: Key, asked: usize) {
        let bytes = match self.sockets[key].kind {
            Kind::Stream => self.config.receive_buffer_for(asked),
            Kind::Dgram => self.config.inbox_for(asked),
        };
        self.sockets[key].options.rcvbuf = Some(bytes);
        let now = self.buffer_sizes(key).0 as usize;
        self.log_buffer(key, "receive", asked, now);
    }

    /// `SO_SNDBUF`: at once, since it is only how much is taken. A datagram's holds one.
    fn set_send_buffer(&mut self, key: Key, asked: usize) {
        if self.sockets[key].kind == Kind::Stream {
            self.sockets[key].options.sndbuf = Some(self.config.send_buffer_for(asked));
        }
        let now = self.buffer_sizes(key).1 as usize;
        self.log_buffer(key, "send", asked, now);
    }

    fn log_buffer(&mut self, key: Key, which: &str, asked: usize, now: usize) {
        let label = self.label(key);
        if now != asked {
            self.log(LogLevel::Info, || {
                format!("{label}: {asked} bytes asked for, the {which} buffer has {now}")
            });
        }
    }

    /// setsockopt(2)
    pub(crate) fn setsockopt(&mut self, key: Key, opt: Opt, value: OptValue) -> Try {
        let socket = &mut self.sockets[key];
        let options = &mut socket.options;
        match (opt, value) {
            (Opt::ReuseAddr, value) => options.reuse = int(value) != 0,
            (Opt::KeepAlive, value) => options.keepalive = int(value) != 0,
            (Opt::NoDelay, _) if socket.kind == Kind::Dgram => return Err(Errno::NoProtoOpt),
            (Opt::NoDelay, value) => {
                options.nodelay = int(value) != 0;
                let nagle = !options.nodelay;
                if let Some(conn) = socket.conn {
                    self.conns[conn].tcp_mut().set_nagle_enabled(nagle);
                    self.conns[conn].dirty = true;
                }
            }
            // Switched off, it keeps the seconds that it had.
            (Opt::Linger, OptValue::Linger(Linger { on: false, .. })) => options.linger.on = false,
            (Opt::Linger, OptValue::Linger(linger)) => options.linger = linger,
            (Opt::RcvTimeo, OptValue::Millis(ms)) => options.rcvtimeo_ms = ms,
            (Opt::SndTimeo, OptValue::Millis(ms)) => options.sndtimeo_ms = ms,
            (Opt::Linger | Opt::RcvTimeo | Opt::SndTimeo, _) => return Err(Errno::Inval),
            (Opt::RcvBuf, value) => self.set_receive_buffer(key, size(value)),
            (Opt::SndBuf, value) => self.set_send_buffer(key, size(value)),
            (Opt::Broadcast, value) => options.broadcast = int(value) != 0,
            (Opt::Ttl, value) => {
                options.ttl = match int(value) {
                    -1 => TTL,
                    value => u8::try_from(value)
                        .ok()
                        .filter(|ttl| *ttl > 0)
                        .ok_or(Errno::Inval)?,
                };
                let ttl = options.ttl;
                if let Some(conn) = socket.conn {
                    self.conns[conn].tcp_mut().set_hop_limit(Some(ttl));
                }
                if let Some(udp) = socket.udp {
                    self.udps.set_hop_limit(udp, ttl);
                }
            }
            (Opt::V6Only, value) if socket.domain == Domain::Inet6 => {
                // Too late once it has a port (`do_ipv6_setsockopt`).
                if socket.port_held {
                    return Err(Errno::Inval);
                }
                options.v6only = int(value) != 0;
            }
            // smoltcp has no such thing; or it can only be read.
            _ => return Err(Errno::NoProtoOpt),
        }
        DONE
    }
}

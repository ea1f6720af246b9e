//! A segment of a connection (RFC 9293 sections 3.10.7.3 and 3.10.7.4).

use sockscope_link::{Flags, State};

use super::{Doubt, Forecast, Ignored, Will, is_kernel, listener, path, request};
use crate::timeline::Packet;
use crate::world::flows::after;
use crate::world::{Flow, Socket, World};

/// How many pieces the board keeps out of order (smoltcp's `ASSEMBLER_MAX_SEGMENT_COUNT`).
const PIECES: usize = 4;

/// A segment, the socket that it is for, and what both flows of the connection have shown.
struct Case<'a> {
    world: &'a World,
    socket: &'a Socket,
    packet: &'a Packet,
    /// The flow that the segment belongs to …
    flow: &'a Flow,
    /// … and the one that the socket sends.
    back: &'a Flow,
    kernel: bool,
}

pub(super) fn connected(world: &World, socket: &Socket, packet: &Packet) -> Forecast {
    let peer = socket.peer;
    let flows = (
        world.flows.find(packet.src, packet.dst),
        world.flows.find(packet.dst, packet.src),
    );
    // An answer to a SYN may be all that ever came this way.
    let answer = Flow::unseen(packet.src, packet.dst);
    let (flow, back) = match flows {
        (Some(flow), Some(back)) => (flow, back),
        (None, Some(back)) if socket.state == State::SynSent => (&answer, back),
        _ => return Forecast::of(peer, socket, Will::Unsure(Doubt::Unseen)),
    };
    let case = Case {
        world,
        socket,
        packet,
        flow,
        back,
        kernel: is_kernel(world, peer),
    };
    if socket.known.shut_early || case.listener_is_shut() {
        return Forecast::of(peer, socket, Will::Unsure(Doubt::Shut));
    }
    let told = match socket.state {
        State::SynSent => case.syn_sent(),
        State::SynReceived => case.syn_received(),
        State::TimeWait => case.time_wait(),
        _ => case.synchronized(),
    };
    told.unwrap_or_else(|will| Forecast::of(peer, socket, will))
}

/// What is sure at once, or a forecast with its arrows.
type Told = Result<Forecast, Will>;

impl Case<'_> {
    fn has(&self, flag: Flags) -> bool {
        self.packet.flags.contains(flag)
    }

    fn listener_is_shut(&self) -> bool {
        let parent = (self.socket.listener).and_then(|id| self.world.socket(self.socket.peer, id));
        parent.is_some_and(|parent| parent.known.shut_early)
    }

    /// The connection takes the segment: the arrows say where it comes to.
    fn moves(&self, flags: Flags) -> Told {
        let acks_fin = self.back.fin.is_some_and(|fin| fin == self.packet.ack);
        let path = path(self.socket.state, flags, acks_fin);
        let Some(last) = path.last() else {
            return Err(Will::Take);
        };
        Ok(Forecast {
            path: path.clone(),
            ..Forecast::of(self.socket.peer, self.socket, Will::Move(last.to))
        })
    }

    fn closes(&self) -> Told {
        let told = Forecast::of(self.socket.peer, self.socket, Will::Move(State::Closed));
        Ok(Forecast {
            path: path(self.socket.state, Flags::RST, false),
            ..told
        })
    }

    fn syn_sent(&self) -> Told {
        let acks = self.has(Flags::ACK);
        let right = self.packet.ack == self.back.next;
        if self.has(Flags::RST) {
            return match acks && right {
                true => self.closes(),
                false => Err(Will::Ignore(Ignored::Ack)),
            };
        }
        if acks && !right {
            return Err(Will::Reset);
        }
        match self.has(Flags::SYN) {
            true => self.moves(self.packet.flags),
            false => Err(Will::Ignore(Ignored::Ack)),
        }
    }

    fn syn_received(&self) -> Told {
        let passive = self.socket.listener.is_some();
        if self.kernel && passive && !self.is_listened_for() {
            // The request is forgotten as soon as anything comes for it (`tcp_v4_rcv`).
            return match listener(self.world, self.socket.peer, self.packet.dst) {
                Some(_) => Err(Will::Unsure(Doubt::Unseen)),
                None => self.closes(),
            };
        }
        let again = self.has(Flags::SYN) && self.packet.seq_no == self.flow.isn;
        if again && !self.has(Flags::ACK) {
            return Err(Will::Ignore(Ignored::Old));
        }
        if again && !passive {
            // The SYN-ACK of an opening from both sides: smoltcp sees nothing new in it.
            return match self.kernel {
                true => self.moves(self.packet.flags),
                false => Err(Will::Ignore(Ignored::Challenge)),
            };
        }
        let right = self.packet.ack == self.back.isn.wrapping_add(1);
        if !self.kernel && passive && !self.has(Flags::RST) && self.queue_is_full() {
            return Err(Will::Ignore(Ignored::AcceptQueue));
        }
        if self.has(Flags::RST) {
            return self.reset();
        }
        if !self.has(Flags::ACK) {
            return Err(Will::Ignore(Ignored::Ack));
        }
        if !right {
            return Err(Will::Reset);
        }
        self.in_window()?;
        if self.kernel && passive && self.queue_is_full() {
            return Err(Will::Ignore(Ignored::AcceptQueue));
        }
        self.takes()
    }

    /// Whether the listener that a request came to still listens.
    fn is_listened_for(&self) -> bool {
        let listener =
            (self.socket.listener).and_then(|id| self.world.socket(self.socket.peer, id));
        listener.is_some_and(|listener| listener.state == State::Listen)
    }

    fn queue_is_full(&self) -> bool {
        let listener =
            (self.socket.listener).and_then(|id| self.world.socket(self.socket.peer, id));
        listener.is_some_and(|listener| {
            let (complete, _) = request::queue(self.world, listener);
            (listener.known.backlog).is_some_and(|backlog| complete > backlog as usize)
        })
    }

    /// RFC 1122 section 4.2.2.13: a new request may end TIME-WAIT, if it is newer.
    fn time_wait(&self) -> Told {
        let requests = self.has(Flags::SYN) && !self.has(Flags::ACK) && !self.has(Flags::RST);
        let newer = (self.flow.got).is_some_and(|got| after(self.packet.seq_no, got));
        if requests {
            let listener = listener(self.world, self.socket.peer, self.packet.dst);
            return match listener.filter(|_| newer || self.flow.got.is_none()) {
                // Its flow is the new one already: what the old one had got is not known any more.
                Some(_) if self.flow.got.is_none() => Err(Will::Unsure(Doubt::Unseen)),
                Some(listener) => Ok(request::request(self.world, listener, self.packet)),
                None if self.kernel => Err(Will::Ignore(Ignored::Challenge)),
                // smoltcp answers nothing that acknowledges nothing.
                None => Err(Will::Ignore(Ignored::Ack)),
            };
        }
        if self.has(Flags::RST) {
            return self.reset();
        }
        Err(Will::Ignore(Ignored::Old))
    }

    /// RFC 5961 section 3: Linux takes a reset with the very number it expects; smoltcp any in the window.
    fn reset(&self) -> Told {
        let Some(got) = self.flow.got else {
            return Err(Will::Unsure(Doubt::Unseen));
        };
        let seq = self.packet.seq_no;
        let edge = self.edge(got);
        let in_window = seq == got || !after(got, seq) && after(edge, seq);
        if !self.kernel {
            return match in_window {
                true => self.closes(),
                false => Err(Will::Ignore(Ignored::Window)),
            };
        }
        let half_closed = matches!(
            self.socket.state,
            State::CloseWait | State::LastAck | State::Closing
        );
        // A request that waits for its ACK is dropped by any reset in the window (tcp_check_req).
        let waits = self.socket.state == State::SynReceived && self.socket.listener.is_some();
        if seq == got || waits && in_window || half_closed && seq == got.wrapping_sub(1) {
            return self.closes();
        }
        let kept = self.flow.kept.iter().map(|(_, to)| *to);
        if in_window && kept.chain(self.flow.early_fin).any(|to| to == seq) {
            // Linux takes the end of what it has kept for an expected number, too (tcp_validate_incoming).
            return Err(Will::Unsure(Doubt::Edge));
        }
        Err(Will::Ignore(match in_window {
            true => Ignored::Challenge,
            false => Ignored::Window,
        }))
    }

    /// The end of the window that the socket has told.
    fn edge(&self, got: u32) -> u32 {
        let told = self.back.told;
        told.map_or(got, |told| told.ack.wrapping_add(told.win))
    }

    fn synchronized(&self) -> Told {
        if self.has(Flags::RST) {
            return self.reset();
        }
        if self.kernel {
            self.in_window()?;
            if self.has(Flags::SYN) {
                return Err(Will::Ignore(Ignored::Challenge));
            }
            self.acknowledges()?;
        } else {
            // The board asks this before its stack sees the segment.
            if self.back.told.is_some_and(|told| self.is_unread(told.ack)) {
                return self.closes();
            }
            // smoltcp looks at the acknowledgment first, and takes no segment with an older one.
            self.acknowledges()?;
            self.in_window()?;
            if self.has(Flags::SYN) {
                return Err(Will::Ignore(Ignored::Challenge));
            }
        }
        self.takes()
    }

    /// Whether it brings data, after `got`, that nobody will read (RFC 9293 section 3.6.1). To Linux a FIN that
    /// comes before its turn says that there are some (`tcp_rcv_state_process`).
    fn is_unread(&self, got: u32) -> bool {
        let closing = matches!(self.socket.state, State::FinWait1 | State::FinWait2);
        let deaf = self.socket.num.is_none() || self.socket.known.shut_rd;
        let end = self.packet.seq_no.wrapping_add(self.packet.len);
        let brings = self.packet.len > 0 || self.kernel && self.has(Flags::FIN);
        closing && deaf && brings && after(end, got)
    }

    fn acknowledges(&self) -> Result<(), Will> {
        if !self.has(Flags::ACK) || after(self.packet.ack, self.back.next) {
            return Err(Will::Ignore(Ignored::Ack));
        }
        if !self.kernel && after(self.back.una, self.packet.ack) {
            return Err(Will::Ignore(Ignored::Old));
        }
        Ok(())
    }

    /// RFC 9293 section 3.10.7.4, first: check sequence number.
    fn in_window(&self) -> Result<(), Will> {
        let Some(got) = self.flow.got else {
            return Err(Will::Unsure(Doubt::Unseen));
        };
        let (seq, len, edge) = (self.packet.seq_no, self.packet.len, self.edge(got));
        let outside = |old| {
            Err(Will::Ignore(match old {
                true => Ignored::Old,
                false => Ignored::Window,
            }))
        };
        if self.kernel {
            // Linux compares with what it has acknowledged last (tcp_sequence).
            let acked = self.back.told.map_or(got, |told| told.ack);
            if after(acked, self.packet.end()) {
                return outside(true);
            }
            if after(seq, edge) || len > 0 && seq == edge {
                return outside(false);
            }
            return match after(self.packet.end(), edge) {
                true => Err(Will::Unsure(Doubt::Edge)),
                false => Ok(()),
            };
        }
        let end = seq.wrapping_add(len);
        if len == 0 {
            let fits = seq == got || !after(got, seq) && after(edge, seq);
            return if fits {
                Ok(())
            } else {
                outside(after(got, seq))
            };
        }
        if edge == got {
            return outside(false);
        }
        let fits = !after(got, seq) && after(edge, seq) || after(end, got) && !after(end, edge);
        match fits {
            false => outside(after(got, seq)),
            true if after(end, edge) => Err(Will::Unsure(Doubt::Edge)),
            true => Ok(()),
        }
    }

    /// The segment is acceptable: what its acknowledgment, its data and its FIN do.
    fn takes(&self) -> Told {
        let Some(got) = self.flow.got else {
            return Err(Will::Unsure(Doubt::Unseen));
        };
        let (seq, len) = (self.packet.seq_no, self.packet.len);
        let data_end = seq.wrapping_add(len);
        if self.is_unread(got) {
            return self.closes();
        }
        let fin = self.has(Flags::FIN);
        let new_fin = fin && after(self.packet.end(), got);
        let early = after(seq, got);
        if early && (len > 0 || new_fin) {
            return self.comes_early(len, new_fin);
        }
        let joins = |fin: u32| self.would_have(got, data_end) == fin.wrapping_sub(1);
        let gets_fin = new_fin || len > 0 && self.flow.early_fin.is_some_and(joins);
        let without = Flags(self.packet.flags.0 & !Flags::FIN.0);
        let told = match gets_fin {
            true => self.moves(without | Flags::FIN),
            false => self.moves(without),
        };
        let nothing_new = len == 0 && !fin && seq != got;
        match told {
            Err(Will::Take)
                if fin && !new_fin || len > 0 && !after(data_end, got) || nothing_new =>
            {
                Err(Will::Ignore(Ignored::Old))
            }
            told => told,
        }
    }

    /// Something is missing before it: its acknowledgment counts, its data are kept, and Linux remembers
    /// its FIN.
    fn comes_early(&self, len: u32, fin: bool) -> Told {
        if !self.kernel && len > 0 && self.flow.kept.len() >= PIECES - 1 {
            return Err(Will::Unsure(Doubt::Edge));
        }
        let without = Flags(self.packet.flags.0 & !Flags::FIN.0);
        let will = match (self.moves(without), len) {
            (Ok(told), _) => {
                return Ok(Forecast {
                    keeps_fin: self.kernel && fin,
                    ..told
                });
            }
            (Err(_), 0) if !self.kernel => Will::Ignore(Ignored::EarlyFin),
            (Err(_), _) => Will::Keep,
        };
        Ok(Forecast {
            keeps_fin: self.kernel && fin,
            ..Forecast::of(self.socket.peer, self.socket, will)
        })
    }

    /// RCV.NXT once it has everything before `end`, with what was kept.
    fn would_have(&self, got: u32, end: u32) -> u32 {
        let mut flow = self.flow.clone();
        flow.early_fin = None;
        flow.advance(if after(end, got) { end } else { got });
        flow.got.unwrap_or(got)
    }
}

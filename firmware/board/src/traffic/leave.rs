//! Takes what the stack makes, and what the gate lets go, onto the wire.

use alloc::string::String;
use core::mem;

use sockscope_link::{Act, Cause, Direction, LogLevel, Report};

use crate::board::{Board, IDLE_PAUSE};
use crate::net::conn::Conn;
use crate::net::gate::{Leaving, Verdict};
use crate::net::packet::{self, Head, Packet};
use crate::net::phy::Step;
use crate::port::Port;

impl Board {
    /// Lets a connection send all that it can send now.
    pub(crate) fn step_out(&mut self, conn: usize, port: &mut dyn Port) {
        let now = self.clock.stack();
        self.conns[conn].dirty = false;
        loop {
            if !self.push_slot(Some(conn), port) {
                self.conns[conn].dirty = true;
                break;
            }
            self.ask_stack(conn);
            if let Some(key) = self.conns[conn].owner {
                self.sync(key, Cause::Timer, false);
            }
            if self.slot.is_empty() {
                break;
            }
        }
        let iface = if self.conns[conn].here {
            &mut self.lo
        } else {
            &mut self.iface
        };
        let wake = iface.poll_at(now, &self.conns[conn].set);
        self.conns[conn].wake = wake.map(|at| if at <= now { now + IDLE_PAUSE } else { at });
        if self.conns[conn].owner.is_none() && !self.conns[conn].resetting() {
            self.conns.give_back(conn);
        }
    }

    /// Asks a connection's part of the stack for a packet.
    fn ask_stack(&mut self, conn: usize) {
        let now = self.clock.stack();
        let Conn { set, here, .. } = &mut self.conns[conn];
        if *here {
            let mut device = Step::looped(None, &mut self.slot, &self.config);
            self.lo.poll_egress(now, &mut device, set);
        } else {
            let mut device = Step::new(None, &mut self.slot, &self.config);
            self.iface.poll_egress(now, &mut device, set);
        }
    }

    /// Takes the packet that smoltcp made through the gate to the network. `false` if the network
    /// has no room: then the packet stays where it is.
    pub(crate) fn push_slot(&mut self, conn: Option<usize>, port: &mut dyn Port) -> bool {
        if self.slot.looped {
            return self.loop_back(conn);
        }
        let Some(packet) = self.slot.packet() else {
            return true;
        };
        if !self.slot.admitted
            && let Packet::Segment(head) | Packet::Unreachable(head, _) =
                packet::sort(self.config.medium, packet)
            && self.concerns_lesson(Direction::BoardToHost, &head)
        {
            if let Some(conn) = conn {
                self.conns[conn].note_sent(&head);
            }
            if self.config.gate && !self.admit(&head) {
                return true;
            }
        }
        self.flush(port);
        self.slot.admitted = true;
        let Some(packet) = self.slot.packet() else {
            return true;
        };
        if !port.transmit(packet) {
            return false;
        }
        self.slot.clear();
        true
    }

    /// Takes the segment in the slot to the gate; `false` if it stays there.
    fn admit(&mut self, head: &Head) -> bool {
        let Some(packet) = self.slot.packet() else {
            return false;
        };
        let now = self.clock.now();
        match self.gate.arrive(Direction::BoardToHost, head, packet, now) {
            Verdict::Pass(segment) => {
                self.report(Report::Segment(segment));
                true
            }
            kept => {
                self.slot.clear();
                self.keep(kept);
                false
            }
        }
    }

    /// A segment leaves the gate's queue: report it and carry it on.
    pub(crate) fn carry_on(&mut self, leaving: Leaving, port: &mut dyn Port) {
        let Leaving {
            segment,
            head,
            buffer,
            len,
        } = leaving;
        let (id, dir, act) = (segment.id, segment.dir, segment.act);
        self.clock.stop_for_gate(self.gate.holds());
        self.report(Report::Segment(segment));
        self.flush(port);
        if act != Act::Dropped {
            match dir {
                Direction::BoardToHost => {
                    if !port.transmit(self.gate.packet(buffer, len)) {
                        self.log(LogLevel::Warn, || {
                            String::from("the network has no room: a segment was lost")
                        });
                    }
                }
                Direction::HostToBoard => {
                    let mut packet = mem::take(&mut self.incoming);
                    packet[..len].copy_from_slice(self.gate.packet(buffer, len));
                    self.deliver(&packet[..len], &head, Cause::Segment(Some(id)), port);
                    self.incoming = packet;
                }
            }
        }
        self.gate.give_back(buffer);
    }

    /// Lets delayed segments go whose time has come.
    pub(crate) fn let_due_go(&mut self, port: &mut dyn Port) {
        while let Some(leaving) = self.gate.due(self.clock.now()) {
            self.carry_on(leaving, port);
        }
    }
}

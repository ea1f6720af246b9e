//! What the board sends itself: it goes round below the gate, is no segment on the wire, and is not
//! reported as one.

use alloc::vec::Vec;

use sockscope_link::Cause;

use crate::board::Board;
use crate::config::Medium;
use crate::net::packet::{self, Packet};
use crate::net::phy::Step;
use crate::port::Port;

/// How many packets may be on their way at once.
const ROOM: usize = 8;

impl Board {
    /// Takes the packet in the slot, which is for the board itself; `false` if there is no room for it.
    pub(super) fn loop_back(&mut self, conn: Option<usize>) -> bool {
        let Some(packet) = self.slot.packet() else {
            return true;
        };
        if !self.slot.admitted
            && let Some(conn) = conn
            && let Packet::Segment(head) = packet::sort(Medium::Ip, packet)
        {
            self.conns[conn].note_sent(&head);
        }
        if self.looped.len() >= ROOM {
            self.slot.admitted = true;
            return false;
        }
        self.looped.push_back(Vec::from(packet));
        self.slot.clear();
        true
    }

    /// Takes what the board has sent itself so far; returns whether there was anything.
    pub(crate) fn take_looped(&mut self, port: &mut dyn Port) -> bool {
        let count = self.looped.len();
        for _ in 0..count {
            let Some(packet) = self.looped.pop_front() else {
                break;
            };
            // One that had no room has it now, and the answer to this one needs the slot.
            self.push_slot(None, port);
            if let Packet::Segment(head) = packet::sort(Medium::Ip, &packet) {
                self.deliver_tcp(&packet, &head, Cause::Segment(None), port);
            }
        }
        count > 0
    }

    /// A packet of the board's own for nobody: smoltcp answers with a reset.
    pub(super) fn loop_nobody(&mut self, packet: &[u8], port: &mut dyn Port) {
        let now = self.clock.stack();
        let mut device = Step::looped(Some(packet), &mut self.slot, &self.config);
        self.lo
            .poll_ingress_single(now, &mut device, &mut self.nobody);
        self.push_slot(None, port);
    }
}

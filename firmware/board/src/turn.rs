//! One turn: all that can be done now, and when to be called again.

use alloc::format;
use core::mem;

use smoltcp::time::{Duration, Instant};
use sockscope_link::{Cause, Errno, LogLevel};

use crate::board::Board;
use crate::port::Port;

/// How many packets one [`Board::poll`] takes from the network before it answers them. Several
/// segments of a connection then share one acknowledgment, as they do on a busy network card.
const BATCH: usize = 32;

/// How often one [`Board::settle`] goes round before the rest is left to the next turn.
const ROUNDS: usize = 1000;

/// How long to wait before a packet is offered again to a network that had no room.
const FULL_PAUSE: Duration = Duration::from_millis(1);

impl Board {
    /// Does everything that can be done now: takes waiting packets, runs timers, sends, ends calls
    /// that need not wait any longer. Returns when to be called again, if nothing arrives before.
    pub fn poll(&mut self, now: Instant, port: &mut dyn Port) -> Option<Instant> {
        self.clock.advance(now);
        self.let_due_go(port);
        let more = self.take_packets(port);
        self.run_timers();
        self.step_dhcp(port);
        let rest = self.settle(port);
        if more || rest {
            return Some(self.clock.now());
        }
        self.next_wake()
    }

    /// Makes TCP's timers stand still from now on, or go on: for a wire that is held elsewhere, by the
    /// other end's gate. The board's own gate stops them besides, for as long as it holds anything.
    /// Time-outs that an application asked for go on. When to poll again may have changed.
    pub fn stand_still(&mut self, still: bool, now: Instant) {
        self.clock.advance(now);
        self.clock.stop_for_caller(still);
    }

    fn take_packets(&mut self, port: &mut dyn Port) -> bool {
        let mut packet = mem::take(&mut self.incoming);
        let mut more = true;
        for _ in 0..BATCH {
            let Some(len) = port.receive(&mut packet) else {
                more = false;
                break;
            };
            if let Some(packet) = packet.get(..len) {
                self.arrive(packet, port);
            }
        }
        self.incoming = packet;
        more
    }

    /// Sends what is to be sent and ends the calls that can end, until nothing moves. Returns whether
    /// something still does.
    pub(crate) fn settle(&mut self, port: &mut dyn Port) -> bool {
        // A bound, since what the board sends itself could go round for ever.
        let mut rest = true;
        for _ in 0..ROUNDS {
            let stack = self.clock.stack();
            let mut at = 0;
            while let Some(&conn) = self.conns.used.get(at) {
                let this = &self.conns[conn];
                if this.dirty || this.wake.is_some_and(|wake| wake <= stack) {
                    self.step_out(conn, port);
                }
                // A connection that ended has left its place to another.
                at += usize::from(self.conns.used.get(at) == Some(&conn));
                if !self.slot.is_empty() {
                    break;
                }
            }
            self.send_datagrams(port);
            let ended = self.take_looped(port) | self.end_calls();
            // A call that goes on has taken bytes, or given some: the other end is to hear of it now.
            let moved = ended || self.conns.used.iter().any(|at| self.conns[*at].dirty);
            if !moved || !self.slot.is_empty() && !self.slot.looped {
                rest = false;
                break;
            }
        }
        self.flush(port);
        rest
    }

    fn run_timers(&mut self) {
        let stack = self.clock.stack();
        for at in 0..self.conns.used.len() {
            let Some(&conn) = self.conns.used.get(at) else {
                break;
            };
            if self.conns[conn].give_up.is_some_and(|at| at <= stack) {
                self.give_up(conn);
            }
        }
    }

    /// Nobody answered our SYN, or our SYN-ACK.
    fn give_up(&mut self, conn: usize) {
        self.conns[conn].give_up = None;
        self.conns[conn].forget();
        if let Some(key) = self.conns[conn].owner {
            self.sockets[key].error = Some(Errno::TimedOut);
            let remote = self.conns[conn].remote;
            self.log(LogLevel::Warn, || {
                format!("{remote} does not answer: given up")
            });
            self.sync(key, Cause::Timer, false);
        }
    }

    fn next_wake(&self) -> Option<Instant> {
        let now = self.clock.now();
        let full = (!self.slot.is_empty()).then(|| now + FULL_PAUSE);
        let conns = self.conns.used.iter().flat_map(|at| {
            let conn = &self.conns[*at];
            [conn.wake, conn.give_up]
        });
        let stack = conns.flatten().filter_map(|at| self.clock.when(at)).min();
        let calls = self.waiting.iter().filter_map(|w| w.deadline).min();
        let udp = self.udps.wake.and_then(|at| self.clock.when(at));
        let dhcp = self.dhcp.as_ref().and(self.dhcp_wake());
        let all = [full, stack, calls, udp, dhcp, self.gate.next_due()];
        all.into_iter().flatten().min().map(|at| at.max(now))
    }
}

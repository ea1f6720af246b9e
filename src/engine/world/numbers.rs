//! Relative sequence numbers and scaled windows: what a segment's numbers mean on its connection.
//!
//! A segment carries absolute numbers and a window of 16 bits. Both are read by what the SYNs of
//! its connection said before, so the SYNs are remembered here, and nowhere else.

use std::collections::VecDeque;
use std::net::SocketAddr;

use sockscope_link::Flags;

use crate::timeline::Packet;

/// How many SYNs are remembered; the oldest make room.
const MOST: usize = 500;

/// The largest shift that the window scale option may ask for (RFC 7323 section 2.3).
const MOST_SHIFT: u8 = 14;

/// A segment's numbers as its connection counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relative {
    /// SEG.SEQ, counted from the sender's initial sequence number.
    pub seq: u32,
    /// SEG.ACK, counted from the receiver's.
    pub ack: u32,
    /// SEG.WND in bytes, scaled as the two agreed.
    pub win: u32,
}

/// What one SYN said of the segments that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Syn {
    src: SocketAddr,
    dst: SocketAddr,
    /// The initial sequence number.
    isn: u32,
    /// The shift of the windows to come; none if the option was not there.
    scale: Option<u8>,
}

/// The SYNs that were seen, oldest first, one for each sender and receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    syns: VecDeque<Syn>,
}

impl Numbers {
    /// Takes in a segment: a SYN says how those after it are to be read.
    pub fn hear(&mut self, packet: &Packet) {
        if !packet.is_tcp() || !packet.flags.contains(Flags::SYN) {
            return;
        }
        let syn = syn_of(packet);
        match self.position(packet.src, packet.dst) {
            Some(known) if self.syns[known] == syn => return,
            Some(known) => drop(self.syns.remove(known)),
            None if self.syns.len() == MOST => drop(self.syns.pop_front()),
            None => {}
        }
        self.syns.push_back(syn);
    }

    /// The numbers of `packet`, whether it was taken in yet or not.
    ///
    /// A window is scaled only if both SYNs had the option, and a SYN's own window never is (RFC
    /// 7323 section 2.2). A connection whose SYN was not seen keeps its absolute numbers.
    pub fn of(&self, packet: &Packet) -> Relative {
        let is_syn = packet.flags.contains(Flags::SYN);
        let mine = match is_syn {
            true => Some(syn_of(packet)),
            false => self.find(packet.src, packet.dst),
        };
        let theirs = self.find(packet.dst, packet.src);
        let from = |syn: Option<Syn>, n: u32| syn.map_or(n, |syn| n.wrapping_sub(syn.isn));
        let scales = (
            mine.and_then(|syn| syn.scale),
            theirs.and_then(|syn| syn.scale),
        );
        let shift = match scales {
            (Some(shift), Some(_)) if !is_syn => shift.min(MOST_SHIFT),
            _ => 0,
        };
        // A reset of a connection that never was has SEG.SEQ 0 (RFC 9293 section 3.10.7.1).
        let never_was = packet.flags.contains(Flags::RST) && packet.seq_no == 0;
        Relative {
            seq: if never_was {
                0
            } else {
                from(mine, packet.seq_no)
            },
            ack: match packet.flags.contains(Flags::ACK) {
                true => from(theirs, packet.ack),
                false => packet.ack,
            },
            win: u32::from(packet.win) << shift,
        }
    }

    fn position(&self, src: SocketAddr, dst: SocketAddr) -> Option<usize> {
        // The connection that is busy now is among the youngest.
        self.syns
            .iter()
            .rposition(|syn| syn.src == src && syn.dst == dst)
    }

    fn find(&self, src: SocketAddr, dst: SocketAddr) -> Option<Syn> {
        self.position(src, dst).map(|at| self.syns[at])
    }
}

fn syn_of(packet: &Packet) -> Syn {
    Syn {
        src: packet.src,
        dst: packet.dst,
        isn: packet.seq_no,
        scale: packet.window_scale,
    }
}

#[cfg(test)]
mod tests {
    use sockscope_link::{Act, Direction, SegmentId};

    use super::*;

    /// A segment from port 1 to port 2, or back.
    fn segment(there: bool, flags: Flags, seq_no: u32, ack: u32) -> Packet {
        let (one, other) = ("10.0.0.1:1", "10.0.0.2:2");
        let (src, dst) = if there { (one, other) } else { (other, one) };
        Packet {
            id: SegmentId(1),
            dir: Direction::HostToBoard,
            flags,
            seq_no,
            ack,
            win: 1_000,
            len: 0,
            act: Act::Passed,
            retransmissions: 0,
            protocol: "tcp".into(),
            src: src.parse().unwrap(),
            dst: dst.parse().unwrap(),
            window_scale: None,
            mss: None,
            payload: String::new(),
            bytes: None,
            delay_ms: 0,
            word: None,
            of: None,
            why: None,
        }
    }

    fn handshake(scales: [Option<u8>; 2]) -> Numbers {
        let mut numbers = Numbers::default();
        let isn = u32::MAX - 1;
        numbers.hear(&Packet {
            window_scale: scales[0],
            ..segment(true, Flags::SYN, isn, 0)
        });
        numbers.hear(&Packet {
            window_scale: scales[1],
            ..segment(false, Flags::SYN | Flags::ACK, 500, 0)
        });
        numbers
    }

    #[test]
    fn numbers_count_from_the_syn_of_each_way_and_over_the_end_of_32_bits() {
        let numbers = handshake([None, None]);
        let there = numbers.of(&segment(true, Flags::ACK, 3, 501));
        assert_eq!((there.seq, there.ack), (5, 1));
        let back = numbers.of(&segment(false, Flags::ACK, 501, 3));
        assert_eq!((back.seq, back.ack), (1, 5));
    }

    #[test]
    fn a_syn_is_0_before_it_was_taken_in() {
        let numbers = Numbers::default();
        assert_eq!(numbers.of(&segment(true, Flags::SYN, 77, 0)).seq, 0);
        assert_eq!(numbers.of(&segment(true, Flags::ACK, 77, 5)).seq, 77);
    }

    #[test]
    fn a_window_is_scaled_only_if_both_asked_for_it_and_never_on_a_syn() {
        let win = |numbers: &Numbers, flags| numbers.of(&segment(true, flags, 0, 0)).win;
        let both = handshake([Some(7), Some(0)]);
        assert_eq!(win(&both, Flags::ACK), 128_000);
        assert_eq!(win(&both, Flags::SYN), 1_000);
        assert_eq!(win(&handshake([Some(7), None]), Flags::ACK), 1_000);
        assert_eq!(
            win(&handshake([Some(99), Some(0)]), Flags::ACK),
            1_000 << 14
        );
    }

    #[test]
    fn a_port_that_is_used_again_counts_from_its_new_syn() {
        let mut numbers = handshake([None, None]);
        numbers.hear(&segment(true, Flags::SYN, 9_000, 0));
        assert_eq!(numbers.of(&segment(true, Flags::ACK, 9_001, 501)).seq, 1);
    }

    #[test]
    fn a_reset_of_what_never_was_has_seq_0() {
        let numbers = handshake([None, None]);
        assert_eq!(numbers.of(&segment(true, Flags::RST, 0, 0)).seq, 0);
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut numbers = Numbers::default();
        for port in 1..2_000 {
            let mut packet = segment(true, Flags::SYN, port, 0);
            packet.src.set_port(port as u16);
            numbers.hear(&packet);
        }
        assert_eq!(numbers.syns.len(), MOST);
    }
}

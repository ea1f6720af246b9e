//! The flows: what each end of each connection has sent and has got, in sequence numbers, as the wire has
//! shown it (RFC 9293 section 3.3.1). A flow is one way of a connection.

use std::collections::VecDeque;
use std::net::SocketAddr;

use sockscope_link::Flags;

use crate::timeline::Packet;

/// How many flows are remembered.
const MOST: usize = 512;

/// Whether `a` is after `b` in sequence space (RFC 9293 section 3.4).
pub const fn after(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}

/// What the sender of a flow told of the other one last: what it expects next, and how much it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// SEG.ACK.
    pub ack: u32,
    /// SEG.WND in bytes.
    pub win: u32,
}

/// One way of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// From here …
    pub src: SocketAddr,
    /// … to here.
    pub dst: SocketAddr,
    /// The initial sequence number.
    pub isn: u32,
    /// SND.NXT of its sender.
    pub next: u32,
    /// The number after its FIN, once that was sent.
    pub fin: Option<u32>,
    /// SND.UNA of its sender, as the acknowledgments that reached it have it.
    pub una: u32,
    /// RCV.NXT of its receiver, once that has got the SYN.
    pub got: Option<u32>,
    /// What its receiver keeps beyond that: from where to where, in order.
    pub kept: Vec<(u32, u32)>,
    /// The number after a FIN that came before its data, if its receiver remembers it.
    pub early_fin: Option<u32>,
    /// What its sender told of the other way last.
    pub told: Option<Told>,
    /// How many duplicate ACKs have reached its sender since it was acknowledged last.
    pub duplicates: u8,
}

impl Flow {
    fn new(syn: &Packet) -> Flow {
        Flow {
            isn: syn.seq_no,
            next: syn.end(),
            una: syn.seq_no,
            ..Flow::unseen(syn.src, syn.dst)
        }
    }

    /// One of which nothing was seen.
    pub const fn unseen(src: SocketAddr, dst: SocketAddr) -> Flow {
        Flow {
            src,
            dst,
            isn: 0,
            next: 0,
            fin: None,
            una: 0,
            got: None,
            kept: Vec::new(),
            early_fin: None,
            told: None,
            duplicates: 0,
        }
    }

    /// Its sender sends this; `win` is its window in bytes.
    fn send(&mut self, packet: &Packet, win: u32) {
        if packet.flags.contains(Flags::RST) {
            return;
        }
        if after(packet.end(), self.next) {
            self.next = packet.end();
        }
        if packet.flags.contains(Flags::FIN) {
            self.fin = Some(packet.end());
        }
        if packet.flags.contains(Flags::ACK) {
            self.told = Some(Told {
                ack: packet.ack,
                win,
            });
        }
    }

    /// Its receiver has everything before `number`.
    pub fn advance(&mut self, number: u32) {
        if self.got.is_none_or(|got| after(number, got)) {
            self.got = Some(number);
        }
        while let Some(&(from, to)) = self.kept.first()
            && let Some(got) = self.got
            && !after(from, got)
        {
            self.kept.remove(0);
            if after(to, got) {
                self.got = Some(to);
            }
        }
        if let Some(fin) = self.early_fin
            && self.got == Some(fin.wrapping_sub(1))
        {
            self.got = Some(fin);
            self.early_fin = None;
        }
    }

    /// Its receiver keeps what came out of order.
    pub fn keep(&mut self, from: u32, to: u32) {
        self.kept.push((from, to));
        let isn = self.isn;
        self.kept.sort_by_key(|(from, _)| from.wrapping_sub(isn));
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for &(from, to) in &self.kept {
            match joined.last_mut() {
                Some(last) if !after(from, last.1) => {
                    if after(to, last.1) {
                        last.1 = to;
                    }
                }
                _ => joined.push((from, to)),
            }
        }
        self.kept = joined;
    }
}

/// The flows that were seen, a bounded number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    flows: VecDeque<Flow>,
}

impl Flows {
    /// The flow from one address to another.
    pub fn find(&self, src: SocketAddr, dst: SocketAddr) -> Option<&Flow> {
        let at = self.position(src, dst)?;
        self.flows.get(at)
    }

    /// The same, to be changed.
    pub fn find_mut(&mut self, src: SocketAddr, dst: SocketAddr) -> Option<&mut Flow> {
        let at = self.position(src, dst)?;
        self.flows.get_mut(at)
    }

    fn position(&self, src: SocketAddr, dst: SocketAddr) -> Option<usize> {
        let is = |flow: &Flow| flow.src == src && flow.dst == dst;
        self.flows.iter().rposition(is)
    }

    /// A segment was sent; `win` is its window in bytes.
    pub fn send(&mut self, packet: &Packet, win: u32) {
        let syn = packet.flags.contains(Flags::SYN) && !packet.flags.contains(Flags::RST);
        let known = self.position(packet.src, packet.dst);
        if syn && known.is_none_or(|at| self.flows[at].isn != packet.seq_no) {
            self.begin(packet);
        }
        if let Some(flow) = self.find_mut(packet.src, packet.dst) {
            flow.send(packet, win);
        }
        // Whoever acknowledges has got what it acknowledges.
        if packet.flags.contains(Flags::ACK)
            && !packet.flags.contains(Flags::RST)
            && let Some(back) = self.find_mut(packet.dst, packet.src)
            && !after(packet.ack, back.next)
        {
            back.advance(packet.ack);
        }
    }

    /// A new connection: what its addresses meant before is over.
    fn begin(&mut self, syn: &Packet) {
        if let Some(at) = self.position(syn.src, syn.dst) {
            self.flows.remove(at);
        }
        // Where both ends open at once, the other SYN is as new as this one.
        if !syn.flags.contains(Flags::ACK)
            && let Some(at) = self.position(syn.dst, syn.src)
            && (self.flows[at].told.is_some() || self.flows[at].got.is_some())
        {
            self.flows.remove(at);
        }
        if self.flows.len() == MOST {
            self.flows.pop_front();
        }
        self.flows.push_back(Flow::new(syn));
    }

    /// An acknowledgment reached the sender of the flow from `src` to `dst`.
    pub fn acknowledge(&mut self, src: SocketAddr, dst: SocketAddr, ack: u32) {
        if let Some(flow) = self.find_mut(src, dst)
            && after(ack, flow.una)
            && !after(ack, flow.next)
        {
            flow.una = ack;
            flow.duplicates = 0;
        }
    }
}

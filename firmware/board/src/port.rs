//! The seam to the shell around the board.

use sockscope_link::{Report, SegmentId};

/// What a shell lends the board: its network and its way back to the host.
pub trait Port {
    /// The next packet from the network, if one waits: its length in `buffer`. It is an IP packet or
    /// an Ethernet frame, by [`Config::medium`](crate::Config::medium); `buffer` has room for the largest.
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize>;

    /// Puts a packet on the network; `false` if there is no room now. The board then offers the same
    /// packet again.
    fn transmit(&mut self, packet: &[u8]) -> bool;

    /// Takes a report, in the order in which things happen. The report of an outgoing segment comes
    /// immediately before [`Port::transmit`]; that of an incoming one immediately before the stack
    /// sees it.
    fn report(&mut self, report: Report);

    /// The number of the segment that [`Port::receive`] gave last, where a gate at the wire's other end
    /// has numbered it. A board without a gate ([`Config::gate`](crate::Config::gate)) names it as the
    /// cause of what comes of it.
    fn segment(&self) -> Option<SegmentId> {
        None
    }

    /// Free heap in bytes, where there is one to run out of.
    fn heap_free(&self) -> Option<u32> {
        None
    }
}

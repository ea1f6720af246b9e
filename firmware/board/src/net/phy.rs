//! The device that smoltcp sees: one packet in, one packet out, at each step.

use alloc::vec;
use alloc::vec::Vec;

use smoltcp::phy::{self, DeviceCapabilities};
use smoltcp::time::Instant;

use crate::config::{Config, Medium};

/// The place for the one packet that smoltcp made and the network has not taken yet.
#[derive(Debug)]
pub(crate) struct Slot {
    buffer: Vec<u8>,
    len: Option<usize>,
    /// Whether the gate has let it pass already (the network had no room then).
    pub admitted: bool,
    /// Whether it is for the board itself, and never sees the wire.
    pub looped: bool,
}

impl Slot {
    pub fn new(frame: usize) -> Self {
        Slot {
            buffer: vec![0; frame],
            len: None,
            admitted: false,
            looped: false,
        }
    }

    /// The packet, if there is one.
    pub fn packet(&self) -> Option<&[u8]> {
        self.buffer.get(..self.len?)
    }

    pub fn is_empty(&self) -> bool {
        self.len.is_none()
    }

    pub fn clear(&mut self) {
        self.len = None;
        self.admitted = false;
        self.looped = false;
    }
}

/// One step's device: `incoming` is the packet that smoltcp may take, `slot` takes what it makes.
pub(crate) struct Step<'a> {
    incoming: Option<&'a [u8]>,
    slot: &'a mut Slot,
    medium: Medium,
    /// The largest packet or frame, in bytes.
    frame: usize,
    looped: bool,
}

impl<'a> Step<'a> {
    pub fn new(incoming: Option<&'a [u8]>, slot: &'a mut Slot, config: &Config) -> Self {
        Step {
            incoming,
            slot,
            medium: config.medium,
            frame: config.frame(),
            looped: false,
        }
    }

    /// The same for a packet from the board to itself: always a bare IP packet.
    pub fn looped(incoming: Option<&'a [u8]>, slot: &'a mut Slot, config: &Config) -> Self {
        Step {
            medium: Medium::Ip,
            frame: config.mtu,
            looped: true,
            ..Step::new(incoming, slot, config)
        }
    }
}

pub(crate) struct Incoming<'a>(&'a [u8]);

impl phy::RxToken for Incoming<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, f: F) -> R {
        f(self.0)
    }
}

pub(crate) struct Outgoing<'a> {
    slot: &'a mut Slot,
    looped: bool,
}

impl phy::TxToken for Outgoing<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let slot = self.slot;
        if slot.len.is_some() {
            // The network is full and smoltcp wants to answer at once: that answer is lost, as on
            // any busy network card. TCP will make it good.
            return f(&mut vec![0; len]);
        }
        if slot.buffer.len() < len {
            slot.buffer.resize(len, 0);
        }
        slot.len = Some(len);
        slot.looped = self.looped;
        f(&mut slot.buffer[..len])
    }
}

impl phy::Device for Step<'_> {
    type RxToken<'b>
        = Incoming<'b>
    where
        Self: 'b;
    type TxToken<'b>
        = Outgoing<'b>
    where
        Self: 'b;

    fn receive(&mut self, _: Instant) -> Option<(Incoming<'_>, Outgoing<'_>)> {
        let packet = self.incoming.take()?;
        let outgoing = Outgoing {
            slot: self.slot,
            looped: self.looped,
        };
        Some((Incoming(packet), outgoing))
    }

    fn transmit(&mut self, _: Instant) -> Option<Outgoing<'_>> {
        self.slot.is_empty().then_some(Outgoing {
            slot: self.slot,
            looped: self.looped,
        })
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = match self.medium {
            Medium::Ip => phy::Medium::Ip,
            Medium::Ethernet(_) => phy::Medium::Ethernet,
        };
        capabilities.max_transmission_unit = self.frame;
        capabilities
    }
}

//! How long calls wait at most, as the calls themselves say: a script that ends in one waits for it.

use std::collections::BTreeMap;

use sockscope_link::{Call, CallName, Fd, Opt, OptValue, Return};

use super::Flight;
use crate::peer::Peer;

/// The time-outs that the script has set on its descriptors, in milliseconds; 0 is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Patience(BTreeMap<(Peer, Fd), Times>);

#[derive(Clone, Copy, Debug, Default)]
struct Times {
    receive_ms: u32,
    send_ms: u32,
}

impl Patience {
    /// How long this call waits at most, in microseconds; `None` for one that waits for as long as it takes,
    /// or not at all.
    pub fn of(&self, peer: Peer, call: &Call) -> Option<u64> {
        let ms = match call {
            Call::Poll { timeout_ms: ms, .. } | Call::Select { wait_ms: ms, .. } => {
                u32::try_from(*ms).ok()?
            }
            call => {
                let times = self.0.get(&(peer, *call.fd()?))?;
                match call.name() {
                    CallName::Accept | CallName::Recv | CallName::Read | CallName::RecvFrom => {
                        times.receive_ms
                    }
                    CallName::Connect | CallName::Send | CallName::Write | CallName::SendTo => {
                        times.send_ms
                    }
                    _ => 0,
                }
            }
        };
        (ms > 0).then_some(u64::from(ms) * 1000)
    }

    /// Takes in what a call that succeeded has changed.
    pub fn learn(&mut self, flight: &Flight, ret: &Return) {
        let Ok(value) = ret.result else { return };
        let peer = flight.peer;
        if flight.call.makes_fd() {
            // An accepted socket inherits its listener's time-outs, and a copy has its original's.
            let of = flight
                .number
                .and_then(|of| self.0.get(&(peer, of)).copied());
            if let Ok(fd) = Fd::try_from(value) {
                self.0.insert((peer, fd), of.unwrap_or_default());
            }
        }
        if let (Some(fd), Some((opt, OptValue::Millis(ms)))) = (flight.number, flight.sets) {
            let times = self.0.entry((peer, fd)).or_default();
            match opt {
                Opt::RcvTimeo => times.receive_ms = ms,
                Opt::SndTimeo => times.send_ms = ms,
                _ => {}
            }
        }
    }
}

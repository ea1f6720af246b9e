//! Joining a network: how it stands, when the next try comes and with how much power, how long DHCP is
//! waited for. No radio, no clock: whoever has them says what happened and when.
//!
//! ```text
//! Joining ──up──► WaitingForAddress ──address──► Ready
//!    ▲                   └──15 s──► Failed(NoAddress)   (DHCP goes on asking)
//!    └──pause── Failed ◄──failed── any of them
//! ```

use core::net::{IpAddr, Ipv4Addr};

use alloc::string::String;

use smoltcp::time::{Duration, Instant};
use sockscope_link::wifi::{ADDRESS_PATIENCE, WifiFault, WifiRole, WifiState, WifiStatus};

/// The first pause before another try to join; it doubles up to [`LAST_PAUSE`].
pub const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
pub const LAST_PAUSE: Duration = Duration::from_secs(8);

/// Transmit power, in dBm: the most that is allowed everywhere, then what small boards with a poor antenna
/// are understood at.
const POWERS: [i8; 4] = [20, 15, 11, 8];

/// How a radio stands, and what it takes to keep it.
#[derive(Clone, Debug, Default)]
pub struct Joining {
    status: WifiStatus,
    /// Since when the station is let in and has no address.
    waiting: Option<Instant>,
    /// The most stations that an access point takes.
    stations: u8,
}

impl Joining {
    /// The status at the beginning of a role.
    pub fn new(role: WifiRole, ssid: String, stations: u8) -> Self {
        let state = match role {
            WifiRole::Off => WifiState::Off,
            WifiRole::Station | WifiRole::SoftAp => WifiState::Joining,
        };
        Joining {
            status: WifiStatus {
                role,
                state,
                ssid,
                ..WifiStatus::default()
            },
            waiting: None,
            stations,
        }
    }

    /// The status.
    pub fn status(&self) -> &WifiStatus {
        &self.status
    }

    /// A try to join begins, with so much power in dBm.
    pub fn joining(&mut self, power: i8) {
        self.status.state = WifiState::Joining;
        self.status.power = Some(power);
    }

    /// The station is let in, or the access point on the air; `rssi` is in dBm. Whatever address the
    /// board had is one of before.
    pub fn up(&mut self, channel: u8, rssi: Option<i8>, now: Instant) {
        self.status.state = WifiState::WaitingForAddress;
        self.status.channel = Some(channel);
        self.status.rssi = rssi;
        self.waiting = Some(now);
    }

    /// How strong the access point is heard now, in dBm.
    pub fn signal(&mut self, rssi: Option<i8>) {
        self.status.rssi = rssi;
    }

    /// It is not let in, or no longer.
    pub fn failed(&mut self, fault: WifiFault, retry: Duration) {
        let retry_ms = u32::try_from(retry.total_millis()).unwrap_or(u32::MAX);
        self.status.state = WifiState::Failed { fault, retry_ms };
        self.status.rssi = None;
        self.waiting = None;
    }

    /// A station came to our access point, or left it.
    pub fn station(&mut self, came: bool) {
        let stations = &mut self.status.stations;
        *stations = if came {
            stations.saturating_add(1).min(self.stations)
        } else {
            stations.saturating_sub(1)
        };
    }

    /// Sees the board's address come and go, and says when it does not come; whether anything
    /// changed. An address that DHCP has still to confirm is none.
    pub fn address(&mut self, address: Option<IpAddr>, now: Instant) -> bool {
        let address: Option<Ipv4Addr> = match address {
            Some(IpAddr::V4(address)) => Some(address),
            _ => None,
        };
        let no_address = WifiState::Failed {
            fault: WifiFault::NoAddress,
            retry_ms: 0,
        };
        let late = || {
            let patience = Duration::from_millis(ADDRESS_PATIENCE.as_millis() as u64);
            self.waiting.is_some_and(|since| now >= since + patience)
        };
        let state = match (self.status.state, address) {
            (WifiState::WaitingForAddress, Some(_)) => WifiState::Ready,
            (state, Some(_)) if state == no_address => WifiState::Ready,
            (WifiState::Ready, None) => {
                self.waiting = Some(now);
                WifiState::WaitingForAddress
            }
            (WifiState::WaitingForAddress, None) if late() => no_address,
            (state, _) => state,
        };
        let changed = (self.status.addr, self.status.state) != (address, state);
        (self.status.addr, self.status.state) = (address, state);
        changed
    }
}

/// When a station tries again, and with how much power.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    pause: Duration,
    /// Where in [`POWERS`] it is.
    step: usize,
    /// The power that the user chose, in dBm: nothing else is tried.
    chosen: Option<i8>,
}

impl Retry {
    /// Before the first try.
    pub fn new(chosen: Option<i8>) -> Self {
        Retry {
            pause: FIRST_PAUSE,
            step: 0,
            chosen,
        }
    }

    /// The power of the next try, in dBm.
    pub fn power(&self) -> i8 {
        self.chosen.unwrap_or(POWERS[self.step])
    }

    /// The station was let in: with this power it works.
    pub fn joined(&mut self) {
        self.pause = FIRST_PAUSE;
    }

    /// It was not; how long to wait before the next try. An access point that heard the beginning and
    /// then nothing may not understand a board that shouts: less power is tried, and from the least
    /// the most again.
    pub fn failed(&mut self, fault: WifiFault) -> Duration {
        if fault == WifiFault::Expired {
            self.step = (self.step + 1) % POWERS.len();
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LAST_PAUSE);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 168, 7, 50)));

    fn at(ms: i64) -> Instant {
        Instant::from_millis(ms)
    }

    fn station() -> Joining {
        let mut joining = Joining::new(WifiRole::Station, "aula".into(), 8);
        joining.joining(20);
        joining
    }

    fn failed(fault: WifiFault, retry_ms: u32) -> WifiState {
        WifiState::Failed { fault, retry_ms }
    }

    #[test]
    fn a_station_comes_to_its_address() {
        let mut joining = station();
        assert!(!joining.address(None, at(0)));
        joining.up(5, Some(-61), at(100));
        assert_eq!(joining.status().state, WifiState::WaitingForAddress);
        assert!(joining.address(HERE, at(500)));
        assert_eq!(joining.status().state, WifiState::Ready);
        assert!(!joining.address(HERE, at(501)), "nothing new");
        joining.signal(Some(-40));
        assert_eq!(joining.status().rssi, Some(-40));
    }

    #[test]
    fn an_address_that_does_not_come_is_said_when_the_patience_ends_and_may_come_later() {
        let mut joining = station();
        joining.up(5, None, at(1000));
        let patience = ADDRESS_PATIENCE.as_millis() as i64;
        assert!(!joining.address(None, at(1000 + patience - 1)));
        assert!(joining.address(None, at(1000 + patience)));
        assert_eq!(joining.status().state, failed(WifiFault::NoAddress, 0));
        assert!(joining.address(HERE, at(60_000)));
        assert_eq!(joining.status().state, WifiState::Ready);
    }

    #[test]
    fn after_an_outage_the_old_address_is_not_taken_for_the_new_one() {
        let mut joining = station();
        joining.up(5, None, at(0));
        joining.address(HERE, at(400));
        joining.failed(WifiFault::Gone, FIRST_PAUSE);
        assert_eq!(joining.status().state, failed(WifiFault::Gone, 1000));
        joining.address(HERE, at(9000));
        assert_eq!(joining.status().state, failed(WifiFault::Gone, 1000));
        joining.joining(20);
        joining.up(5, None, at(10_000));
        // DHCP has been asked anew: nothing is confirmed.
        assert!(joining.address(None, at(10_001)));
        assert_eq!(joining.status().state, WifiState::WaitingForAddress);
        joining.address(HERE, at(10_400));
        assert_eq!(joining.status().state, WifiState::Ready);
    }

    #[test]
    fn an_access_point_counts_its_stations() {
        let mut joining = Joining::new(WifiRole::SoftAp, "a".into(), 2);
        for (came, count) in [(false, 0), (true, 1), (true, 2), (true, 2), (false, 1)] {
            joining.station(came);
            assert_eq!(joining.status().stations, count);
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_anew() {
        let mut retry = Retry::new(None);
        let pauses: Vec<u64> = (0..5)
            .map(|_| retry.failed(WifiFault::NotFound).total_millis())
            .collect();
        assert_eq!(pauses, [1000, 2000, 4000, 8000, 8000]);
        assert_eq!(
            retry.power(),
            20,
            "no name on the air is no matter of power"
        );
        retry.joined();
        assert_eq!(retry.failed(WifiFault::Gone), FIRST_PAUSE);
    }

    #[test]
    fn less_power_is_tried_when_the_access_point_hears_only_the_beginning() {
        let mut retry = Retry::new(None);
        let mut tried = vec![retry.power()];
        for _ in 0..5 {
            retry.failed(WifiFault::Expired);
            tried.push(retry.power());
        }
        assert_eq!(tried, [20, 15, 11, 8, 20, 15]);
        retry.joined();
        assert_eq!(retry.power(), 15, "what works is kept");
    }

    #[test]
    fn a_power_that_was_chosen_is_kept() {
        let mut retry = Retry::new(Some(8));
        for fault in [WifiFault::Expired, WifiFault::Password, WifiFault::Expired] {
            retry.failed(fault);
            assert_eq!(retry.power(), 8);
        }
    }
}

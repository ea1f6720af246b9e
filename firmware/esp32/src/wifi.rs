//! How the network stands: what the radio and the board core say of it, folded into one status.

use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr};

use embassy_time::{Duration, Instant};
use sockscope_board::Address;
use sockscope_link::WifiCommand;
use sockscope_link::wifi::{FixedAddress, WifiFault, WifiRole, WifiState, WifiStatus};

use crate::budget::STATIONS;
use crate::network::SOFT_AP_ADDRESS;
use crate::radio::Order;

/// How long DHCP may take before the status says that it does not work.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(15);

/// No address at all.
pub const NO_ADDRESS: Address = Address::Fixed {
    v4: None,
    v6: None,
    router: None,
};

/// What a command that sets the network means.
pub struct Plan {
    /// For the radio.
    pub order: Order,
    /// For the board core.
    pub address: Address,
    /// What the radio is there for.
    pub role: WifiRole,
    /// The network's name; empty if there is none.
    pub ssid: String,
}

impl Plan {
    /// The plan of [`WifiCommand::Join`], [`WifiCommand::SoftAp`] or [`WifiCommand::Forget`]; the
    /// others set nothing.
    pub fn of(command: WifiCommand) -> Option<Plan> {
        Some(match command {
            WifiCommand::Join {
                ssid,
                password,
                address,
            } => Plan {
                order: Order::Join(ssid.clone(), password),
                address: address.map_or(Address::Dhcp, fixed),
                role: WifiRole::Station,
                ssid,
            },
            WifiCommand::SoftAp {
                ssid,
                password,
                channel,
            } => Plan {
                order: Order::SoftAp(ssid.clone(), password, channel),
                address: fixed(FixedAddress {
                    addr: SOFT_AP_ADDRESS,
                    prefix: 24,
                    gateway: None,
                }),
                role: WifiRole::SoftAp,
                ssid,
            },
            WifiCommand::Forget => Plan {
                order: Order::Rest,
                address: NO_ADDRESS,
                role: WifiRole::Off,
                ssid: String::new(),
            },
            WifiCommand::Status | WifiCommand::Scan => return None,
        })
    }
}

fn fixed(address: FixedAddress) -> Address {
    Address::Fixed {
        v4: Some((address.addr, address.prefix)),
        v6: None,
        router: address.gateway,
    }
}

/// The status, and what it takes to keep it.
#[derive(Default)]
pub struct Wifi {
    status: WifiStatus,
    /// Since when the station is let in and has no address.
    waiting: Option<Instant>,
}

impl Wifi {
    /// The status at the beginning of a role.
    pub fn new(role: WifiRole, ssid: String) -> Self {
        let state = match role {
            WifiRole::Off => WifiState::Off,
            WifiRole::Station | WifiRole::SoftAp => WifiState::Joining,
        };
        Wifi {
            status: WifiStatus {
                role,
                state,
                ssid,
                ..WifiStatus::default()
            },
            waiting: None,
        }
    }

    /// The status.
    pub fn status(&self) -> &WifiStatus {
        &self.status
    }

    /// A try to join begins.
    pub fn joining(&mut self) {
        self.status.state = WifiState::Joining;
    }

    /// The station is let in, or the access point on the air; `rssi` is in dBm.
    pub fn up(&mut self, channel: u8, rssi: Option<i8>) {
        self.status.state = WifiState::WaitingForAddress;
        self.status.channel = Some(channel);
        self.status.rssi = rssi;
        self.waiting = Some(Instant::now());
    }

    /// It is not, or no longer.
    pub fn failed(&mut self, fault: WifiFault, retry_ms: u32) {
        self.status.state = WifiState::Failed { fault, retry_ms };
        self.status.rssi = None;
        self.waiting = None;
    }

    /// A station came to our access point, or left it.
    pub fn station(&mut self, came: bool) {
        let stations = &mut self.status.stations;
        *stations = if came {
            (*stations + 1).min(STATIONS as u8)
        } else {
            stations.saturating_sub(1)
        };
    }

    /// Sees the board's address come and go, and says when it does not come; whether anything
    /// changed.
    pub fn address(&mut self, address: Option<IpAddr>) -> bool {
        let address: Option<Ipv4Addr> = match address {
            Some(IpAddr::V4(address)) => Some(address),
            _ => None,
        };
        let no_address = WifiState::Failed {
            fault: WifiFault::NoAddress,
            retry_ms: 0,
        };
        let state = match (self.status.state, address) {
            (WifiState::WaitingForAddress, Some(_)) => WifiState::Ready,
            (state, Some(_)) if state == no_address => WifiState::Ready,
            (WifiState::Ready, None) => {
                self.waiting = Some(Instant::now());
                WifiState::WaitingForAddress
            }
            // DHCP goes on asking.
            (WifiState::WaitingForAddress, None)
                if self
                    .waiting
                    .is_some_and(|at| at.elapsed() > ADDRESS_PATIENCE) =>
            {
                no_address
            }
            (state, _) => state,
        };
        let changed = (self.status.addr, self.status.state) != (address, state);
        (self.status.addr, self.status.state) = (address, state);
        changed
    }
}

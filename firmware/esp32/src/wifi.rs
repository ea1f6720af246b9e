//! What a command that sets the network means. How it stands then is `sockscope_board::joining`'s.

use alloc::string::String;
use sockscope_board::Address;
use sockscope_link::WifiCommand;
use sockscope_link::wifi::{FixedAddress, WifiRole};

use crate::network::SOFT_AP_ADDRESS;
use crate::radio::Order;

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
                power,
            } => Plan {
                order: Order::Join(ssid.clone(), password, power),
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

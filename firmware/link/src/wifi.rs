//! What a board with a radio can be told of its network, and what it says of it.
//!
//! A password goes one way, to the board. Nothing reports it, and it shows itself in no log, trace
//! or error: [`Password`] has a `Debug` of its own.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;
use core::time::Duration;

use serde::{Deserialize, Serialize};

/// How long a board that was let in waits for an address before it says that none comes.
pub const ADDRESS_PATIENCE: Duration = Duration::from_secs(15);

/// The password of a network, 8 to 63 ASCII characters (IEEE 802.11 annex J.4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password(String);

impl Password {
    /// Takes a password as it was typed; [`WifiCommand::check`] says whether it can be one.
    pub fn new(text: impl Into<String>) -> Self {
        Password(text.into())
    }

    /// The password itself, for the radio's driver and nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Shows that there is one, not even how long it is.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// An address that is set by hand instead of given by DHCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FixedAddress {
    /// The board's address.
    pub addr: Ipv4Addr,
    /// How many bits of it name the network.
    pub prefix: u8,
    /// The way to other networks, if there is one.
    pub gateway: Option<Ipv4Addr>,
}

/// What a radio can be told. Each one but `Scan` is answered with [`WifiReport::Status`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WifiCommand {
    /// Ask how things stand.
    Status,
    /// Look for networks; answered with [`WifiReport::Networks`].
    Scan,
    /// Join this network, now and after every reset.
    Join {
        /// The network's name, 1 to 32 bytes.
        ssid: String,
        /// Its password; `None` for an open network.
        password: Option<Password>,
        /// The board's address; `None` asks DHCP for one.
        address: Option<FixedAddress>,
        /// The most power to send with, 2 to 20 dBm; `None` lets the board find out what works.
        power: Option<i8>,
    },
    /// Be an access point, now and after every reset.
    SoftAp {
        /// The network's name, 1 to 32 bytes.
        ssid: String,
        /// Its password (WPA2); `None` makes an open network.
        password: Option<Password>,
        /// The channel, 1 to 13.
        channel: u8,
    },
    /// Forget the network, its password, and turn the radio off.
    Forget,
}

/// Why a [`WifiCommand`] cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WifiMistake {
    /// The name is empty or longer than 32 bytes.
    Ssid,
    /// The password has not 8 to 63 characters, or one that is not printable ASCII.
    Password,
    /// The channel is not one of 1 to 13.
    Channel,
    /// The address is no host's, or its prefix leaves no room for another one.
    Address,
    /// The power is not one of 2 to 20 dBm.
    Power,
}

impl fmt::Display for WifiMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WifiMistake::Ssid => "a network's name has 1 to 32 bytes",
            WifiMistake::Password => {
                "a network's password has 8 to 63 characters, letters without accents, digits and signs"
            }
            WifiMistake::Channel => "a channel is a number from 1 to 13",
            WifiMistake::Power => "a transmit power is a number from 2 to 20, in dBm",
            WifiMistake::Address => {
                "a board's address is one of a host, like 192.168.1.50, with a prefix of 1 to 30 bits"
            }
        })
    }
}

impl core::error::Error for WifiMistake {}

impl WifiCommand {
    /// Whether a radio could do this at all.
    ///
    /// # Errors
    /// The first [`WifiMistake`] in it.
    pub fn check(&self) -> Result<(), WifiMistake> {
        let (ssid, password) = match self {
            WifiCommand::Status | WifiCommand::Scan | WifiCommand::Forget => return Ok(()),
            WifiCommand::Join { ssid, password, .. }
            | WifiCommand::SoftAp { ssid, password, .. } => (ssid, password),
        };
        if ssid.is_empty() || ssid.len() > 32 {
            return Err(WifiMistake::Ssid);
        }
        if password.as_ref().is_some_and(|p| !is_password(p.reveal())) {
            return Err(WifiMistake::Password);
        }
        match self {
            WifiCommand::SoftAp { channel, .. } if !(1..=13).contains(channel) => {
                Err(WifiMistake::Channel)
            }
            WifiCommand::Join {
                address: Some(fixed),
                ..
            } if !fixed.is_host() => Err(WifiMistake::Address),
            WifiCommand::Join {
                power: Some(power), ..
            } if !(2..=20).contains(power) => Err(WifiMistake::Power),
            _ => Ok(()),
        }
    }
}

fn is_password(text: &str) -> bool {
    (8..=63).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

impl FixedAddress {
    fn is_host(&self) -> bool {
        let addr = u32::from(self.addr);
        let usual = !(self.addr.is_unspecified()
            || self.addr.is_loopback()
            || self.addr.is_multicast()
            || self.addr.is_broadcast());
        if !usual || !(1..=30).contains(&self.prefix) {
            return false;
        }
        let hosts = u32::MAX >> self.prefix;
        addr & hosts != 0 && addr & hosts != hosts
    }
}

/// How a network is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Security {
    /// Not at all.
    Open,
    /// WEP or the first WPA: too old to be safe.
    Old,
    /// WPA2 with a password.
    Wpa2,
    /// WPA2 or WPA3 with a password, as the station can.
    Wpa2Wpa3,
    /// WPA3 with a password.
    Wpa3,
    /// With a user name (802.1X): this firmware cannot join it.
    Enterprise,
    /// Something else.
    Other,
}

impl Security {
    /// `open`, `WEP/WPA`, `WPA2`, `WPA2/WPA3`, `WPA3`, `enterprise` or `other`.
    pub const fn name(self) -> &'static str {
        match self {
            Security::Open => "open",
            Security::Old => "WEP/WPA",
            Security::Wpa2 => "WPA2",
            Security::Wpa2Wpa3 => "WPA2/WPA3",
            Security::Wpa3 => "WPA3",
            Security::Enterprise => "enterprise",
            Security::Other => "other",
        }
    }
}

/// One network that a scan found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Its name; empty if it hides it.
    pub ssid: String,
    /// The access point's hardware address.
    pub bssid: [u8; 6],
    /// Its channel.
    pub channel: u8,
    /// How strong it is heard, in dBm.
    pub rssi: i8,
    /// How it is protected.
    pub security: Security,
}

/// What the radio is there for now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WifiRole {
    /// Nothing: no network was set.
    #[default]
    Off,
    /// It is a station of somebody's network.
    Station,
    /// It is the access point of its own network.
    SoftAp,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WifiState {
    /// The radio is off.
    #[default]
    Off,
    /// The station is looking for its network and asks to be let in.
    Joining,
    /// The station is let in and waits for an address.
    WaitingForAddress,
    /// There is an address: lessons can begin.
    Ready,
    /// It did not work, or does no longer; the next try comes by itself.
    Failed {
        /// Why.
        fault: WifiFault,
        /// When the next try begins, in milliseconds.
        retry_ms: u32,
    },
}

/// Why there is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WifiFault {
    /// No access point of that name answers.
    NotFound,
    /// One answers, but is protected in another way than was asked for.
    Security,
    /// The password is wrong.
    Password,
    /// The access point let the board in and then fell silent.
    Gone,
    /// The access point sent the board away.
    SentAway,
    /// The access point has as many stations as it takes.
    Full,
    /// It is joined, but no DHCP server gave an address.
    NoAddress,
    /// The radio's driver refused or failed.
    Driver,
    /// Something else; the board's log names the reason as IEEE 802.11 has it.
    Other,
    /// The access point heard the board's first words and then nothing more: its authentication
    /// expired.
    Expired,
}

impl fmt::Display for WifiFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WifiFault::NotFound => {
                "no network of that name is heard: too far away, misspelt, or on 5 GHz, which this board cannot hear"
            }
            WifiFault::Security => {
                "the network is protected in another way: try with (or without) a password; names and passwords of an enterprise network do not work"
            }
            WifiFault::Password => "the password is wrong",
            WifiFault::Gone => "the access point is heard no more: switched off, or out of reach",
            WifiFault::SentAway => "the access point sent the board away",
            WifiFault::Full => "the access point takes no more stations",
            WifiFault::NoAddress => {
                "joined, but no DHCP server gave an address: try a fixed one"
            }
            WifiFault::Driver => "the radio's driver failed: reset the board",
            WifiFault::Expired => {
                "the access point heard only the beginning: often too much transmit power for a small board's antenna; less is tried"
            }
            WifiFault::Other => "the connection ended for a reason that the board's log names",
        })
    }
}

impl core::error::Error for WifiFault {}

/// How the radio stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WifiStatus {
    /// What it is there for.
    pub role: WifiRole,
    /// How far it has come.
    pub state: WifiState,
    /// The network's name; empty if there is none.
    pub ssid: String,
    /// The board's address, once it has one.
    pub addr: Option<Ipv4Addr>,
    /// The channel, once there is one.
    pub channel: Option<u8>,
    /// How strong a station hears its access point, in dBm.
    pub rssi: Option<i8>,
    /// How many stations an access point has.
    pub stations: u8,
    /// The most power that a station sends with, in dBm.
    pub power: Option<i8>,
}

/// What a radio says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WifiReport {
    /// How it stands: on request, and whenever it changes.
    Status(WifiStatus),
    /// What a scan found, the strongest first, at most [`WifiReport::MAX_NETWORKS`].
    Networks(Vec<Network>),
}

impl WifiReport {
    /// The most networks that one report tells of: they fit into a frame.
    pub const MAX_NETWORKS: usize = 24;
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    fn join(ssid: &str, password: Option<&str>, address: Option<FixedAddress>) -> WifiCommand {
        WifiCommand::Join {
            ssid: ssid.to_string(),
            password: password.map(Password::new),
            address,
            power: None,
        }
    }

    #[test]
    fn a_password_never_shows_itself() {
        let command = join("aula", Some("correct horse"), None);
        for text in [format!("{command:?}"), format!("{command:#?}")] {
            assert!(text.contains("aula"), "{text}");
            assert!(!text.contains("correct"), "{text}");
            assert!(
                !text.contains("13"),
                "its length is nobody's business either: {text}"
            );
        }
    }

    #[test]
    fn names_passwords_channels_and_addresses_have_their_limits() {
        let fixed = |addr: [u8; 4], prefix| {
            let addr = addr.into();
            Some(FixedAddress {
                addr,
                prefix,
                gateway: None,
            })
        };
        let ap = |channel| WifiCommand::SoftAp {
            ssid: "a".into(),
            password: None,
            channel,
        };
        let with_power = |power| WifiCommand::Join {
            ssid: "a".into(),
            password: None,
            address: None,
            power: Some(power),
        };
        let long = "x".repeat(64);
        for (command, verdict) in [
            (join("a", None, None), Ok(())),
            (join(&long[..32], Some("12345678"), None), Ok(())),
            (join("aula 3 ñ", Some(&long[..63]), None), Ok(())),
            (join("", None, None), Err(WifiMistake::Ssid)),
            (join(&long[..33], None, None), Err(WifiMistake::Ssid)),
            (join("a", Some("1234567"), None), Err(WifiMistake::Password)),
            (join("a", Some(&long), None), Err(WifiMistake::Password)),
            (
                join("a", Some("contraseña"), None),
                Err(WifiMistake::Password),
            ),
            (join("a", None, fixed([192, 168, 1, 50], 24)), Ok(())),
            (
                join("a", None, fixed([192, 168, 1, 0], 24)),
                Err(WifiMistake::Address),
            ),
            (
                join("a", None, fixed([192, 168, 1, 255], 24)),
                Err(WifiMistake::Address),
            ),
            (
                join("a", None, fixed([192, 168, 1, 50], 31)),
                Err(WifiMistake::Address),
            ),
            (
                join("a", None, fixed([127, 0, 0, 1], 8)),
                Err(WifiMistake::Address),
            ),
            (
                join("a", None, fixed([224, 0, 0, 5], 24)),
                Err(WifiMistake::Address),
            ),
            (
                join("a", None, fixed([0, 0, 0, 0], 0)),
                Err(WifiMistake::Address),
            ),
            (ap(1), Ok(())),
            (ap(13), Ok(())),
            (ap(0), Err(WifiMistake::Channel)),
            (ap(14), Err(WifiMistake::Channel)),
            (with_power(2), Ok(())),
            (with_power(20), Ok(())),
            (with_power(1), Err(WifiMistake::Power)),
            (with_power(21), Err(WifiMistake::Power)),
            (WifiCommand::Scan, Ok(())),
        ] {
            assert_eq!(command.check(), verdict, "{command:?}");
        }
    }
}

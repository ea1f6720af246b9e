//! What a radio says, in the user's language.

use sockscope_link::wifi::{Security, WifiFault, WifiMistake, WifiRole, WifiState, WifiStatus};

use crate::fact;
use crate::timeline::Fact;
use crate::words::{Lang, Text, t, tell};

/// How the radio stands, in one sentence or two.
pub fn wifi(status: &WifiStatus, lang: Lang) -> String {
    tell::fact(&wifi_fact(status), lang)
}

/// As [`wifi`], in no language yet.
pub fn wifi_fact(status: &WifiStatus) -> Fact {
    // A network's name is anybody's text.
    let ssid = sockscope_link::text::printable(status.ssid.as_bytes());
    match (status.state, status.role) {
        (WifiState::Off, _) | (_, WifiRole::Off) => t::WIFI_OFF.into(),
        (WifiState::Joining, WifiRole::Station) => fact!(t::WIFI_JOINING, ssid = ssid),
        (WifiState::Joining, WifiRole::SoftAp) => fact!(t::WIFI_STARTING, ssid = ssid),
        (WifiState::WaitingForAddress, _) => fact!(t::WIFI_WAITING, ssid = ssid),
        (WifiState::Ready, role) => ready(status, role, ssid),
        (WifiState::Failed { fault, retry_ms }, _) => {
            let why = self::fault(fault);
            if retry_ms == 0 {
                return fact!(t::WIFI_FAILED, ssid = ssid, why = why);
            }
            let retry = fact!(t::WIFI_RETRY, seconds = retry_ms.div_ceil(1000));
            fact!(t::WIFI_FAILED_RETRY, ssid = ssid, why = why, retry = retry)
        }
    }
}

fn ready(status: &WifiStatus, role: WifiRole, ssid: String) -> Fact {
    let dash = || "-".to_owned();
    let addr = status.addr.map_or_else(dash, |addr| addr.to_string());
    let channel = status
        .channel
        .map_or_else(dash, |channel| channel.to_string());
    if role == WifiRole::SoftAp {
        let stations = status.stations;
        return fact!(
            t::WIFI_SOFTAP_READY,
            ssid = ssid,
            addr = addr,
            channel = channel,
            stations = stations
        );
    }
    let rssi = status.rssi.map_or_else(dash, |rssi| format!("{rssi} dBm"));
    fact!(
        t::WIFI_READY,
        ssid = ssid,
        addr = addr,
        channel = channel,
        rssi = rssi
    )
}

/// Why there is no network.
fn fault(fault: WifiFault) -> Text {
    match fault {
        WifiFault::NotFound => t::WIFI_FAULT_NOT_FOUND,
        WifiFault::Security => t::WIFI_FAULT_SECURITY,
        WifiFault::Password => t::WIFI_FAULT_PASSWORD,
        WifiFault::Gone => t::WIFI_FAULT_GONE,
        WifiFault::SentAway => t::WIFI_FAULT_SENT_AWAY,
        WifiFault::Full => t::WIFI_FAULT_FULL,
        WifiFault::NoAddress => t::WIFI_FAULT_NO_ADDRESS,
        WifiFault::Driver => t::WIFI_FAULT_DRIVER,
        WifiFault::Other => t::WIFI_FAULT_OTHER,
        WifiFault::Expired => t::WIFI_FAULT_EXPIRED,
    }
}

/// What is wrong with what the user asked for.
pub fn mistake(mistake: WifiMistake, lang: Lang) -> &'static str {
    let text = match mistake {
        WifiMistake::Ssid => t::WIFI_MISTAKE_SSID,
        WifiMistake::Password => t::WIFI_MISTAKE_PASSWORD,
        WifiMistake::Channel => t::WIFI_MISTAKE_CHANNEL,
        WifiMistake::Address => t::WIFI_MISTAKE_ADDRESS,
        WifiMistake::Power => t::WIFI_MISTAKE_POWER,
    };
    text.get(lang)
}

/// How a network is protected.
pub fn security(security: Security, lang: Lang) -> &'static str {
    match security {
        Security::Open => t::WIFI_OPEN.get(lang),
        Security::Enterprise => t::WIFI_ENTERPRISE.get(lang),
        Security::Other => t::WIFI_OTHER.get(lang),
        named => named.name(),
    }
}

//! The radio: joins a network and joins it again, or is one.
//!
//! A task of its own owns the driver's controller. It takes orders from the main loop and tells it
//! what happens; frames go their own way ([`crate::network`]).

use alloc::string::String;
use alloc::vec::Vec;

use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::Timer;
use esp_radio::wifi::ap::{AccessPointConfig, AccessPointInfo, EventInfo};
use esp_radio::wifi::scan::ScanConfig;
use esp_radio::wifi::sta::StationConfig;
use esp_radio::wifi::{
    AuthenticationMethod, AuthenticationMethodConfig, Bandwidth, Config, ConnectionError,
    ControllerConfig, DisconnectReason, Password as RadioPassword, PowerSaveMode, Ssid,
    WifiController, WifiError,
};
use sockscope_board::Duration;
use sockscope_board::joining::Retry;
use sockscope_link::WifiReport;
use sockscope_link::wifi::{Network, Password, Security, WifiFault};

use crate::budget;

/// What the driver takes the power in: quarters of a dBm.
const QUARTERS: i8 = 4;

/// What the main loop wants of the radio.
pub enum Order {
    /// Be a station of this network, with this power at most (dBm).
    Join(String, Option<Password>, Option<i8>),
    /// Be the access point of this network, on this channel.
    SoftAp(String, Option<Password>, u8),
    /// Do nothing.
    Rest,
    /// Say how strong the access point is heard now.
    Signal,
    /// Look around; only a station can, or a radio at rest.
    Scan,
}

/// What the radio tells the main loop.
pub enum Event {
    /// A try to join begins, with this power at most (dBm).
    Joining(i8),
    /// The station is let in: channel, and strength in dBm.
    Joined(u8, Option<i8>),
    /// It is not, or no longer, and the driver's own word for it; the next try comes after so
    /// long.
    Failed(WifiFault, String, Duration),
    /// How strong the access point is heard now, in dBm.
    Signal(Option<i8>),
    /// The access point is on the air.
    OnAir(u8),
    /// A station came to our access point, or left.
    Station(bool),
    /// What a scan found.
    Found(Vec<Network>),
    /// An order was not carried out.
    Refused(&'static str),
}

/// Orders for the radio.
pub static ORDERS: Channel<CriticalSectionRawMutex, Order, 2> = Channel::new();
/// What happened to it.
pub static EVENTS: Channel<CriticalSectionRawMutex, Event, 8> = Channel::new();

/// The driver's buffers, as [`budget`] has them.
pub fn driver() -> ControllerConfig {
    ControllerConfig::default()
        .with_rx_queue_size(budget::RADIO_RECEIVE_QUEUE_PACKETS)
        .with_tx_queue_size(budget::RADIO_SEND_QUEUE_PACKETS)
        .with_static_rx_buf_num(budget::RADIO_STATIC_BUFFERS)
        .with_dynamic_rx_buf_num(budget::RADIO_DYNAMIC_BUFFERS)
        .with_dynamic_tx_buf_num(budget::RADIO_DYNAMIC_BUFFERS)
        .with_rx_ba_win(4)
        // The channels that are allowed everywhere, and 12 and 13 where they are heard in use.
        .with_country_info(*b"01")
}

enum Role {
    Rest,
    Station(Retry),
    SoftAp,
}

/// The task.
#[embassy_executor::task]
pub async fn run(mut wifi: WifiController<'static>) -> ! {
    // Lessons want short delays; the board hangs on a USB cable anyway.
    let _ = wifi.set_power_saving(PowerSaveMode::None);
    let mut role = Role::Rest;
    loop {
        let order = match &mut role {
            Role::Rest => ORDERS.receive().await,
            Role::Station(retry) => {
                match select(ORDERS.receive(), stay_joined(&mut wifi, retry)).await {
                    Either::First(order) => order,
                    Either::Second(never) => never,
                }
            }
            Role::SoftAp => match select(ORDERS.receive(), count_stations(&wifi)).await {
                Either::First(order) => order,
                Either::Second(never) => never,
            },
        };
        match order {
            Order::Scan => scan(&mut wifi, &role).await,
            Order::Signal => EVENTS.send(Event::Signal(signal(&wifi))).await,
            Order::Rest => {
                leave(&mut wifi).await;
                // A station of nothing: an access point goes off the air with it.
                let nothing = Config::Station(StationConfig::default());
                role = begin(&mut wifi, Ok(nothing), Role::Rest).await;
            }
            Order::Join(ssid, password, power) => {
                leave(&mut wifi).await;
                let station = station(&ssid, password.as_ref());
                role = begin(&mut wifi, station, Role::Station(Retry::new(power))).await;
            }
            Order::SoftAp(ssid, password, channel) => {
                leave(&mut wifi).await;
                let config = soft_ap(&ssid, password.as_ref(), channel);
                role = begin(&mut wifi, config, Role::SoftAp).await;
                if let Role::SoftAp = role {
                    // 20 MHz: boards on channels 1, 6 and 11 are to leave each other room.
                    if let Ok(widths) = wifi.bandwidths() {
                        let _ = wifi.set_bandwidths(widths.with_2_4(Bandwidth::_20MHz));
                    }
                    EVENTS.send(Event::OnAir(channel)).await;
                }
            }
        }
    }
}

async fn leave(wifi: &mut WifiController<'_>) {
    // That there was nothing to leave is no error.
    let _ = wifi.disconnect_async().await;
}

async fn begin(
    wifi: &mut WifiController<'_>,
    config: Result<Config, WifiError>,
    role: Role,
) -> Role {
    match config.and_then(|config| wifi.set_config(&config)) {
        Ok(()) => role,
        Err(error) => {
            let word = alloc::format!("{error:?}");
            let event = Event::Failed(WifiFault::Driver, word, Duration::ZERO);
            EVENTS.send(event).await;
            Role::Rest
        }
    }
}

/// WPA2 is the least that is asked for; an access point that can do WPA3 is joined with it.
fn authentication(password: Option<&Password>) -> Result<AuthenticationMethodConfig, WifiError> {
    Ok(match password {
        None => AuthenticationMethodConfig::Open,
        Some(password) => {
            AuthenticationMethodConfig::Wpa2Personal(RadioPassword::try_from(password.reveal())?)
        }
    })
}

fn station(ssid: &str, password: Option<&Password>) -> Result<Config, WifiError> {
    Ok(Config::Station(
        StationConfig::default()
            .with_ssid(Ssid::try_from(ssid)?)
            .with_authentication(authentication(password)?),
    ))
}

fn soft_ap(ssid: &str, password: Option<&Password>, channel: u8) -> Result<Config, WifiError> {
    Ok(Config::AccessPoint(
        AccessPointConfig::default()
            .with_ssid(Ssid::try_from(ssid)?)
            .with_channel(channel)
            .with_max_connections(budget::STATIONS as u16)
            .with_authentication(authentication(password)?),
    ))
}

/// Joins, waits for the end of it, and joins again.
async fn stay_joined<T>(wifi: &mut WifiController<'_>, retry: &mut Retry) -> T {
    loop {
        if !wifi.is_connected() {
            // A driver that takes no power sends with its own.
            let _ = wifi.set_max_tx_power(retry.power() * QUARTERS);
            EVENTS.send(Event::Joining(retry.power())).await;
            match wifi.connect_async().await {
                Ok(info) => {
                    retry.joined();
                    EVENTS.send(Event::Joined(info.channel, signal(wifi))).await;
                }
                Err(error) => {
                    let (fault, word) = failure(error);
                    let pause = retry.failed(fault);
                    EVENTS.send(Event::Failed(fault, word, pause)).await;
                    Timer::after_micros(pause.total_micros()).await;
                    continue;
                }
            }
        }
        // It refuses to wait for the end of what has ended already; why it did, nobody knows then.
        let (fault, word) = match wifi.wait_for_disconnect_async().await {
            Ok(info) => failure(ConnectionError::Failed(info)),
            Err(error) => (WifiFault::Other, alloc::format!("{error:?}")),
        };
        EVENTS
            .send(Event::Failed(fault, word, Duration::ZERO))
            .await;
    }
}

fn signal(wifi: &WifiController<'_>) -> Option<i8> {
    wifi.rssi().ok().and_then(|rssi| i8::try_from(rssi).ok())
}

fn failure(error: ConnectionError) -> (WifiFault, String) {
    match error {
        ConnectionError::Failed(info) => (fault(info.reason), alloc::format!("{:?}", info.reason)),
        ConnectionError::WifiError(error) => (WifiFault::Driver, alloc::format!("{error:?}")),
        _ => (WifiFault::Other, String::new()),
    }
}

fn fault(reason: DisconnectReason) -> WifiFault {
    use DisconnectReason as Reason;
    match reason {
        Reason::NoAccessPointFound | Reason::NoAccessPointFoundInRssiThreshold => {
            WifiFault::NotFound
        }
        Reason::NoAccessPointFoundWithCompatibleSecurity
        | Reason::NoAccessPointFoundInAuthmodeThreshold
        | Reason::IeInvalid
        | Reason::GroupCipherInvalid
        | Reason::PairwiseCipherInvalid
        | Reason::AkmpInvalid
        | Reason::_802_1xAuthenticationFailed
        | Reason::CipherSuiteRejected
        | Reason::BadCipherOrAkm => WifiFault::Security,
        Reason::MicFailure
        | Reason::FourWayHandshakeTimeout
        | Reason::HandshakeTimeout
        | Reason::AuthenticationFailed => WifiFault::Password,
        Reason::BeaconTimeout | Reason::Timeout | Reason::MissingAcks => WifiFault::Gone,
        Reason::AuthenticationExpired => WifiFault::Expired,
        Reason::AuthenticationLeave
        | Reason::AssociationLeave
        | Reason::DisassociatedDueToInactivity
        | Reason::AccessPointInitiatedDisassociation
        | Reason::PeerInitiated => WifiFault::SentAway,
        Reason::AssociationTooMany => WifiFault::Full,
        _ => WifiFault::Other,
    }
}

async fn count_stations<T>(wifi: &WifiController<'_>) -> T {
    loop {
        match wifi.wait_for_access_point_connected_event_async().await {
            Ok(info) => {
                let came = matches!(info, EventInfo::Connected(_));
                EVENTS.send(Event::Station(came)).await;
            }
            // Other tasks must have their turn, whatever the driver says.
            Err(_) => Timer::after_secs(1).await,
        }
    }
}

async fn scan(wifi: &mut WifiController<'_>, role: &Role) {
    let event = match role {
        Role::SoftAp => {
            Event::Refused("an access point cannot look for networks: `wifi forget` first")
        }
        Role::Station(_) if !wifi.is_connected() => {
            Event::Refused("the board is busy joining its network: `wifi forget` first, or wait")
        }
        _ => match wifi.scan_async(&ScanConfig::default()).await {
            Ok(found) => Event::Found(strongest(found)),
            Err(_) => Event::Refused("the radio's driver did not scan: reset the board"),
        },
    };
    EVENTS.send(event).await;
}

fn strongest(found: Vec<AccessPointInfo>) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    for info in found {
        // Each into its place: the library's sort would take 4 kB of flash.
        let weaker = |known: &Network| known.rssi < info.signal_strength;
        let at = networks.iter().position(weaker).unwrap_or(networks.len());
        let network = Network {
            ssid: String::from(info.ssid.as_str()),
            bssid: info.bssid,
            channel: info.channel,
            rssi: info.signal_strength,
            security: security(info.auth_method),
        };
        networks.insert(at, network);
    }
    networks.truncate(WifiReport::MAX_NETWORKS);
    networks
}

fn security(method: Option<AuthenticationMethod>) -> Security {
    use AuthenticationMethod as Method;
    match method {
        Some(Method::None) => Security::Open,
        Some(Method::Wep | Method::Wpa) => Security::Old,
        Some(Method::Wpa2Personal | Method::WpaWpa2Personal) => Security::Wpa2,
        Some(Method::Wpa2Wpa3Personal) => Security::Wpa2Wpa3,
        Some(Method::Wpa3Personal) => Security::Wpa3,
        Some(Method::Wpa2Enterprise) => Security::Enterprise,
        _ => Security::Other,
    }
}

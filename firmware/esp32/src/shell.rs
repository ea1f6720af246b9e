//! The main loop: what lies between the link, the board core and the radio.
//!
//! ```text
//!   host ── link ──► shell ──► board core ──► network ── radio ── …
//!                      └─────► radio (orders), credentials
//! ```

use alloc::format;
use alloc::string::{String, ToString};

use embassy_futures::select::{Either4, select4};
use embassy_time::{Duration, Instant, Timer};
use sockscope_board::joining::Joining;
use sockscope_board::{Address, After, Board, Config, Medium, Port};
use sockscope_link::wifi::{WifiRole, WifiState};
use sockscope_link::{Command, LogLevel, Report, WifiCommand, WifiReport};

use crate::budget::{CONNECTIONS, ETHERNET_FRAME, STATIONS};
use crate::credentials::Credentials;
use crate::led::Led;
use crate::network::Network;
use crate::radio::{EVENTS, Event, ORDERS, Order};
use crate::serial;
use crate::session::Session;
use crate::wifi::{NO_ADDRESS, Plan};

/// The longest sleep: the watchdog wants to be fed.
const TURN: Duration = Duration::from_secs(1);

/// How soon the port is asked again whether it takes more: half of the UART's queue at 921,600 baud.
const DRAIN: Duration = Duration::from_micros(500);

/// What the chip says of itself.
pub struct Chip {
    /// Its name.
    pub name: &'static str,
    /// Why it was reset.
    pub reset_reason: String,
    /// A random number for initial sequence numbers and ports.
    pub seed: u64,
}

/// Everything but the radio's own task.
pub struct Shell {
    /// The board's end of the link.
    pub session: Session,
    /// Frames.
    pub network: Network,
    /// The network that is kept.
    pub credentials: Credentials,
    /// The status LED.
    pub led: Led,
    /// The chip.
    pub chip: Chip,
}

/// What the board core borrows while it works.
struct Lent<'a> {
    session: &'a mut Session,
    network: &'a mut Network,
    led: &'a mut Led,
}

impl Port for Lent<'_> {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        self.network.receive(buffer)
    }

    fn transmit(&mut self, packet: &[u8]) -> bool {
        self.network.transmit(packet)
    }

    fn report(&mut self, report: Report) {
        if let Report::Transition(transition) = &report {
            self.led.show(transition.to);
        }
        self.session.send(&report);
    }

    fn heap_free(&self) -> Option<u32> {
        u32::try_from(esp_alloc::HEAP.free()).ok()
    }
}

impl Shell {
    /// Runs for ever.
    pub async fn run(mut self) -> ! {
        let mut wifi = Joining::default();
        let mut board = Board::new(self.config(WifiRole::Off, NO_ADDRESS), now());
        if let Some(plan) = self.credentials.load().and_then(Plan::of) {
            board = self.take_role(plan, &mut wifi, board).await;
        }
        let free = esp_alloc::HEAP.free();
        let text = format!("ready, {free} bytes of heap free");
        self.session.log(LogLevel::Info, text);
        loop {
            self.session.turn();
            while let Some(command) = self.session.command() {
                board = self.command(command, &mut wifi, board).await;
            }
            // Back-pressure: a board that cannot tell what happens lets nothing happen.
            let goes_on = self.session.has_room();
            let next = goes_on
                .then(|| board.poll(now(), &mut self.lent()))
                .flatten();
            // What DHCP has not confirmed yet may be another network's.
            let address = board.address().filter(|_| !board.is_asking());
            if wifi.address(address, now()) {
                self.tell(&wifi);
            }
            let wake = self.wake(next);
            match select4(
                serial::wait(),
                arrived(&mut self.network, goes_on),
                EVENTS.receive(),
                Timer::at(wake),
            )
            .await
            {
                Either4::Third(event) => self.event(event, &mut wifi, &mut board),
                Either4::First(()) | Either4::Second(()) | Either4::Fourth(()) => {}
            }
        }
    }

    fn lent(&mut self) -> Lent<'_> {
        Lent {
            session: &mut self.session,
            network: &mut self.network,
            led: &mut self.led,
        }
    }

    /// When to go on if nothing arrives.
    fn wake(&mut self, board: Option<sockscope_board::Instant>) -> Instant {
        let mut wake = Instant::now() + TURN;
        if let Some(at) = board {
            let at = Instant::from_micros(at.total_micros().max(0) as u64);
            wake = wake.min(at);
        }
        if self.session.drain() {
            wake = wake.min(Instant::now() + DRAIN);
        }
        self.session.due().map_or(wake, |due| wake.min(due))
    }

    fn config(&self, role: WifiRole, address: Address) -> Config {
        let hardware = self.network.hardware(role);
        let [.., a, b, c] = self.network.hardware(WifiRole::Off);
        Config {
            medium: Medium::Ethernet(hardware),
            address,
            mtu: ETHERNET_FRAME - 14,
            seed: self.chip.seed ^ Instant::now().as_micros(),
            chip: self.chip.name.to_string(),
            name: format!("{a:02x}{b:02x}{c:02x}"),
            firmware: env!("CARGO_PKG_VERSION").to_string(),
            reset_reason: self.chip.reset_reason.clone(),
            connections: CONNECTIONS,
            ..Config::chip()
        }
    }

    async fn command(&mut self, command: Command, wifi: &mut Joining, mut board: Board) -> Board {
        match command {
            Command::Wifi(command) => return self.wifi_command(command, wifi, board).await,
            Command::Baud(baud) => self.set_baud(baud),
            command => match board.command(command, now(), &mut self.lent()) {
                After::GoOn => {}
                After::Reset => self.reset(),
            },
        }
        board
    }

    fn set_baud(&mut self, baud: u32) {
        if (serial::FIRST_BAUD..=serial::MAX_BAUD).contains(&baud) {
            self.session.send(&Report::Baud(baud));
            self.session.set_baud(baud);
        } else {
            let (first, max) = (serial::FIRST_BAUD, serial::MAX_BAUD);
            let why = format!("{baud} baud: this board takes {first} to {max}");
            self.session.send(&Report::Refused(why));
        }
    }

    fn reset(&mut self) -> ! {
        self.session.set_baud(serial::FIRST_BAUD);
        esp_hal::system::software_reset()
    }

    async fn wifi_command(
        &mut self,
        command: WifiCommand,
        wifi: &mut Joining,
        board: Board,
    ) -> Board {
        if let Err(mistake) = command.check() {
            self.session.send(&Report::Refused(mistake.to_string()));
            return board;
        }
        let kept = match &command {
            WifiCommand::Status => {
                // The radio knows the signal of now; its answer is told then.
                let is_in = wifi.status().state == WifiState::Ready
                    && wifi.status().role == WifiRole::Station;
                if !(is_in && ORDERS.try_send(Order::Signal).is_ok()) {
                    self.tell(wifi);
                }
                return board;
            }
            WifiCommand::Scan => {
                // Scans that queue up would keep the main loop waiting for as long as they take.
                if ORDERS.try_send(Order::Scan).is_err() {
                    let why = "the radio still has other orders: wait a moment";
                    self.session.send(&Report::Refused(why.to_string()));
                }
                return board;
            }
            WifiCommand::Forget => self.credentials.forget().map(|_| ()),
            WifiCommand::Join { .. } | WifiCommand::SoftAp { .. } => {
                self.credentials.save(&command)
            }
        };
        if let Err(error) = kept {
            let text = format!("a reset will bring the last network back, or none: {error}");
            self.session.log(LogLevel::Error, text);
        }
        match Plan::of(command) {
            Some(plan) => self.take_role(plan, wifi, board).await,
            None => board,
        }
    }

    /// A new role is a new network: the board core starts afresh, and the host is told.
    async fn take_role(&mut self, plan: Plan, wifi: &mut Joining, board: Board) -> Board {
        ORDERS.send(plan.order).await;
        self.network.set_role(plan.role);
        // Two of them would not fit.
        drop(board);
        let board = Board::new(self.config(plan.role, plan.address), now());
        self.session.send(&Report::Cleared);
        *wifi = Joining::new(plan.role, plan.ssid, STATIONS as u8);
        self.tell(wifi);
        board
    }

    fn tell(&mut self, wifi: &Joining) {
        let status = wifi.status().clone();
        self.session.send(&Report::Wifi(WifiReport::Status(status)));
    }

    fn event(&mut self, event: Event, wifi: &mut Joining, board: &mut Board) {
        match event {
            Event::Found(networks) => {
                let networks = WifiReport::Networks(networks);
                return self.session.send(&Report::Wifi(networks));
            }
            Event::Refused(why) => return self.session.send(&Report::Refused(why.to_string())),
            Event::Joining(power) => wifi.joining(power),
            Event::Signal(rssi) => wifi.signal(rssi),
            Event::Joined(channel, rssi) => {
                self.network.set_up(true);
                // What DHCP asked for before went nowhere, and what it had may be gone.
                board.ask_again();
                wifi.up(channel, rssi, now());
            }
            Event::OnAir(channel) => {
                self.network.set_up(true);
                wifi.up(channel, None, now());
            }
            Event::Station(came) => wifi.station(came),
            Event::Failed(fault, word, retry) => {
                self.network.set_up(false);
                wifi.failed(fault, retry);
                let text = format!("Wi-Fi: {fault} ({word})");
                self.session.log(LogLevel::Warn, text);
            }
        }
        self.tell(wifi);
    }
}

/// Waits for a packet, while packets are taken.
async fn arrived(network: &mut Network, taken: bool) {
    if taken {
        network.wait().await;
    } else {
        core::future::pending().await
    }
}

fn now() -> sockscope_board::Instant {
    sockscope_board::Instant::from_micros(Instant::now().as_micros() as i64)
}

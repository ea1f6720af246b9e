//! What a board's firmware does around the board core: its end of the link, its speed, its radio.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use sockscope::wire::BOARD;
use sockscope_link::arq::{Endpoint, Event, NotSent};
use sockscope_link::frame::{Decoder, FrameError, Item};
use sockscope_link::hello::End;
use sockscope_link::wifi::{
    Network, Security, WifiFault, WifiReport, WifiRole, WifiState, WifiStatus,
};
use sockscope_link::{Command, Report, WifiCommand};

use crate::line::FIRST_BAUD;

/// What the ROM of an ESP32-C3 says after a reset.
pub const BANNER: &str = "ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\n\
    rst:0x3 (RTC_SW_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)\r\nload:0x3fcd5820,len:0x1714\r\n";

/// The board's end of the link: what the firmware keeps in `link.rs`.
struct Link {
    endpoint: Endpoint<Report, Command>,
    /// Text that the board prints, whatever else it is sending.
    printed: VecDeque<Vec<u8>>,
    /// Since when nothing but noise was heard.
    deaf: Option<Instant>,
    /// While it starts again: what its sockets came to is heard by nobody.
    restarting: bool,
}

/// A chip; its threads share it.
pub struct Chip {
    link: Mutex<Link>,
    /// Something is to be sent, or there is room again.
    changed: Condvar,
    start: Instant,
    pub baud: Arc<AtomicU32>,
    /// While set, it is deaf and dumb.
    pub mute: Arc<AtomicBool>,
    pub over: AtomicBool,
    /// How many bytes the line has changed.
    harmed: AtomicU32,
    /// How its radio stands.
    wifi: Mutex<WifiStatus>,
}

/// How long bytes that are no frame come before the board goes back to its first speed.
const DEAF: Duration = Duration::from_secs(2);

/// As much as the firmware has (`OUTBOX` of its budget).
const OUTBOX: usize = 8192;

impl Chip {
    pub fn new() -> Chip {
        Chip {
            link: Mutex::new(Link {
                endpoint: Self::new_endpoint(),
                printed: VecDeque::new(),
                deaf: None,
                restarting: false,
            }),
            changed: Condvar::new(),
            start: Instant::now(),
            baud: Arc::new(AtomicU32::new(FIRST_BAUD)),
            mute: Arc::new(AtomicBool::new(false)),
            over: AtomicBool::new(false),
            harmed: AtomicU32::new(0),
            wifi: Mutex::default(),
        }
    }

    /// How many bytes the line has changed until now.
    pub fn changed(&self) -> u32 {
        self.harmed.load(Ordering::Relaxed)
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.link.lock().unwrap()
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn new_endpoint() -> Endpoint<Report, Command> {
        Endpoint::new(End::Board, "sockscope-board test", OUTBOX)
    }

    /// Sends a report, and waits for room if there is none: the board does not go on meanwhile.
    pub fn report(&self, report: &Report) {
        let mut link = self.link();
        while !self.over.load(Ordering::Relaxed) {
            if link.restarting {
                // The last that a board core says when it is reset.
                link.restarting = !matches!(report, Report::Gate(_));
                break;
            }
            let now = self.now();
            if link.endpoint.is_gone(now) {
                link.endpoint.disconnect();
            }
            match link.endpoint.send(report, now) {
                Err(NotSent::Full) => {
                    let turn = Duration::from_millis(20);
                    link = self.changed.wait_timeout(link, turn).unwrap().0;
                }
                Ok(()) | Err(NotSent::NotConnected) => break,
                Err(error) => panic!("{error}: {report:?}"),
            }
        }
        self.changed.notify_all();
    }

    /// Its radio is on the way into a network.
    pub fn joins(&self) {
        *self.wifi.lock().unwrap() = status("aula 3", WifiState::Joining);
    }

    /// It is in that network, and has its address.
    pub fn arrives(&self) {
        let ready = status("aula 3", WifiState::Ready);
        *self.wifi.lock().unwrap() = ready.clone();
        self.report(&Report::Wifi(WifiReport::Status(ready)));
    }

    pub fn note(&self, harmed: u32) {
        self.harmed.fetch_add(harmed, Ordering::Relaxed);
    }

    fn set_baud(&self, link: &mut Link, baud: u32) {
        self.baud.store(baud, Ordering::Relaxed);
        link.endpoint.set_baud(baud);
        link.deaf = None;
    }

    pub fn print(&self, text: Vec<u8>) {
        self.link().printed.push_back(text);
        self.changed.notify_all();
    }

    /// The chip starts again, once its last words are out: its board core is `reset`, it is slow, knows of no
    /// session, and its ROM speaks.
    pub fn restart(&self, reset: impl FnOnce()) {
        let mut link = self.wait(self.link(), |link| link.printed.is_empty());
        link.restarting = true;
        reset();
        let mut link = self.wait(link, |link| !link.restarting);
        link.endpoint = Self::new_endpoint();
        self.set_baud(&mut link, FIRST_BAUD);
        link.printed.push_back(BANNER.into());
        self.changed.notify_all();
    }

    /// Waits until `is_so`, or all is over.
    fn wait<'a>(
        &'a self,
        mut link: MutexGuard<'a, Link>,
        is_so: impl Fn(&Link) -> bool,
    ) -> MutexGuard<'a, Link> {
        while !is_so(&link) && !self.over.load(Ordering::Relaxed) {
            let turn = Duration::from_millis(5);
            link = self.changed.wait_timeout(link, turn).unwrap().0;
        }
        link
    }

    /// What the port brought.
    pub fn hear(&self, decoder: &mut Decoder<Command>, bytes: &[u8]) -> Vec<Command> {
        let mut link = self.link();
        let (mut commands, mut good) = (Vec::new(), false);
        let now = self.now();
        decoder.push(bytes, |item| match item {
            Item::Packet(packet) => {
                good = true;
                if let Some(Event::Message(command)) = link.endpoint.take(packet, now) {
                    commands.push(command);
                }
            }
            Item::Error(FrameError::Unknown | FrameError::Echo) | Item::Text(_) => {}
            Item::Error(_) => link.endpoint.damaged(),
        });
        if good || self.baud.load(Ordering::Relaxed) == FIRST_BAUD {
            link.deaf = None;
        } else if link.deaf.get_or_insert_with(Instant::now).elapsed() > DEAF {
            self.set_baud(&mut link, FIRST_BAUD);
        }
        self.changed.notify_all();
        commands
    }

    /// The next bytes for the line, few at a time: text falls into the middle of frames too.
    pub fn say(&self) -> Option<Vec<u8>> {
        const PIECE: usize = 64;
        let mut link = self.link();
        if let Some(text) = link.printed.pop_front() {
            return Some(text);
        }
        let now = self.now();
        let bytes = link.endpoint.transmit(now);
        let piece = bytes[..bytes.len().min(PIECE)].to_vec();
        link.endpoint.transmitted(piece.len());
        if !piece.is_empty() {
            return Some(piece);
        }
        let limit = Duration::from_millis(20);
        let due = link.endpoint.due().unwrap_or(now + limit);
        let wait = due.saturating_sub(now).min(limit);
        drop(self.changed.wait_timeout(link, wait).unwrap());
        None
    }
}

/// Carries out what is the shell's own affair, and gives the rest to the board core.
pub fn obey(command: Command, chip: &Chip, board: &Sender<Command>) {
    match command {
        Command::Baud(to) => {
            chip.report(&Report::Baud(to));
            // The acknowledgment of the order, and the report.
            while chip.link().endpoint.has_something(chip.now())
                && !chip.over.load(Ordering::Relaxed)
            {
                thread::sleep(Duration::from_millis(1));
            }
            let mut link = chip.link();
            chip.set_baud(&mut link, to);
        }
        Command::Wifi(order) => {
            for report in radio(&order, &mut chip.wifi.lock().unwrap()) {
                chip.report(&Report::Wifi(report));
            }
        }
        Command::Reset => chip.restart(|| board.send(Command::Reset).unwrap()),
        command => board.send(command).unwrap(),
    }
}

fn status(ssid: &str, state: WifiState) -> WifiStatus {
    WifiStatus {
        role: WifiRole::Station,
        state,
        ssid: ssid.into(),
        addr: (state == WifiState::Ready).then_some(BOARD),
        ..WifiStatus::default()
    }
}

/// A radio that hears one network, whose password is `correct horse`.
fn radio(order: &WifiCommand, stands: &mut WifiStatus) -> Vec<WifiReport> {
    let failed = WifiState::Failed {
        fault: WifiFault::Password,
        retry_ms: 3000,
    };
    match order {
        WifiCommand::Scan => vec![WifiReport::Networks(vec![Network {
            ssid: "aula 3\x1b[2J".into(),
            bssid: [2, 0, 0, 0, 0, 9],
            channel: 6,
            rssi: -41,
            security: Security::Wpa2,
        }])],
        WifiCommand::Join { ssid, password, .. } => {
            let right = password
                .as_ref()
                .is_some_and(|p| p.reveal() == "correct horse");
            let end = if right { WifiState::Ready } else { failed };
            *stands = status(ssid, end);
            [WifiState::Joining, end, end]
                .map(|state| WifiReport::Status(status(ssid, state)))
                .into()
        }
        _ => vec![WifiReport::Status(stands.clone())],
    }
}

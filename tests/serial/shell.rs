//! A board at the far end of a pseudo-terminal: the real board core on the private wire, its link on
//! the terminal's other side, with the speed and the noise of a real line.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use sockscope::board::{NoTap, VirtualBoard, spawn};
use sockscope::wire::{BOARD, Wire, WireOptions};
use sockscope_board::Config;
use sockscope_link::arq::{Endpoint, Event, NotSent};
use sockscope_link::frame::{Decoder, FrameError, Item, MAX_FRAME, Packet, encode};
use sockscope_link::hello::End;
use sockscope_link::wifi::{
    Network, Security, WifiFault, WifiReport, WifiRole, WifiState, WifiStatus,
};
use sockscope_link::{Command, Report, WifiCommand};

/// What the ROM of an ESP32-C3 says after a reset.
pub const BANNER: &str = "ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\n\
    rst:0x3 (RTC_SW_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)\r\nload:0x3fcd5820,len:0x1714\r\n";

/// A pseudo-terminal: the board's end, and the path that the host opens.
pub struct Pty {
    pub master: OwnedFd,
    /// Held open, so that the terminal outlives a host that closes it.
    _slave: OwnedFd,
    pub path: String,
}

impl Pty {
    pub fn new() -> Pty {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = rustix::fs::open(path.as_str(), flags, Mode::empty()).unwrap();
        let mut raw = tcgetattr(&slave).unwrap();
        raw.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &raw).unwrap();
        let flags = rustix::fs::fcntl_getfl(&master).unwrap();
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK).unwrap();
        Pty {
            master,
            _slave: slave,
            path,
        }
    }

    /// What comes of bytes if the host's speed is another one than the board's.
    fn scramble(&self, bytes: &mut [u8], baud: u32) {
        let host = tcgetattr(&self.master).map_or(baud, |facts| facts.output_speed());
        // Nobody has set a speed yet.
        if host != baud && host >= FIRST_BAUD {
            for byte in bytes {
                *byte = byte.rotate_left(3) ^ 0xE5;
            }
        }
    }
}

/// How a line treats what it carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// One byte in so many is changed; 0 for none.
    pub noise: u32,
    /// Which ones; every number makes another choice.
    pub seed: u64,
    /// Whether bytes take the time that they take at the line's speed (10 bits each).
    pub paced: bool,
}

/// Changes one byte in so many, the same ones for the same seed.
struct Noise {
    one_in: u32,
    state: u64,
}

impl Noise {
    fn new(one_in: u32, seed: u64) -> Noise {
        // The multiplier spreads small seeds (Knuth, vol. 2).
        let state = (seed + 1).wrapping_mul(6_364_136_223_846_793_005);
        Noise { one_in, state }
    }

    /// xorshift64.
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// Changes some of `bytes`; how many.
    fn disturb(&mut self, bytes: &mut [u8]) -> u32 {
        let mut changed = 0;
        for byte in bytes {
            if self.one_in > 0 && self.next().is_multiple_of(u64::from(self.one_in)) {
                *byte ^= 1 << (self.next() % 8);
                changed += 1;
            }
        }
        changed
    }
}

/// The board's end of the link: what the firmware keeps in `link.rs`.
struct Link {
    endpoint: Endpoint<Report, Command>,
    /// Text that the board prints, whatever else it is sending.
    printed: VecDeque<Vec<u8>>,
    /// Since when nothing but noise was heard.
    deaf: Option<Instant>,
}

/// What the threads of a board share.
struct Shared {
    link: Mutex<Link>,
    /// Something is to be sent, or there is room again.
    changed: Condvar,
    start: Instant,
    baud: Arc<AtomicU32>,
    mute: Arc<AtomicBool>,
    over: AtomicBool,
    /// How many bytes the line has changed.
    harmed: AtomicU32,
}

/// How long bytes that are no frame come before the board goes back to its first speed.
const DEAF: Duration = Duration::from_secs(2);
const FIRST_BAUD: u32 = 115_200;

/// As much as the firmware has (`OUTBOX` of its budget).
const OUTBOX: usize = 8192;

impl Shared {
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
    fn report(&self, report: &Report) {
        let mut link = self.link();
        while !self.over.load(Ordering::Relaxed) {
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

    fn note(&self, harmed: u32) {
        self.harmed.fetch_add(harmed, Ordering::Relaxed);
    }

    fn set_baud(&self, link: &mut Link, baud: u32) {
        self.baud.store(baud, Ordering::Relaxed);
        link.endpoint.set_baud(baud);
        link.deaf = None;
    }

    fn print(&self, text: Vec<u8>) {
        self.link().printed.push_back(text);
        self.changed.notify_all();
    }

    /// The chip starts again, once its last words are out: it is slow, knows of no session, and its ROM
    /// speaks.
    fn restart(&self) {
        let mut link = self.link();
        while !link.printed.is_empty() && !self.over.load(Ordering::Relaxed) {
            let turn = Duration::from_millis(5);
            link = self.changed.wait_timeout(link, turn).unwrap().0;
        }
        link.endpoint = Self::new_endpoint();
        self.set_baud(&mut link, FIRST_BAUD);
        link.printed.push_back(BANNER.into());
        self.changed.notify_all();
    }

    /// What the port brought.
    fn hear(&self, decoder: &mut Decoder<Command>, bytes: &[u8]) -> Vec<Command> {
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
    fn say(&self) -> Option<Vec<u8>> {
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

/// A board on a pseudo-terminal.
pub struct Shell {
    pub path: String,
    pub wire: Arc<Wire>,
    shared: Arc<Shared>,
    board: Arc<Mutex<VirtualBoard>>,
    pub baud: Arc<AtomicU32>,
    /// While set, the board is deaf and dumb.
    pub mute: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Shell {
    pub fn new(manners: Manners) -> Shell {
        let wire = Wire::open(WireOptions {
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_sockscope"))),
            ..WireOptions::default()
        })
        .expect("a private wire");
        let end = wire.take_link().expect("the board's end");
        let shared = Arc::new(Shared {
            link: Mutex::new(Link {
                endpoint: Shared::new_endpoint(),
                printed: VecDeque::new(),
                deaf: None,
            }),
            changed: Condvar::new(),
            start: Instant::now(),
            baud: Arc::new(AtomicU32::new(FIRST_BAUD)),
            mute: Arc::new(AtomicBool::new(false)),
            over: AtomicBool::new(false),
            harmed: AtomicU32::new(0),
        });
        let sink = {
            let shared = Arc::clone(&shared);
            Arc::new(move |_, report: Report| shared.report(&report))
        };
        let config = Config {
            chip: "esp32c3".into(),
            name: "a1b2c3".into(),
            ..Config::virtual_board()
        };
        let board = spawn(config, end, sink, Box::new(NoTap)).expect("a board");
        let mut shell = Shell {
            path: String::new(),
            wire: Arc::new(wire),
            board: Arc::new(Mutex::new(board)),
            baud: Arc::clone(&shared.baud),
            mute: Arc::clone(&shared.mute),
            shared,
            threads: Vec::new(),
        };
        shell.plug_in(manners);
        shell
    }

    fn plug_in(&mut self, manners: Manners) {
        let pty = Pty::new();
        self.path = pty.path.clone();
        let pty = Arc::new(pty);
        let (line, shared) = (Arc::clone(&pty), Arc::clone(&self.shared));
        self.threads.push(thread::spawn(move || {
            put(&line, &shared, manners);
        }));
        let (shared, board) = (Arc::clone(&self.shared), Arc::clone(&self.board));
        self.threads.push(thread::spawn(move || {
            let mut decoder = Decoder::<Command>::new();
            let mut noise = Noise::new(manners.noise, 2 * manners.seed);
            let mut buffer = [0; 4096];
            while !shared.over.load(Ordering::Relaxed) {
                let Some(len) = get(&pty.master, &mut buffer) else {
                    continue;
                };
                let bytes = &mut buffer[..len];
                shared.note(noise.disturb(bytes));
                if shared.mute.load(Ordering::Relaxed) {
                    continue;
                }
                pty.scramble(bytes, shared.baud.load(Ordering::Relaxed));
                for command in shared.hear(&mut decoder, bytes) {
                    obey(command, &shared, &board);
                }
            }
        }));
    }

    /// The board prints this, whatever else it is sending.
    pub fn print(&self, text: impl Into<Vec<u8>>) {
        self.shared.print(text.into());
    }

    /// How many bytes the line has changed until now.
    pub fn changed(&self) -> u32 {
        self.shared.harmed.load(Ordering::Relaxed)
    }

    /// Somebody presses the board's reset button.
    pub fn restart(&self) {
        self.board.lock().unwrap().send(Command::Reset).unwrap();
        self.shared.restart();
    }
}

fn obey(command: Command, shared: &Shared, board: &Mutex<VirtualBoard>) {
    match command {
        Command::Baud(to) => {
            shared.report(&Report::Baud(to));
            // The acknowledgment of the order, and the report.
            while shared.link().endpoint.has_something(shared.now())
                && !shared.over.load(Ordering::Relaxed)
            {
                thread::sleep(Duration::from_millis(1));
            }
            let mut link = shared.link();
            shared.set_baud(&mut link, to);
        }
        Command::Wifi(order) => {
            for report in radio(&order) {
                shared.report(&Report::Wifi(report));
            }
        }
        command => {
            let restarts = command == Command::Reset;
            board.lock().unwrap().send(command).unwrap();
            if restarts {
                shared.restart();
            }
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// A radio that hears one network, whose password is `correct horse`.
fn radio(order: &WifiCommand) -> Vec<WifiReport> {
    let status = |ssid: &str, state| {
        WifiReport::Status(WifiStatus {
            role: WifiRole::Station,
            state,
            ssid: ssid.into(),
            addr: (state == WifiState::Ready).then_some(BOARD),
            ..WifiStatus::default()
        })
    };
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
            vec![
                status(ssid, WifiState::Joining),
                status(ssid, end),
                status(ssid, end),
            ]
        }
        _ => vec![WifiReport::Status(WifiStatus::default())],
    }
}

/// A report as its bytes.
pub fn frame(report: &Report) -> Vec<u8> {
    encode(&Packet::Data(0, report), &mut [0; MAX_FRAME])
        .unwrap()
        .to_vec()
}

fn ready(fd: &impl AsFd, wanted: PollFlags) -> bool {
    let limit = Timespec::try_from(Duration::from_millis(20)).unwrap();
    poll(&mut [PollFd::new(fd, wanted)], Some(&limit)).unwrap_or(0) > 0
}

/// The next bytes, if some come soon.
pub fn get(master: &OwnedFd, buffer: &mut [u8]) -> Option<usize> {
    if !ready(master, PollFlags::IN) {
        return None;
    }
    rustix::io::read(master, buffer).ok().filter(|len| *len > 0)
}

/// Writes everything, unless the host takes nothing until the end.
pub fn put_all(master: &OwnedFd, mut bytes: &[u8], over: &AtomicBool) -> io::Result<()> {
    while !bytes.is_empty() && !over.load(Ordering::Relaxed) {
        if ready(master, PollFlags::OUT) {
            match rustix::io::write(master, bytes) {
                Ok(len) => bytes = &bytes[len..],
                Err(rustix::io::Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

fn put(pty: &Pty, shared: &Shared, manners: Manners) {
    let mut noise = Noise::new(manners.noise, 2 * manners.seed + 1);
    let mut free = Instant::now();
    while !shared.over.load(Ordering::Relaxed) {
        let Some(mut bytes) = shared.say() else {
            continue;
        };
        let baud = shared.baud.load(Ordering::Relaxed);
        shared.note(noise.disturb(&mut bytes));
        pty.scramble(&mut bytes, baud);
        if manners.paced {
            // The last byte arrives when all of them have been on the line.
            let time = 10e6 * bytes.len() as f64 / f64::from(baud);
            free = free.max(Instant::now()) + Duration::from_micros(time as u64);
            thread::sleep(free.saturating_duration_since(Instant::now()));
        }
        if !shared.mute.load(Ordering::Relaxed) {
            let _ = put_all(&pty.master, &bytes, &shared.over);
        }
    }
}

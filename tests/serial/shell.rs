//! A board at the far end of a pseudo-terminal: the real board core on the private wire, its link on
//! the terminal's other side, with the speed and the noise of a real line.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use sockscope::board::{NoTap, VirtualBoard, spawn};
use sockscope::wire::{BOARD, Wire, WireOptions};
use sockscope_board::Config;
use sockscope_link::frame::{Decoder, Item, MAX_FRAME, encode};
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
}

/// How a line treats what it carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// One byte in so many is changed; 0 for none.
    pub noise: u32,
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
        Noise {
            one_in,
            state: seed,
        }
    }

    /// xorshift64.
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn disturb(&mut self, bytes: &mut [u8]) {
        if self.one_in == 0 {
            return;
        }
        for byte in bytes {
            if self.next().is_multiple_of(u64::from(self.one_in)) {
                *byte ^= 1 << (self.next() % 8);
            }
        }
    }
}

/// A board on a pseudo-terminal.
pub struct Shell {
    pub path: String,
    pub wire: Arc<Wire>,
    /// Bytes onto the line, as the board's firmware would print them.
    print: Sender<Vec<u8>>,
    board: Arc<Mutex<VirtualBoard>>,
    pub baud: Arc<AtomicU32>,
    /// While set, the board is deaf and dumb.
    pub mute: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Shell {
    pub fn new(manners: Manners) -> Shell {
        let wire = Wire::open(WireOptions {
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_sockscope"))),
            ..WireOptions::default()
        })
        .expect("a private wire");
        let link = wire.take_link().expect("the board's end");
        let (print, printed) = unbounded::<Vec<u8>>();
        let mute = Arc::new(AtomicBool::new(false));
        let sink = {
            let (print, mute) = (print.clone(), Arc::clone(&mute));
            Arc::new(move |_, report: Report| {
                if !mute.load(Ordering::Relaxed) {
                    let _ = print.send(frame(&report));
                }
            })
        };
        let config = Config {
            chip: "esp32c3".into(),
            name: "a1b2c3".into(),
            ..Config::virtual_board()
        };
        let board = spawn(config, link, sink, Box::new(NoTap)).expect("a board");
        let mut shell = Shell {
            path: String::new(),
            wire: Arc::new(wire),
            print,
            board: Arc::new(Mutex::new(board)),
            baud: Arc::new(AtomicU32::new(115_200)),
            mute,
            over: Arc::new(AtomicBool::new(false)),
            threads: Vec::new(),
        };
        shell.plug_in(manners, printed);
        shell
    }

    fn plug_in(&mut self, manners: Manners, printed: Receiver<Vec<u8>>) {
        let pty = Pty::new();
        self.path = pty.path.clone();
        let pty = Arc::new(pty);
        let (over, baud) = (Arc::clone(&self.over), Arc::clone(&self.baud));
        let line = Arc::clone(&pty);
        self.threads.push(thread::spawn(move || {
            put(&line, &printed, manners, &over, &baud);
        }));
        let over = Arc::clone(&self.over);
        let (print, board) = (self.print.clone(), Arc::clone(&self.board));
        let (baud, mute) = (Arc::clone(&self.baud), Arc::clone(&self.mute));
        self.threads.push(thread::spawn(move || {
            let mut decoder = Decoder::<Command>::new();
            let mut noise = Noise::new(manners.noise, 0x5eed_0001);
            let mut buffer = [0; 4096];
            while !over.load(Ordering::Relaxed) {
                let Some(len) = get(&pty.master, &mut buffer) else {
                    continue;
                };
                noise.disturb(&mut buffer[..len]);
                if mute.load(Ordering::Relaxed) {
                    continue;
                }
                decoder.push(&buffer[..len], |item| match item {
                    Item::Message(Command::Baud(to)) => {
                        let _ = print.send(frame(&Report::Baud(to)));
                        baud.store(to, Ordering::Relaxed);
                    }
                    Item::Message(Command::Wifi(order)) => {
                        for report in radio(&order) {
                            let _ = print.send(frame(&Report::Wifi(report)));
                        }
                    }
                    Item::Message(command) => {
                        let restarts = command == Command::Reset;
                        board.lock().unwrap().send(command).unwrap();
                        if restarts {
                            baud.store(115_200, Ordering::Relaxed);
                            let _ = print.send(BANNER.into());
                        }
                    }
                    Item::Text(_) | Item::Error(_) => {}
                });
            }
        }));
    }

    /// The board prints this, whatever else it is sending.
    pub fn print(&self, text: impl Into<Vec<u8>>) {
        self.print.send(text.into()).unwrap();
    }

    /// Somebody presses the board's reset button.
    pub fn restart(&self) {
        self.board.lock().unwrap().send(Command::Reset).unwrap();
        self.baud.store(115_200, Ordering::Relaxed);
        self.print(BANNER);
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
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
    encode(report, &mut [0; MAX_FRAME]).unwrap().to_vec()
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

fn put(
    pty: &Pty,
    printed: &Receiver<Vec<u8>>,
    manners: Manners,
    over: &AtomicBool,
    baud: &AtomicU32,
) {
    let mut noise = Noise::new(manners.noise, 0x5eed_0002);
    let mut free = Instant::now();
    while !over.load(Ordering::Relaxed) {
        let Ok(mut bytes) = printed.recv_timeout(Duration::from_millis(20)) else {
            continue;
        };
        noise.disturb(&mut bytes);
        if manners.paced {
            // The last byte arrives when all of them have been on the line.
            let time = 10e6 * bytes.len() as f64 / f64::from(baud.load(Ordering::Relaxed));
            free = free.max(Instant::now()) + Duration::from_micros(time as u64);
            thread::sleep(free.saturating_duration_since(Instant::now()));
        }
        let _ = put_all(&pty.master, &bytes, over);
    }
}

//! A board at the far end of a line: the real board core on the private wire, and what lies between it and
//! its port.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, unbounded};
use socket2::{Domain, Type};
use sockscope::board::{NoTap, spawn};
use sockscope::wire::{Wire, WireOptions};
use sockscope_board::Config;
use sockscope_link::frame::{Decoder, MAX_FRAME, Packet, encode};
use sockscope_link::{Command, Report};

use crate::chip::{Chip, obey};
use crate::line::{Far, Noise, Server};

pub use crate::chip::BANNER;
pub use crate::line::{Manners, Pty, get, put_all};

/// A board on a line.
pub struct Shell {
    /// What the host opens.
    pub path: String,
    pub wire: Arc<Wire>,
    chip: Arc<Chip>,
    /// Commands for the board, on a thread of its own: it waits where its port has no room.
    board: Sender<Command>,
    pub baud: Arc<AtomicU32>,
    /// While set, the board is deaf and dumb.
    pub mute: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Shell {
    /// A board on a pseudo-terminal.
    pub fn new(manners: Manners) -> Shell {
        let pty = Pty::new();
        let mut shell = Shell::unplugged();
        shell.path = pty.path.clone();
        shell.plug_in(Arc::new(pty), manners);
        shell
    }

    /// A board behind a serial server, on this machine's loopback.
    pub fn served() -> (Shell, Arc<Server>) {
        Shell::unplugged().serve(TcpListener::bind(("127.0.0.1", 0)).unwrap())
    }

    /// A board behind a serial server, on the loopback of the private wire: there the host's part of a
    /// lesson runs.
    pub fn served_on_the_wire() -> (Shell, Arc<Server>) {
        let shell = Shell::unplugged();
        let socket = shell.wire.socket(Domain::IPV4, Type::STREAM, None).unwrap();
        let any: std::net::SocketAddr = ([127, 0, 0, 1], 0).into();
        socket.bind(&any.into()).unwrap();
        socket.listen(1).unwrap();
        shell.serve(socket.into())
    }

    fn serve(mut self, listener: TcpListener) -> (Shell, Arc<Server>) {
        self.path = format!("tcp:{}", listener.local_addr().unwrap());
        let server = Arc::new(Server::new(listener));
        self.plug_in(Arc::clone(&server), Manners::default());
        (self, server)
    }

    fn unplugged() -> Shell {
        let wire = Wire::open(WireOptions {
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_sockscope"))),
            ..WireOptions::default()
        })
        .expect("a private wire");
        let end = wire.take_link().expect("the board's end");
        let chip = Arc::new(Chip::new());
        let sink = {
            let chip = Arc::clone(&chip);
            Arc::new(move |_, report: Report| chip.report(&report))
        };
        let config = Config {
            chip: "esp32c3".into(),
            name: "a1b2c3".into(),
            ..Config::virtual_board()
        };
        let virtual_board = spawn(config, end, sink, Box::new(NoTap)).expect("a board");
        let (board, commands) = unbounded();
        thread::spawn(move || {
            for command in commands {
                virtual_board.send(command).unwrap();
            }
        });
        Shell {
            path: String::new(),
            wire: Arc::new(wire),
            board,
            baud: Arc::clone(&chip.baud),
            mute: Arc::clone(&chip.mute),
            chip,
            threads: Vec::new(),
        }
    }

    fn plug_in<F: Far + 'static>(&mut self, line: Arc<F>, manners: Manners) {
        let (far, chip) = (Arc::clone(&line), Arc::clone(&self.chip));
        self.threads
            .push(thread::spawn(move || put(&*far, &chip, manners)));
        let (chip, board) = (Arc::clone(&self.chip), self.board.clone());
        self.threads
            .push(thread::spawn(move || take(&*line, &chip, &board, manners)));
    }

    /// The board prints this, whatever else it is sending.
    pub fn print(&self, text: impl Into<Vec<u8>>) {
        self.chip.print(text.into());
    }

    /// How many bytes the line has changed until now.
    pub fn changed(&self) -> u32 {
        self.chip.changed()
    }

    /// Its radio is on the way into a network, until [`Shell::arrives`].
    pub fn joins(&self) {
        self.chip.joins();
    }

    /// Its radio is in that network, and has its address.
    pub fn arrives(&self) {
        self.chip.arrives();
    }

    /// Somebody presses the board's reset button.
    pub fn restart(&self) {
        let reset = || self.board.send(Command::Reset).unwrap();
        self.chip.restart(reset);
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.chip.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// A report as its bytes.
pub fn frame(report: &Report) -> Vec<u8> {
    encode(&Packet::Data(0, report), &mut [0; MAX_FRAME])
        .unwrap()
        .to_vec()
}

/// Carries bytes to the board.
fn take(line: &dyn Far, chip: &Chip, board: &Sender<Command>, manners: Manners) {
    let mut decoder = Decoder::<Command>::new();
    let mut noise = Noise::new(manners.noise, 2 * manners.seed);
    let mut buffer = [0; 4096];
    while !chip.over.load(Ordering::Relaxed) {
        let Some(len) = line.read(&mut buffer) else {
            continue;
        };
        let bytes = &mut buffer[..len];
        chip.note(noise.disturb(bytes));
        if chip.mute.load(Ordering::Relaxed) {
            continue;
        }
        line.scramble(bytes, chip.baud.load(Ordering::Relaxed));
        for command in chip.hear(&mut decoder, bytes) {
            obey(command, chip, board);
        }
    }
}

/// Carries bytes from the board.
fn put(line: &dyn Far, chip: &Chip, manners: Manners) {
    let mut noise = Noise::new(manners.noise, 2 * manners.seed + 1);
    let mut free = Instant::now();
    while !chip.over.load(Ordering::Relaxed) {
        let Some(mut bytes) = chip.say() else {
            continue;
        };
        let baud = chip.baud.load(Ordering::Relaxed);
        chip.note(noise.disturb(&mut bytes));
        line.scramble(&mut bytes, baud);
        if manners.paced {
            // The last byte arrives when all of them have been on the line.
            let time = 10e6 * bytes.len() as f64 / f64::from(baud);
            free = free.max(Instant::now()) + Duration::from_micros(time as u64);
            thread::sleep(free.saturating_duration_since(Instant::now()));
        }
        if !chip.mute.load(Ordering::Relaxed) {
            line.write(&bytes, &chip.over);
        }
    }
}

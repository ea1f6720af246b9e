//! The two threads of a link: one reads, the other does everything else.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, after, bounded, select};
use sockscope_link::{BoardInfo, Command};

use super::engine::{Action, Engine, Options};
use super::error::LinkError;
use super::stream::{FIRST_BAUD, Stream, WRITE_PATIENCE, is_patience};
use super::told::Listener;

/// Opens the stream again after the cable was out.
pub(super) type Connector = Box<dyn FnMut() -> Result<Box<dyn Stream>, LinkError> + Send>;

/// How many pieces of what was read wait to be looked at; then the port's own buffer fills.
const PIECES: usize = 32;
const PIECE: usize = 16 * 1024;

/// How long the end of a session waits for the board to have cleared.
const FAREWELL: Duration = Duration::from_millis(300);
/// How soon it is looked whether something is to be sent again meanwhile.
const FAREWELL_TURN: Duration = Duration::from_millis(20);

/// How often a cable that is out is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

type Piece = io::Result<Vec<u8>>;

/// A stream with its reading thread.
struct Line {
    stream: Box<dyn Stream>,
    pieces: Receiver<Piece>,
    over: Arc<AtomicBool>,
    reader: Option<thread::JoinHandle<()>>,
    has_speed: bool,
}

impl Line {
    fn new(mut stream: Box<dyn Stream>) -> io::Result<Line> {
        let has_speed = stream.set_baud(FIRST_BAUD)?;
        let reader = stream.try_clone()?;
        let (to, pieces) = bounded(PIECES);
        let over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&over);
        let reader = thread::Builder::new()
            .name("link-read".to_owned())
            .spawn(move || read(reader, &to, &ends))?;
        Ok(Line {
            stream,
            pieces,
            over,
            reader: Some(reader),
            has_speed,
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Nobody takes pieces any more; the port is free when its reader has let go of it.
        self.pieces = crossbeam_channel::never();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

fn read(mut stream: Box<dyn Stream>, to: &Sender<Piece>, over: &AtomicBool) {
    let mut buffer = vec![0; PIECE];
    while !over.load(Ordering::Relaxed) {
        let piece = match stream.read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => Ok(buffer[..len].to_vec()),
            Err(error) if is_patience(&error) => continue,
            Err(error) => Err(error),
        };
        let ends = piece.is_err();
        if to.send(piece).is_err() || ends {
            return;
        }
    }
}

/// Writes all of `bytes`, or fails: with `TimedOut` if the far end takes none for too long.
fn write_all(stream: &mut dyn Stream, mut bytes: &[u8]) -> io::Result<()> {
    let mut since = Instant::now();
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(len) => {
                bytes = &bytes[len..];
                since = Instant::now();
            }
            Err(error) if is_patience(&error) => {
                if since.elapsed() >= WRITE_PATIENCE {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What the link's thread is given.
pub(super) struct Worker {
    pub place: String,
    pub connect: Connector,
    pub options: Options,
    pub listener: Listener,
    pub commands: Receiver<Command>,
    pub opened: Sender<Result<BoardInfo, LinkError>>,
}

impl Worker {
    /// Runs until the handle is dropped, or until it is clear that there is no board.
    pub fn run(mut self) {
        let line = (self.connect)().and_then(|stream| {
            Line::new(stream).map_err(|why| LinkError::Other {
                place: self.place.clone(),
                why,
            })
        });
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                let _ = self.opened.send(Err(error));
                return;
            }
        };
        let (options, now) = (self.options.clone(), Instant::now());
        let engine = Engine::new(self.place.clone(), line.has_speed, options, random(), now);
        Run {
            worker: self,
            engine,
            line: Some(line),
            ended: false,
        }
        .run();
    }
}

/// Another number each time.
fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}

struct Run {
    worker: Worker,
    engine: Engine,
    line: Option<Line>,
    ended: bool,
}

impl Run {
    fn run(mut self) {
        self.act();
        while !self.ended {
            if self.line.is_none() {
                self.reconnect();
            }
            let wait = self.engine.due().saturating_duration_since(Instant::now());
            let never = crossbeam_channel::never();
            let (pieces, wait) = match &self.line {
                Some(line) => (&line.pieces, wait),
                None => (&never, wait.min(LOOK_AGAIN)),
            };
            select! {
                recv(pieces) -> piece => self.heard(piece.unwrap_or_else(|_| Err(io::ErrorKind::UnexpectedEof.into()))),
                recv(self.worker.commands) -> command => match command {
                    Ok(command) => self.engine.command(command, Instant::now()),
                    Err(_) => return self.farewell(),
                },
                recv(after(wait)) -> _ => {}
            }
            self.catch_up();
            if Instant::now() >= self.engine.due() {
                let behind = self
                    .line
                    .as_ref()
                    .is_some_and(|line| !line.pieces.is_empty());
                self.engine.tick(Instant::now(), behind);
            }
            self.act();
        }
    }

    /// Takes what has come by now. A board that floods the line keeps this end from neither its commands
    /// nor its deadline.
    fn catch_up(&mut self) {
        for _ in 0..PIECES {
            let piece = self.line.as_ref().map(|line| line.pieces.try_recv());
            let Some(Ok(piece)) = piece else { break };
            self.heard(piece);
            self.act();
        }
        for _ in 0..PIECES {
            let Ok(command) = self.worker.commands.try_recv() else {
                break;
            };
            self.engine.command(command, Instant::now());
        }
    }

    fn heard(&mut self, piece: Piece) {
        match piece {
            Ok(bytes) => self.engine.bytes(&bytes, Instant::now()),
            Err(why) => self.unplugged(&why),
        }
    }

    fn unplugged(&mut self, why: &io::Error) {
        self.line = None;
        self.engine.unplugged(why, Instant::now());
    }

    fn reconnect(&mut self) {
        let Ok(stream) = (self.worker.connect)() else {
            return;
        };
        if let Ok(line) = Line::new(stream) {
            self.engine.plugged(line.has_speed, Instant::now());
            self.line = Some(line);
            self.act();
        }
    }

    /// Does what the engine wants done.
    fn act(&mut self) {
        loop {
            let actions = self.engine.actions();
            let nothing = actions.is_empty();
            actions.into_iter().for_each(|action| self.one(action));
            self.say();
            if nothing {
                return;
            }
        }
    }

    fn one(&mut self, action: Action) {
        match action {
            Action::Tell(told) => (self.worker.listener)(told),
            Action::Opened(info) => {
                let _ = self.worker.opened.send(Ok(info));
            }
            Action::Failed(error) => {
                let _ = self.worker.opened.send(Err(error));
                self.ended = true;
            }
            Action::Baud(baud) => self.set_baud(baud),
        }
    }

    fn set_baud(&mut self, baud: u32) {
        let set = self.line.as_mut().map(|line| line.stream.set_baud(baud));
        if let Some(Err(error)) = set {
            self.unplugged(&error);
        }
    }

    /// Writes what the engine has to say.
    fn say(&mut self) {
        while let Some(line) = &mut self.line {
            let bytes = self.engine.transmit(Instant::now());
            let len = bytes.len();
            if len == 0 {
                return;
            }
            let written = write_all(&mut *line.stream, bytes);
            self.engine.transmitted(len);
            match written {
                // A board that takes nothing is one that does not answer; that is noticed anyway.
                Err(error) if !is_patience(&error) => self.unplugged(&error),
                _ => {}
            }
        }
    }

    /// The session is over: the board is left as a new session wants it.
    fn farewell(mut self) {
        self.engine.leave(Instant::now());
        let end = Instant::now() + FAREWELL;
        while !self.engine.has_left() && Instant::now() < end {
            self.say();
            let Some(line) = &self.line else { return };
            match line.pieces.recv_timeout(FAREWELL_TURN) {
                Ok(Ok(bytes)) => self.engine.bytes(&bytes, Instant::now()),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        for action in self.engine.actions() {
            if let Action::Baud(baud) = action {
                self.set_baud(baud);
            }
        }
        self.engine.good_bye();
        self.say();
    }
}

//! `sockscope monitor`: a board's log alone, as fast as it comes.
//!
//! ```text
//!    12.345 I boot: ok
//!    12.412 E Guru Meditation Error: …
//!           ↳ 0x42001234 sockscope_esp32::main (src/main.rs:42)
//! ```
//!
//! One thread does nothing but read, so that a terminal that is slow, or stopped, costs no byte; what
//! it has read waits in memory, up to [`WAITING`].

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::thread;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal;
use sockscope_link::frame::{Decoder, Item, Packet};
use sockscope_link::{LogLevel, Report};

use super::{Common, tools};
use crate::board::image::chip::CHIPS;
use crate::board::image::elf as image;
use crate::board::image::symbols::Symbols;
use crate::board::serial::{self, LinkError, Place, Stream};
use crate::fill;
use crate::play::say;
use crate::run::Exit;
use crate::words::{Lang, t};

/// How many pieces wait to be written, and how large they are: 64 MB in all.
const WAITING: usize = 1024;
const PIECE: usize = 64 * 1024;

/// How long a line may pause before it is shown without its end.
const PAUSE: Duration = Duration::from_millis(250);

/// How often a cable that is out is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// What the keys ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Reset,
    Quit,
}

/// Shows the log until the user has seen enough.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let lang = common.lang;
    let Some(place) = tools::place(common, matches) else {
        return Exit::Environment;
    };
    let mut log = match Log::new(matches, lang) {
        Ok(log) => log,
        Err(text) => {
            say(&text);
            return Exit::Environment;
        }
    };
    let baud = matches.get_one::<u32>("baud").copied();
    let baud = baud.unwrap_or(serial::FIRST_BAUD);
    let line = match Line::open(&place, baud) {
        Ok(line) => line,
        Err(error) => {
            say(&error.display(lang));
            return Exit::Environment;
        }
    };
    let keys = Keys::new();
    log.newline = if keys.is_some() { "\r\n" } else { "\n" };
    if keys.is_some() {
        anstream::eprint!("{}\r\n", t::MONITOR_KEYS.get(lang));
    }
    let done = watch(&mut log, line, &place, baud, keys.as_ref(), lang);
    drop(keys);
    match done {
        // The reader has gone: that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(why) => {
            say(&fill!(lang, t::MONITOR_UNWRITABLE, why = why));
            Exit::Environment
        }
        Ok(exit) => exit,
    }
}

/// An open port, and the thread that reads it.
struct Line {
    stream: Box<dyn Stream>,
    pieces: Receiver<io::Result<Vec<u8>>>,
}

impl Line {
    fn open(place: &Place, baud: u32) -> Result<Line, LinkError> {
        let other = |why| LinkError::Other {
            place: place.to_string(),
            why,
        };
        let mut stream = serial::open(place)?;
        stream.set_baud(baud).map_err(other)?;
        let reader = stream.try_clone().map_err(other)?;
        let (to, pieces) = bounded(WAITING);
        thread::Builder::new()
            .name("monitor".to_owned())
            .spawn(move || read(reader, &to))
            .map_err(other)?;
        Ok(Line { stream, pieces })
    }
}

fn read(mut stream: Box<dyn Stream>, to: &Sender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = match stream.read(&mut piece) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => {
                // What comes slowly comes in small pieces; they need no more memory than they have.
                piece.truncate(len);
                if len < PIECE / 8 {
                    piece.shrink_to_fit();
                }
                Ok(piece)
            }
            Err(error) if serial::is_patience(&error) => continue,
            Err(error) => Err(error),
        };
        let ends = read.is_err();
        if to.send(read).is_err() || ends {
            return;
        }
    }
}

/// Shows what comes; takes the port up again when the cable is back.
fn watch(
    log: &mut Log,
    line: Line,
    place: &Place,
    baud: u32,
    keys: Option<&Keys>,
    lang: Lang,
) -> io::Result<Exit> {
    let no_keys = never();
    let keys = keys.map_or(&no_keys, |keys| &keys.pressed);
    let no_pieces = never();
    let mut line = Some(line);
    loop {
        let wait = if line.is_some() { PAUSE } else { LOOK_AGAIN };
        let pieces = line.as_ref().map_or(&no_pieces, |line| &line.pieces);
        select! {
            recv(pieces) -> piece => match piece {
                Ok(Ok(bytes)) => log.bytes(&bytes)?,
                Ok(Err(why)) => {
                    line = None;
                    log.pause()?;
                    // A stream over the network does not come back by itself.
                    if matches!(place, Place::Tcp(_)) {
                        say(&fill!(lang, t::LINK_OTHER, place = place, why = why));
                        return Ok(Exit::Environment);
                    }
                    log.note(&fill!(lang, t::LINK_UNPLUGGED, place = place, why = why))?;
                }
                Err(_) => line = None,
            },
            recv(keys) -> key => match (key, &mut line) {
                (Ok(Key::Quit) | Err(_), _) => {
                    log.pause()?;
                    return Ok(Exit::Done);
                }
                (Ok(Key::Reset), Some(line)) => {
                    let said = match serial::reset(&mut *line.stream) {
                        Ok(()) => t::MONITOR_RESET.get(lang).to_owned(),
                        Err(why) => fill!(lang, t::MONITOR_NO_RESET, why = why),
                    };
                    log.note(&said)?;
                }
                (Ok(Key::Reset), None) => {}
            },
            default(wait) => {
                log.pause()?;
                if line.is_none() && let Ok(again) = Line::open(place, baud) {
                    log.note(&fill!(lang, t::LINK_BACK, place = place))?;
                    line = Some(again);
                }
            }
        }
        // All that waits is written before it is shown: many small writes would cost the most.
        if line.as_ref().is_none_or(|line| line.pieces.is_empty()) {
            log.flush()?;
        }
    }
}

/// The keys of a terminal, which is in raw mode as long as this lives.
struct Keys {
    pressed: Receiver<Key>,
}

impl Keys {
    /// Where there is somebody to press them.
    fn new() -> Option<Keys> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        terminal::enable_raw_mode().ok()?;
        let (to, pressed) = bounded(8);
        let _ = thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || press(&to));
        Some(Keys { pressed })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that does not take its old mode back.
        let _ = terminal::disable_raw_mode();
    }
}

fn press(to: &Sender<Key>) {
    while let Ok(event) = event::read() {
        let Event::Key(key) = event else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let pressed = match key.code {
            KeyCode::Char('c') if ctrl => Key::Quit,
            KeyCode::Char('q') | KeyCode::Esc => Key::Quit,
            KeyCode::Char('r') => Key::Reset,
            _ => continue,
        };
        if to.send(pressed).is_err() {
            return;
        }
    }
}

/// Where the lines go, and which of them.
struct Log {
    decoder: Option<Decoder<Report>>,
    view: View,
    newline: &'static str,
}

struct View {
    out: BufWriter<io::Stdout>,
    file: Option<BufWriter<File>>,
    colour: bool,
    level: LogLevel,
    filter: Option<String>,
    symbols: Option<Symbols>,
    since: Instant,
    now_ms: u128,
}

impl Log {
    fn new(matches: &ArgMatches, lang: Lang) -> Result<Log, String> {
        let path = |name: &str| matches.get_one::<std::path::PathBuf>(name);
        let file = path("output").map(|path| {
            File::create(path)
                .map(BufWriter::new)
                .map_err(|why| fill!(lang, t::RUN_UNWRITABLE, file = path.display(), why = why))
        });
        let level = match matches.get_one::<String>("level").map(String::as_str) {
            Some("error") => LogLevel::Error,
            Some("warn") => LogLevel::Warn,
            Some("info") => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        let stdout = io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        Ok(Log {
            decoder: Some(Decoder::new()),
            view: View {
                out: BufWriter::with_capacity(PIECE, stdout),
                file: file.transpose()?,
                colour,
                level,
                filter: matches.get_one::<String>("filter").cloned(),
                symbols: symbols(path("elf"), lang)?,
                since: Instant::now(),
                now_ms: 0,
            },
            newline: "\n",
        })
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.view.now_ms = self.view.since.elapsed().as_millis();
        self.with_decoder(|decoder, sink| decoder.push(bytes, sink))
    }

    /// The line has paused: what has no end yet is shown.
    fn pause(&mut self) -> io::Result<()> {
        self.view.now_ms = self.view.since.elapsed().as_millis();
        self.with_decoder(|decoder, sink| decoder.flush(sink))?;
        self.flush()
    }

    fn with_decoder(
        &mut self,
        work: impl FnOnce(&mut Decoder<Report>, &mut dyn FnMut(Item<Report>)),
    ) -> io::Result<()> {
        let Some(mut decoder) = self.decoder.take() else {
            return Ok(());
        };
        let mut result = Ok(());
        let (view, newline) = (&mut self.view, self.newline);
        work(&mut decoder, &mut |item| {
            if result.is_ok() {
                result = view.item(item, newline);
            }
        });
        self.decoder = Some(decoder);
        result
    }

    /// A line of our own.
    fn note(&mut self, text: &str) -> io::Result<()> {
        let newline = self.newline;
        self.view.write('·', LogLevel::Warn, text, newline)?;
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.view.file {
            file.flush()?;
        }
        self.view.out.flush()
    }
}

impl View {
    fn item(&mut self, item: Item<Report>, newline: &str) -> io::Result<()> {
        match item {
            Item::Text(line) => {
                let read = serial::read_line(&line);
                self.line(read.level, read.text, newline)?;
                if line.contains("0x4") {
                    self.explain(&line, newline)?;
                }
                Ok(())
            }
            Item::Packet(Packet::Data(_, Report::Log { level, text, .. })) => {
                let text = sockscope_link::text::printable(text.as_bytes());
                self.line(level, &text, newline)
            }
            // Between a board and the program that runs a lesson; its bytes follow if it is none.
            Item::Packet(_) | Item::Error(_) => Ok(()),
        }
    }

    fn line(&mut self, level: LogLevel, text: &str, newline: &str) -> io::Result<()> {
        let wanted = self
            .filter
            .as_deref()
            .is_none_or(|part| text.contains(part));
        if level < self.level || !wanted {
            return Ok(());
        }
        let mark = match level {
            LogLevel::Debug => 'D',
            LogLevel::Info => 'I',
            LogLevel::Warn => 'W',
            LogLevel::Error => 'E',
        };
        self.write(mark, level, text, newline)
    }

    fn write(&mut self, mark: char, level: LogLevel, text: &str, newline: &str) -> io::Result<()> {
        let (seconds, millis) = (self.now_ms / 1000, self.now_ms % 1000);
        if let Some(file) = &mut self.file {
            writeln!(file, "{seconds:>6}.{millis:03} {mark} {text}")?;
        }
        let style = if self.colour {
            style(level)
        } else {
            Style::new()
        };
        write!(
            self.out,
            "{style}{seconds:>6}.{millis:03} {mark} {text}{style:#}{newline}"
        )
    }

    /// What the addresses in a line are.
    fn explain(&mut self, line: &str, newline: &str) -> io::Result<()> {
        let Some(symbols) = &self.symbols else {
            return Ok(());
        };
        for text in symbols.explain(line) {
            let text = sockscope_link::text::printable(text.as_bytes());
            if let Some(file) = &mut self.file {
                writeln!(file, "           ↳ {text}")?;
            }
            write!(self.out, "           ↳ {text}{newline}")?;
        }
        Ok(())
    }
}

const fn style(level: LogLevel) -> Style {
    match level {
        LogLevel::Debug => Style::new().dimmed(),
        LogLevel::Info => Style::new(),
        LogLevel::Warn => AnsiColor::Yellow.on_default(),
        LogLevel::Error => AnsiColor::Red.on_default().bold(),
    }
}

/// The image that addresses are looked up in: the one that was named, else the newest that was built
/// here, if there is one.
fn symbols(named: Option<&std::path::PathBuf>, lang: Lang) -> Result<Option<Symbols>, String> {
    if let Some(path) = named {
        let unreadable =
            |why: io::Error| fill!(lang, t::RUN_UNREADABLE, file = path.display(), why = why);
        let elf = std::fs::read(path).map_err(unreadable)?;
        let symbols = Symbols::new(elf);
        return match symbols {
            Some(symbols) => Ok(Some(symbols)),
            None => Err(fill!(lang, t::MONITOR_NO_ELF, file = path.display())),
        };
    }
    let built = image::sources()
        .into_iter()
        .flat_map(|sources| CHIPS.iter().map(move |chip| image::built(&sources, chip)));
    let newest = built
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .max();
    let elf = newest.and_then(|(_, path)| std::fs::read(path).ok());
    Ok(elf.and_then(Symbols::new))
}

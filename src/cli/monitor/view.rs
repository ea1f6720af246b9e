//! Where the lines go, and which of them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use sockscope_link::frame::{Decoder, Item, Packet};
use sockscope_link::text::printable;
use sockscope_link::{LogLevel, Report};

use super::port::PIECE;
use crate::board::image::symbols::{self, Symbols};
use crate::board::log::{Names, Reader, Tally};
use crate::fill;
use crate::words::trouble::Trouble;
use crate::words::{Lang, system, t};

/// A board's text on its way to the terminal and a file.
pub(super) struct Log {
    decoder: Option<Decoder<Report>>,
    view: View,
}

struct View {
    out: BufWriter<io::Stdout>,
    file: Option<BufWriter<File>>,
    newline: &'static str,
    colour: bool,
    level: LogLevel,
    filter: Option<String>,
    reader: Reader,
    tally: Tally,
    found: Vec<Trouble>,
    since: Instant,
    now_ms: u128,
    /// The last line paused without its end: what comes next belongs to it.
    open: Option<Style>,
    /// What is read now came without an end.
    partial: bool,
}

impl Log {
    /// The log that the command line asks for; why it cannot be had, in words.
    pub fn new(matches: &ArgMatches, lang: Lang) -> Result<Log, String> {
        let path = |name: &str| matches.get_one::<std::path::PathBuf>(name);
        let file = path("output").map(|path| {
            File::create(path).map(BufWriter::new).map_err(|why| {
                fill!(
                    lang,
                    t::RUN_UNWRITABLE,
                    file = path.display(),
                    why = system::said(why, lang)
                )
            })
        });
        let level = match matches.get_one::<String>("level").map(String::as_str) {
            Some("error") => LogLevel::Error,
            Some("warn") => LogLevel::Warn,
            Some("info") => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        let stdout = io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let filter = matches.get_one::<String>("filter");
        Ok(Log {
            decoder: Some(Decoder::new()),
            view: View {
                out: BufWriter::with_capacity(PIECE, stdout),
                file: file.transpose()?,
                newline: "\n",
                colour,
                level,
                filter: filter.map(|text| text.to_lowercase()),
                reader: Reader::new(names(path("elf").map(|path| path.as_path()), lang)?),
                tally: Tally::default(),
                found: Vec::new(),
                since: Instant::now(),
                now_ms: 0,
                open: None,
                partial: false,
            },
        })
    }

    /// The terminal is in raw mode: a line ends with its carriage's return.
    pub fn set_raw(&mut self) {
        self.view.newline = "\r\n";
    }

    /// Bytes arrived.
    pub fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with_decoder(|decoder, sink| decoder.push(bytes, sink))
    }

    /// The line has paused: what has no end yet is shown.
    pub fn pause(&mut self) -> io::Result<()> {
        self.view.partial = true;
        let done = self.with_decoder(|decoder, sink| decoder.flush(sink));
        self.view.partial = false;
        done?;
        self.flush()
    }

    fn with_decoder(
        &mut self,
        work: impl FnOnce(&mut Decoder<Report>, &mut dyn FnMut(Item<Report>)),
    ) -> io::Result<()> {
        self.view.now_ms = self.view.since.elapsed().as_millis();
        let Some(mut decoder) = self.decoder.take() else {
            return Ok(());
        };
        let mut result = Ok(());
        let view = &mut self.view;
        work(&mut decoder, &mut |item| {
            if result.is_ok() {
                result = view.item(item);
            }
        });
        self.decoder = Some(decoder);
        result
    }

    /// A line of our own.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.view.end_line()?;
        self.view.write('·', LogLevel::Warn, None, text)?;
        self.flush()
    }

    /// What has been found wrong with the board since this was asked last.
    pub fn found(&mut self) -> Vec<Trouble> {
        std::mem::take(&mut self.view.found)
    }

    /// Writes what waits.
    pub fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.view.file {
            file.flush()?;
        }
        self.view.out.flush()
    }
}

impl View {
    fn item(&mut self, item: Item<Report>) -> io::Result<()> {
        match item {
            Item::Text(line) => self.text(&line),
            Item::Packet(Packet::Data(
                _,
                Report::Log {
                    level,
                    uptime_ms,
                    text,
                },
            )) => {
                let text = printable(text.as_bytes());
                let time = uptime_ms.to_string();
                self.end_line()?;
                if self.wants(level, &text) {
                    self.write(mark(level), level, Some(&time), &text)?;
                }
                Ok(())
            }
            // Between a board and the program that runs a lesson; its bytes follow if it is none.
            Item::Packet(_) | Item::Error(_) => Ok(()),
        }
    }

    fn text(&mut self, line: &str) -> io::Result<()> {
        if self.open.is_some() {
            return self.go_on(line);
        }
        // The zero that ends a frame which a panic has cut.
        if line == "\\x00" {
            return Ok(());
        }
        let entry = self.reader.take(line);
        self.found.extend(self.tally.take(&entry));
        if !self.wants(entry.level, &entry.text) {
            return Ok(());
        }
        self.write(
            mark(entry.level),
            entry.level,
            entry.time.as_deref(),
            &entry.text,
        )?;
        for name in entry.names {
            self.end_line()?;
            self.below(&name)?;
        }
        Ok(())
    }

    fn wants(&self, level: LogLevel, text: &str) -> bool {
        let filter = self.filter.as_deref();
        level >= self.level && filter.is_none_or(|part| text.to_lowercase().contains(part))
    }

    fn write(
        &mut self,
        mark: char,
        level: LogLevel,
        time: Option<&str>,
        text: &str,
    ) -> io::Result<()> {
        let (seconds, millis) = (self.now_ms / 1000, self.now_ms % 1000);
        let time = time.map(|time| format!("({time}) ")).unwrap_or_default();
        let line = format!("{seconds:>6}.{millis:03} {mark} {time}{text}");
        let style = if self.colour {
            style(level)
        } else {
            Style::new()
        };
        if let Some(file) = &mut self.file {
            write!(file, "{line}")?;
        }
        write!(self.out, "{style}{line}{style:#}")?;
        self.open = Some(style);
        if self.partial {
            return Ok(());
        }
        self.end_line()
    }

    /// More of a line that has paused.
    fn go_on(&mut self, text: &str) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            write!(file, "{text}")?;
        }
        let style = self.open.unwrap_or_default();
        write!(self.out, "{style}{text}{style:#}")?;
        if self.partial {
            return Ok(());
        }
        self.end_line()
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.open.take().is_none() {
            return Ok(());
        }
        if let Some(file) = &mut self.file {
            writeln!(file)?;
        }
        self.out.write_all(self.newline.as_bytes())
    }

    /// What an address is, under its line.
    fn below(&mut self, name: &str) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            writeln!(file, "           ↳ {name}")?;
        }
        write!(self.out, "           ↳ {name}{}", self.newline)
    }
}

const fn mark(level: LogLevel) -> char {
    match level {
        LogLevel::Debug => 'D',
        LogLevel::Info => 'I',
        LogLevel::Warn => 'W',
        LogLevel::Error => 'E',
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

/// Who names functions: the image that was named, else those that were built here.
fn names(named: Option<&Path>, lang: Lang) -> Result<Names, String> {
    let Some(path) = named else {
        return Ok(symbols::names());
    };
    let unreadable = |why: io::Error| {
        fill!(
            lang,
            t::RUN_UNREADABLE,
            file = path.display(),
            why = system::said(why, lang)
        )
    };
    let elf = std::fs::read(path).map_err(unreadable)?;
    match Symbols::new(elf) {
        Some(symbols) => Ok(Box::new(move |_, line| symbols.explain(line))),
        None => Err(fill!(lang, t::MONITOR_NO_ELF, file = path.display())),
    }
}

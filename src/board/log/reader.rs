//! A board's text, line after line, as it is shown: levels, panics as one, addresses as functions.

use sockscope_link::LogLevel;

use super::line::{self, Sign, plain};
use super::panic::{Block, Part};

/// What is known of the program whose panic it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The chip, as its ROM or our firmware names it: `esp32c3`.
    pub chip: Option<String>,
    /// Whether the panic has the form of our firmware's.
    pub ours: bool,
    /// How the hash of the image begins, where the panic names it (SHA-256 of the ELF file).
    pub image: Option<String>,
}

/// Turns the addresses in a line into functions.
pub type Names = Box<dyn FnMut(&Origin, &str) -> Vec<String> + Send>;

/// One line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its weight; a panic's lines are errors, all of them.
    pub level: LogLevel,
    /// The board's time as it stands in the line.
    pub time: Option<String>,
    /// The board's time as a number of milliseconds.
    pub uptime_ms: Option<u64>,
    /// What it says.
    pub text: String,
    /// What it gives away.
    pub sign: Sign,
    /// What it is of a panic.
    pub part: Part,
    /// The functions at its addresses.
    pub names: Vec<String>,
}

/// Reads a board's text.
pub struct Reader {
    names: Names,
    origin: Origin,
    block: Block,
}

impl Reader {
    /// A reader at the beginning of a board's text.
    pub fn new(names: Names) -> Reader {
        Reader {
            names,
            origin: Origin::default(),
            block: Block::default(),
        }
    }

    /// The board has said itself which chip it is.
    pub fn set_chip(&mut self, chip: &str) {
        self.origin.chip = Some(chip.to_owned());
    }

    /// Takes the next line, which was made printable before.
    pub fn take(&mut self, line: &str) -> Entry {
        let line = plain(line);
        let read = line::read(&line);
        self.learn(&line);
        let part = self.block.take(&read);
        match part {
            Part::Begin => {
                self.origin.ours = is_ours(read.text);
                self.origin.image = None;
            }
            Part::Text => self.origin.ours |= is_ours(read.text),
            Part::None | Part::Loose => {}
        }
        let names = match part {
            Part::None => Vec::new(),
            _ => (self.names)(&self.origin, read.text),
        };
        Entry {
            level: match part {
                Part::Begin | Part::Text => LogLevel::Error,
                Part::None | Part::Loose => read.level,
            },
            time: read.time.map(str::to_owned),
            uptime_ms: read.uptime_ms(),
            text: read.text.to_owned(),
            sign: read.sign,
            part,
            names,
        }
    }

    /// Chip and image, from the lines that name them.
    fn learn(&mut self, line: &str) {
        let rom = line
            .strip_prefix("ESP-ROM:")
            .and_then(|rest| rest.split('-').next());
        let own = line
            .strip_prefix("sockscope ")
            .and_then(|rest| rest.split_once(" on "))
            .and_then(|(_, rest)| rest.split([',', ' ']).next());
        if let Some(chip) = rom.or(own) {
            self.set_chip(chip);
        } else if line.starts_with("ets Jun  8 2016") {
            self.set_chip("esp32");
        } else if let Some(hash) = line.strip_prefix("ELF file SHA256:") {
            self.origin.image = Some(hash.trim().to_lowercase());
        }
    }
}

/// Whether a panic begins as our firmware's does: in Rust's words, not in ESP-IDF's.
fn is_ours(text: &str) -> bool {
    text.starts_with("panicked at ") || text.starts_with("====================== PANIC")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that says for each line with an address whose it would be.
    fn reader() -> Reader {
        Reader::new(Box::new(|origin: &Origin, line: &str| {
            let chip = origin.chip.as_deref().unwrap_or("?");
            let address = line.contains("0x42");
            address
                .then(|| format!("{chip} {}", origin.ours))
                .into_iter()
                .collect()
        }))
    }

    fn read(text: &str) -> Vec<Entry> {
        let mut reader = reader();
        text.lines().map(|line| reader.take(line)).collect()
    }

    #[test]
    fn a_panic_is_the_chips_that_the_board_says_it_is() {
        let text = "ESP-ROM:esp32c3-api1-20210207\nsockscope 0.1.0 on esp32c3, reset by ChipPowerOn\n\
            panicked at src/shell.rs:97:13:\n0x42000024\n";
        let last = read(text).pop().unwrap();
        assert_eq!(
            (last.level, last.names),
            (LogLevel::Error, vec!["esp32c3 true".to_owned()])
        );
    }

    #[test]
    fn somebody_elses_panic_is_not_taken_for_ours() {
        let text = "panicked at src/shell.rs:97:13:\n\nRebooting...\nGuru Meditation Error: no\nMEPC : 0x42000024\n";
        let last = read(text).pop().unwrap();
        assert_eq!(last.names, ["? false"]);
    }

    #[test]
    fn what_is_no_panic_is_not_looked_up() {
        let entries = read("D (15) mem: heap at 0x40001234 free 0x42345678\nat 0x42000024\n");
        assert!(entries.iter().all(|entry| entry.names.is_empty()));
        assert_eq!(read("0x42000040\n")[0].names, ["? false"]);
    }
}

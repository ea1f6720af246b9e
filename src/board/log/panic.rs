//! Which lines of a board's text are one panic, from its message to the last address.

use super::line::{Line, Sign};
use crate::words::trouble::Trouble;

/// How many lines a panic's message may have, and the registers and addresses after it.
const MESSAGE: u16 = 40;
const TRACE: u16 = 300;

/// What a line is of a panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing.
    None,
    /// Its first line.
    Begin,
    /// Its message, its registers, its end.
    Text,
    /// Addresses on their own: a panic whose beginning was not heard, or somebody's question.
    Loose,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Out,
    /// The message, which is anybody's text: so many lines are left to it.
    Message(u16),
    /// Registers, stack, backtrace.
    Trace(u16),
}

/// Follows a board's text through its panics.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block {
    state: State,
}

impl Block {
    /// What the next line is. `line` is [`super::line::read`] of it.
    pub fn take(&mut self, line: &Line) -> Part {
        let (part, state) = self.step(line);
        self.state = state;
        part
    }

    fn step(&self, line: &Line) -> (Part, State) {
        let text = line.text.trim();
        let inside = self.state != State::Out;
        if line.sign == Sign::Restart || line.marked {
            return (Part::None, State::Out);
        }
        if line.sign == Sign::Trouble(Trouble::Panic) {
            // "PANIC" and "panicked at" are one.
            let part = if inside { Part::Text } else { Part::Begin };
            return (part, State::Message(MESSAGE));
        }
        match self.state {
            State::Out if is_loose(text) => (Part::Loose, State::Out),
            State::Out | State::Message(0) | State::Trace(0) => (Part::None, State::Out),
            _ if text == "Rebooting..." => (Part::Text, State::Out),
            State::Message(_) if is_heading(text) || is_trace(text) => {
                (Part::Text, State::Trace(TRACE))
            }
            State::Message(left) => (Part::Text, State::Message(left - 1)),
            State::Trace(left) if text.is_empty() || is_heading(text) || is_trace(text) => {
                (Part::Text, State::Trace(left - 1))
            }
            State::Trace(_) => (Part::None, State::Out),
        }
    }
}

/// The words over a block of numbers, or beside it.
fn is_heading(text: &str) -> bool {
    let words = [
        "Backtrace",
        "Stack memory:",
        "Stack dump",
        "ELF file SHA256:",
        "CPU halted",
        "Setting breakpoint",
        "Debug exception reason",
    ];
    words.iter().any(|word| text.starts_with(word)) || text.ends_with("register dump:")
}

/// Numbers and names of registers, and nothing else.
fn is_trace(text: &str) -> bool {
    let mut numbers = 0;
    let all = text.split_whitespace().all(|word| {
        let hex = word.split(':').all(|part| part.is_empty() || is_hex(part));
        numbers += u32::from(hex && word != ":");
        let register = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "/:_".contains(c);
        hex || word.starts_with("|<-") || (word.len() <= 9 && word.chars().all(register))
    });
    all && numbers > 0
}

/// Addresses that are worth a look although no panic was heard.
fn is_loose(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_row = first.len() == 9 && first.ends_with(':') && is_hex(&first[..8]);
    let named = ["MEPC", "PC", "EPC1"].contains(&first.trim_end_matches(':'));
    let alone = !text.is_empty()
        && text
            .split_whitespace()
            .all(|word| is_hex(word) && word.len() == 10);
    alone || ((is_row || named) && is_trace(text)) || text.starts_with("Backtrace: 0x")
}

fn is_hex(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let long = word.len() > digits.len() || digits.len() == 8;
    long && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::log::line::read;

    /// The lines of `text` that are a panic's.
    fn parts(text: &str) -> Vec<Part> {
        let mut block = Block::default();
        text.lines().map(|line| block.take(&read(line))).collect()
    }

    fn panic_lines(text: &str) -> Vec<&str> {
        let parts = parts(text);
        let of = |part: &Part| matches!(part, Part::Begin | Part::Text);
        text.lines()
            .zip(parts)
            .filter(|(_, part)| of(part))
            .map(|(line, _)| line)
            .collect()
    }

    #[test]
    fn our_own_panic_is_one_block() {
        let panic = "====================== PANIC ======================\n\
            panicked at src/shell.rs:97:13:\nindex out of bounds: the len is 3 but the index is 7\n\n\
            Backtrace:\n\n0x42000024\n0x42000040\n0x40380000\n";
        let text = format!("{panic}ESP-ROM:esp32c3-api1-20210207\n59 info: ready\n");
        assert_eq!(panic_lines(&text), panic.lines().collect::<Vec<_>>());
        assert_eq!(
            parts(&text)
                .iter()
                .filter(|part| **part == Part::Begin)
                .count(),
            1
        );
    }

    #[test]
    fn registers_and_stack_belong_to_it() {
        let panic = "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\n\n\
            Core  0 register dump:\nMEPC    : 0x42000024  RA      : 0x42000040  SP      : 0x4080f330\n\
            S0/FP   : 0x4080f36c  S1      : 0x4080f36c  A0      : 0x4080f36c\n\nStack memory:\n\
            4080f330: 0x00000000 0x42000028 0x4080f36c\n\n\nELF file SHA256: 76d60dae6f83b890\n\nRebooting...\n";
        let text = format!("I (9) app: before\n{panic}hola\n");
        assert_eq!(panic_lines(&text), panic.lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_ends_where_the_program_goes_on() {
        let text = "Guru Meditation Error: no\nBacktrace: 0x42001234:0x3fc90000 0x4200abcd:0x3fc90010 |<-CORRUPTED\n\
            and here the program speaks\n";
        assert_eq!(panic_lines(text).len(), 2);
        // Whatever prints a panic's word and goes on has its lines back soon.
        let chatter = format!("panicked at noon\n{}", "one more line\n".repeat(100));
        assert!(panic_lines(&chatter).len() <= usize::from(MESSAGE) + 2);
    }

    #[test]
    fn addresses_alone_are_looked_up_and_ordinary_lines_are_not() {
        for (line, part) in [
            ("0x42000040", Part::Loose),
            (
                "MEPC    : 0x42000024  RA      : 0x42000020  SP      : 0x4080f330",
                Part::Loose,
            ),
            ("4080f330: 0x00000000 0x42000028 0x4080f36c", Part::Loose),
            ("D (15) mem: heap at 0x40001234 free 0x42345678", Part::None),
            ("heap at 0x40001234", Part::None),
            ("GPIO 0x40001234", Part::None),
            ("12345678", Part::None),
            ("", Part::None),
        ] {
            assert_eq!(parts(&format!("{line}\n")), [part], "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends_its_panics(text in r"(panicked at x|0x4200[0-9a-f]{4}|[A-Z0-9: ]{0,12}|Rebooting\.\.\.|.{0,9}|Backtrace:|\n){0,80}") {
            let mut block = Block::default();
            for line in text.lines() {
                block.take(&read(line));
            }
            for _ in 0..=MESSAGE + 1 {
                block.take(&read("words of the program"));
            }
            proptest::prop_assert_eq!(block.state, State::Out);
        }
    }
}

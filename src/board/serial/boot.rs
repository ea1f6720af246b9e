//! What a board's plain text means: the ROM's banner, a panic, a line of a log.

use sockscope_link::LogLevel;

/// What a line of text gives away about its board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing in particular.
    None,
    /// The ROM speaks: the chip has just been reset.
    Restart,
    /// The program has ended in a panic or an exception; a reset follows.
    Panic,
    /// The supply voltage fell too low; a reset follows.
    BrownOut,
    /// The chip waits in its ROM for a program to be written.
    Bootloader,
    /// Bytes that are no text: noise, another speed, or the pieces of a frame.
    Noise,
}

/// A line of text, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its weight.
    pub level: LogLevel,
    /// Milliseconds on the board's clock, where the line says so.
    pub uptime_ms: Option<u64>,
    /// What it says, without the two.
    pub text: &'a str,
    /// What it gives away.
    pub sign: Sign,
}

const PANICS: &[&str] = &[
    "Guru Meditation",
    "panicked at",
    "PANIC",
    "Panic",
    "Exception '",
    "abort() was called",
    "assert failed",
    "stack overflow",
    "Stack overflow",
    "Stack canary",
    "register dump",
    "Backtrace",
    "watchdog got triggered",
];

/// Words of the ROM's banner (one of the first lines after a reset).
const BANNER: &[&str] = &["rst:0x", "ESP-ROM:", "ets Jun  8 2016", "ets Jul 29 2019"];

/// Words of what the ROM and the second-stage boot loader say about themselves.
const CHATTER: &[&str] = &[
    "Build:",
    "Saved PC:",
    "SPIWP:",
    "mode:",
    "load:0x",
    "entry 0x",
    "configsip:",
    "clk_drv:",
    "boot:0x",
];

/// Understands one line, which was made printable before.
pub fn read(line: &str) -> Line<'_> {
    let (level, uptime_ms, text) = log_prefix(line).unwrap_or((LogLevel::Info, None, line));
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    let (level, sign) = if starts(BANNER) {
        (LogLevel::Info, Sign::Restart)
    } else if line.contains("Brownout detector") || line.contains("BROWNOUT") {
        (LogLevel::Error, Sign::BrownOut)
    } else if has(PANICS) {
        (LogLevel::Error, Sign::Panic)
    } else if line.starts_with("waiting for download") {
        (LogLevel::Warn, Sign::Bootloader)
    } else if starts(CHATTER) {
        (LogLevel::Debug, Sign::None)
    } else if is_noise(line) {
        (LogLevel::Debug, Sign::Noise)
    } else {
        (level, Sign::None)
    };
    Line {
        level,
        uptime_ms,
        text,
        sign,
    }
}

/// The reason in the ROM's word: `rst:0x1 (POWERON),boot:0xc` gives `POWERON`.
pub fn reset_reason(line: &str) -> Option<&str> {
    let after = line.strip_prefix("rst:0x")?;
    let (_, after) = after.split_once('(')?;
    let (reason, _) = after.split_once(')')?;
    Some(reason)
}

/// The three ways in which firmware marks a line: ESP-IDF's `E (123) tag: text`, esp-println's
/// `ERROR - text`, and our own `123 error: text`.
fn log_prefix(line: &str) -> Option<(LogLevel, Option<u64>, &str)> {
    if let Some((mark, rest)) = line.split_once(" (") {
        let level = match mark {
            "E" => Some(LogLevel::Error),
            "W" => Some(LogLevel::Warn),
            "I" => Some(LogLevel::Info),
            "D" | "V" => Some(LogLevel::Debug),
            _ => None,
        };
        if let Some(level) = level
            && let Some((uptime, text)) = rest.split_once(") ")
            && let Ok(uptime) = uptime.parse()
        {
            return Some((level, Some(uptime), text));
        }
    }
    if let Some((mark, text)) = line.split_once(" - ")
        && let Some(level) = named(mark)
    {
        return Some((level, None, text));
    }
    let (uptime, rest) = line.split_once(' ')?;
    let (mark, text) = rest.split_once(": ")?;
    Some((named(mark)?, Some(uptime.parse().ok()?), text))
}

fn named(mark: &str) -> Option<LogLevel> {
    Some(match mark {
        "ERROR" | "error" => LogLevel::Error,
        "WARN" | "warn" => LogLevel::Warn,
        "INFO" | "info" => LogLevel::Info,
        "DEBUG" | "debug" | "TRACE" | "trace" => LogLevel::Debug,
        _ => return None,
    })
}

/// Whether a line is mostly bytes that could not be shown.
fn is_noise(line: &str) -> bool {
    // `\xNN`: four characters for one byte.
    let strange = line.matches("\\x").count() + line.matches("\\u{").count();
    strange > 0 && strange * 4 * 2 >= line.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_weight_and_their_sign() {
        use LogLevel::{Debug, Error, Info, Warn};
        for (line, level, sign) in [
            ("ESP-ROM:esp32c3-api1-20210207", Info, Sign::Restart),
            (
                "rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)",
                Info,
                Sign::Restart,
            ),
            ("SPIWP:0xee", Debug, Sign::None),
            ("load:0x3fcd5820,len:0x1714", Debug, Sign::None),
            ("waiting for download", Warn, Sign::Bootloader),
            ("Brownout detector was triggered", Error, Sign::BrownOut),
            (
                "Guru Meditation Error: Core  0 panic'ed",
                Error,
                Sign::Panic,
            ),
            ("thread panicked at src/main.rs:3", Error, Sign::Panic),
            ("E (312) wifi: no", Error, Sign::None),
            ("W (312) wifi: well", Warn, Sign::None),
            ("ERROR - no", Error, Sign::None),
            ("77 debug: details", Debug, Sign::None),
            ("hola", Info, Sign::None),
            ("\\xf8\\xe5\\x02", Debug, Sign::Noise),
            ("a normal line with one \\x07 in it", Info, Sign::None),
        ] {
            let read = read(line);
            assert_eq!((read.level, read.sign), (level, sign), "{line}");
        }
    }

    #[test]
    fn the_prefix_of_a_log_line_is_taken_off() {
        for (line, uptime, text) in [
            ("I (24) boot: ok", Some(24), "boot: ok"),
            ("WARN - careful", None, "careful"),
            ("1234 info: up", Some(1234), "up"),
            ("I (x) boot: ok", None, "I (x) boot: ok"),
            ("12 apples: red", None, "12 apples: red"),
        ] {
            let read = read(line);
            assert_eq!((read.uptime_ms, read.text), (uptime, text), "{line}");
        }
    }

    #[test]
    fn the_rom_says_why() {
        assert_eq!(
            reset_reason("rst:0xf (BROWNOUT_RST),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
            Some("BROWNOUT_RST")
        );
        assert_eq!(reset_reason("rst:0x"), None);
        assert_eq!(reset_reason("first:0x1 (A)"), None);
    }
}

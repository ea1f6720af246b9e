//! One line of a board's text: its level, its board's time, what it gives away.

use std::borrow::Cow;

use sockscope_link::LogLevel;

use crate::words::trouble::Trouble;

/// What a line gives away about its board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing in particular.
    None,
    /// The ROM speaks: the chip has just been reset.
    Restart,
    /// Something is wrong.
    Trouble(Trouble),
}

/// A line of text, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its weight.
    pub level: LogLevel,
    /// Whether the board itself gave it that weight.
    pub marked: bool,
    /// The time on the board's clock as it stands there, where it does: `24`, `00:00:01.234`.
    pub time: Option<&'a str>,
    /// What it says, without the two.
    pub text: &'a str,
    /// What it gives away.
    pub sign: Sign,
}

impl Line<'_> {
    /// Milliseconds on the board's clock: since its start, or since midnight if it knows the time.
    pub fn uptime_ms(&self) -> Option<u64> {
        let time = self.time?;
        // A date says nothing about how long it runs.
        let time = time.rsplit(' ').next().unwrap_or(time);
        match time.split_once(':') {
            None => time.parse().ok(),
            Some((hours, rest)) => {
                let (minutes, seconds) = rest.split_once(':')?;
                let (seconds, millis) = seconds.split_once('.')?;
                let number = |text: &str| text.parse::<u64>().ok();
                let minutes = number(hours)?.checked_mul(60)? + number(minutes)?.min(59);
                let seconds = minutes.checked_mul(60)? + number(seconds)?.min(60);
                seconds
                    .checked_mul(1000)?
                    .checked_add(number(millis)?.min(999))
            }
        }
    }
}

/// Words of the ROM's banner (one of the first lines after a reset).
const BANNER: &[&str] = &["rst:0x", "ESP-ROM:", "ets Jun  8 2016", "ets Jul 29 2019"];

/// Words of what the ROM and the second-stage boot loader say about themselves.
const CHATTER: &[&str] = &[
    "Build:",
    "Saved PC:",
    "Saved SP:",
    "SPIWP:0x",
    "mode:DIO",
    "mode:DOUT",
    "mode:QIO",
    "mode:QOUT",
    "load:0x",
    "entry 0x",
    "configsip:",
    "clk_drv:",
    "boot:0x",
];

/// A line without the codes that colour it (ECMA-48 SGR), which say nothing that its level does not.
pub fn plain(line: &str) -> Cow<'_, str> {
    const ESCAPE: &str = "\\x1b[";
    if !line.contains(ESCAPE) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(ESCAPE) {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';');
        match end {
            Some(end) if after[end..].starts_with('m') => rest = &after[end + 1..],
            _ => {
                out.push_str(ESCAPE);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Understands one line, which was made printable and [`plain`] before.
pub fn read(line: &str) -> Line<'_> {
    if let Some((level, time, text)) = prefix(line) {
        let sign = Trouble::of(level, text).map_or(Sign::None, Sign::Trouble);
        return Line {
            level,
            marked: true,
            time,
            text,
            sign,
        };
    }
    let (level, sign) = unmarked(line);
    Line {
        level,
        marked: false,
        time: None,
        text: line,
        sign,
    }
}

fn unmarked(line: &str) -> (LogLevel, Sign) {
    let banner = BANNER.iter().any(|words| line.starts_with(words));
    match Trouble::in_words(line) {
        // The banner of a brown-out is a restart too, and that is what the link has to know; its
        // reason is said by the line itself.
        Some(Trouble::BrownOut) if !banner => (LogLevel::Error, Sign::Trouble(Trouble::BrownOut)),
        Some(Trouble::BrownOut) => (LogLevel::Error, Sign::Restart),
        _ if banner => (LogLevel::Info, Sign::Restart),
        Some(Trouble::Speed) => (LogLevel::Debug, Sign::Trouble(Trouble::Speed)),
        Some(trouble @ (Trouble::Bootloader | Trouble::Watchdog)) => {
            (LogLevel::Warn, Sign::Trouble(trouble))
        }
        Some(trouble @ (Trouble::MicroPython | Trouble::Gps)) => {
            (LogLevel::Info, Sign::Trouble(trouble))
        }
        Some(trouble) => (LogLevel::Error, Sign::Trouble(trouble)),
        None if is_chatter(line) => (LogLevel::Debug, Sign::None),
        None => (LogLevel::Info, Sign::None),
    }
}

fn is_chatter(line: &str) -> bool {
    let Some(words) = CHATTER.iter().find(|words| line.starts_with(**words)) else {
        return false;
    };
    // A number has to follow where one is announced.
    let after = line[words.len()..].chars().next();
    !words.ends_with("0x") || after.is_some_and(|c| c.is_ascii_hexdigit())
}

/// The reason in the ROM's word: `rst:0x1 (POWERON),boot:0xc` gives `POWERON`.
pub fn reset_reason(line: &str) -> Option<&str> {
    let after = line.strip_prefix("rst:0x")?;
    let (_, after) = after.split_once('(')?;
    let (reason, _) = after.split_once(')')?;
    Some(reason)
}

type Prefix<'a> = (LogLevel, Option<&'a str>, &'a str);

/// The ways in which firmware marks a line.
fn prefix(line: &str) -> Option<Prefix<'_>> {
    idf(line)
        .or_else(|| esp_println(line))
        .or_else(|| ours(line))
}

/// ESP-IDF's: `E (123) tag: text`, `E (00:00:01.234) tag: text`, `E tag: text`.
fn idf(line: &str) -> Option<Prefix<'_>> {
    let (mark, rest) = line.split_once(' ')?;
    let level = match mark {
        "E" => LogLevel::Error,
        "W" => LogLevel::Warn,
        "I" => LogLevel::Info,
        "D" | "V" => LogLevel::Debug,
        _ => return None,
    };
    if let Some((time, text)) = timed(rest) {
        return Some((level, Some(time), text));
    }
    let (tag, _) = rest.split_once(':')?;
    let of_tag = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let is_tag = (1..=32).contains(&tag.len()) && tag.chars().all(of_tag);
    is_tag.then_some((level, None, rest))
}

/// `(TIME) text`.
fn timed(rest: &str) -> Option<(&str, &str)> {
    let (time, text) = rest.strip_prefix('(')?.split_once(") ")?;
    let of_time = |byte: u8| byte.is_ascii_digit() || b":.- ".contains(&byte);
    let is_time = time.starts_with(|c: char| c.is_ascii_digit()) && time.bytes().all(of_time);
    is_time.then_some((time, text))
}

/// esp-println's: `ERROR - text`, and with its feature `timestamp` `ERROR (123) - text`.
fn esp_println(line: &str) -> Option<Prefix<'_>> {
    let (mark, rest) = line.split_once(' ')?;
    let level = named(mark)?;
    if let Some(text) = rest.strip_prefix("- ") {
        return Some((level, None, text));
    }
    let (time, text) = timed(rest)?;
    Some((level, Some(time), text.strip_prefix("- ")?))
}

/// Our own: `123 error: text`.
fn ours(line: &str) -> Option<Prefix<'_>> {
    let (uptime, rest) = line.split_once(' ')?;
    let (mark, text) = rest.split_once(": ")?;
    let is_time = !uptime.is_empty() && uptime.bytes().all(|byte| byte.is_ascii_digit());
    is_time.then_some((named(mark)?, Some(uptime), text))
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

#[cfg(test)]
mod tests {
    use super::*;
    use LogLevel::{Debug, Error, Info, Warn};

    #[test]
    fn lines_have_their_weight_and_their_sign() {
        let trouble = Sign::Trouble;
        for (line, level, sign) in [
            ("ESP-ROM:esp32c3-api1-20210207", Info, Sign::Restart),
            (
                "rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)",
                Info,
                Sign::Restart,
            ),
            (
                "rst:0xf (BROWNOUT_RST),boot:0xc (SPI_FAST_FLASH_BOOT)",
                Error,
                Sign::Restart,
            ),
            ("SPIWP:0xee", Debug, Sign::None),
            ("mode:DIO, clock div:2", Debug, Sign::None),
            ("load:0x3fcd5820,len:0x1714", Debug, Sign::None),
            ("waiting for download", Warn, trouble(Trouble::Bootloader)),
            (
                "Brownout detector was triggered",
                Error,
                trouble(Trouble::BrownOut),
            ),
            (
                "E BOD: Brownout detector was triggered",
                Error,
                trouble(Trouble::BrownOut),
            ),
            (
                "invalid header: 0xffffffff",
                Error,
                trouble(Trouble::BlankFlash),
            ),
            (
                "Guru Meditation Error: Core  0 panic'ed",
                Error,
                trouble(Trouble::Panic),
            ),
            ("\\xf8\\xe5\\x02", Debug, trouble(Trouble::Speed)),
            ("a normal line with one \\x07 in it", Info, Sign::None),
            // Ordinary lines with a panic's words in them.
            ("I (12) ui: Panic button pressed", Info, Sign::None),
            (
                "I (13) dbg: Backtrace printing is enabled",
                Info,
                Sign::None,
            ),
            ("I (14) app: last reset rst:0x1 stored", Info, Sign::None),
            ("INFO - PANIC mode off", Info, Sign::None),
            ("mode: dark", Info, Sign::None),
            ("load:0x of the day is 4", Info, Sign::None),
            (
                "D (15) mem: heap at 0x40001234 free 0x42345678",
                Debug,
                Sign::None,
            ),
        ] {
            let read = read(line);
            assert_eq!((read.level, read.sign), (level, sign), "{line}");
        }
    }

    #[test]
    fn every_form_of_a_mark_is_known() {
        for (line, level, time, text) in [
            ("I (24) boot: ok", Info, Some("24"), "boot: ok"),
            (
                "I (00:00:00.123) app: clock style",
                Info,
                Some("00:00:00.123"),
                "app: clock style",
            ),
            (
                "E (00:00:01.234) wifi: bad",
                Error,
                Some("00:00:01.234"),
                "wifi: bad",
            ),
            (
                "W (26-11-28 10:00:01.234) a: b",
                Warn,
                Some("26-11-28 10:00:01.234"),
                "a: b",
            ),
            ("V (12) v: verbose", Debug, Some("12"), "v: verbose"),
            (
                "E (12) wifi:bad channel",
                Error,
                Some("12"),
                "wifi:bad channel",
            ),
            (
                "W (12345678901) long: uptime",
                Warn,
                Some("12345678901"),
                "long: uptime",
            ),
            ("E wifi: no time", Error, None, "wifi: no time"),
            ("WARN - careful", Warn, None, "careful"),
            ("ERROR (1234) - no", Error, Some("1234"), "no"),
            ("TRACE - in", Debug, None, "in"),
            ("1234 info: up", Info, Some("1234"), "up"),
            ("I (x) boot: ok", Info, None, "I (x) boot: ok"),
            ("12 apples: red", Info, None, "12 apples: red"),
            ("I am here", Info, None, "I am here"),
            ("E = mc2: so it is", Info, None, "E = mc2: so it is"),
            ("", Info, None, ""),
        ] {
            let read = read(line);
            assert_eq!(
                (read.level, read.time, read.text),
                (level, time, text),
                "{line}"
            );
        }
    }

    #[test]
    fn the_boards_time_is_a_number_where_it_can_be() {
        for (line, uptime) in [
            ("I (24) boot: ok", Some(24)),
            ("I (00:00:01.234) a: b", Some(1234)),
            ("I (26-11-28 01:00:00.001) a: b", Some(3_600_001)),
            ("I (99999999999999999999:0:0.0) a: b", None),
            ("I (1:2) a: b", None),
            ("hola", None),
        ] {
            assert_eq!(read(line).uptime_ms(), uptime, "{line}");
        }
    }

    #[test]
    fn colours_are_left_out_and_nothing_else() {
        for (line, shown) in [
            ("\\x1b[0;31mE (7) wifi: no\\x1b[0m", "E (7) wifi: no"),
            (
                "I (345) \\x1b[1mmain_task\\x1b[0m: Started",
                "I (345) main_task: Started",
            ),
            ("\\x1b[2J\\x1b[", "\\x1b[2J\\x1b["),
            ("plain", "plain"),
        ] {
            assert_eq!(plain(line), shown);
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

    proptest::proptest! {
        /// Whatever a board prints: what is shown of a line is its end.
        #[test]
        fn any_line_is_read(line in r"[EWIDV]?( ?\([0-9:.\- ]{0,24}\)?)? ?[a-z\\\[\]x0-9;m:ñ ]{0,40}", any in ".{0,60}") {
            for line in [line, any] {
                let line = plain(&line);
                let read = read(&line);
                proptest::prop_assert!(line.ends_with(read.text));
                let _ = (read.uptime_ms(), reset_reason(&line));
            }
        }
    }
}

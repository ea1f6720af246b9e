//! What is wrong with a board, by the words that it prints: one verdict a trouble.
//!
//! A board's log stays as the board wrote it; these are the sentences beside it.

use sockscope_link::LogLevel;

use super::{Text, t};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trouble {
    /// The supply voltage falls too low.
    BrownOut,
    /// The flash memory holds no program, or a broken one.
    BlankFlash,
    /// The program panics again after each start.
    PanicLoop,
    /// The program has panicked.
    Panic,
    /// A task has kept the processor for too long.
    Watchdog,
    /// The chip waits in its ROM for a program to be written.
    Bootloader,
    /// Somebody's MicroPython or CircuitPython runs there.
    MicroPython,
    /// It is a satellite receiver.
    Gps,
    /// Bytes that are no text: another speed, or noise.
    Speed,
}

impl Trouble {
    /// What it means, and what to try.
    pub const fn text(self) -> Text {
        match self {
            Trouble::BrownOut => t::TROUBLE_BROWN_OUT,
            Trouble::BlankFlash => t::TROUBLE_BLANK_FLASH,
            Trouble::PanicLoop => t::TROUBLE_PANIC_LOOP,
            Trouble::Panic => t::TROUBLE_PANIC,
            Trouble::Watchdog => t::TROUBLE_WATCHDOG,
            Trouble::Bootloader => t::TROUBLE_BOOTLOADER,
            Trouble::MicroPython => t::TROUBLE_MICROPYTHON,
            Trouble::Gps => t::TROUBLE_GPS,
            Trouble::Speed => t::TROUBLE_SPEED,
        }
    }

    /// What a line of a log gives away, by its text without the mark of its level. A line that its
    /// writer took for harmless is.
    pub fn of(level: LogLevel, text: &str) -> Option<Trouble> {
        (level >= LogLevel::Warn).then(|| Trouble::in_words(text))?
    }

    /// What a line that bears no level gives away.
    pub fn in_words(text: &str) -> Option<Trouble> {
        let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        Some(if has(BROWN_OUTS) {
            Trouble::BrownOut
        } else if starts(BLANKS) || has(NO_APP) {
            Trouble::BlankFlash
        } else if is_panic(text) {
            Trouble::Panic
        } else if has(&["watchdog got triggered"]) {
            Trouble::Watchdog
        } else if starts(&["waiting for download"]) {
            Trouble::Bootloader
        } else if has(PYTHONS) || text.starts_with(">>> ") || text == ">>>" {
            Trouble::MicroPython
        } else if is_nmea(text) {
            Trouble::Gps
        } else if is_noise(text) {
            Trouble::Speed
        } else {
            return None;
        })
    }
}

/// The ROM's word in its banner, ESP-IDF's, and esp-hal's in ours.
const BROWN_OUTS: &[&str] = &[
    "Brownout detector was triggered",
    "(BROWNOUT_RST)",
    "(RTCWDT_BROWN_OUT_RESET)",
    "reset by SysBrownOut",
];

/// What the ROM says of a flash that holds no program.
const BLANKS: &[&str] = &[
    "invalid header: 0x",
    "flash read err",
    "ets_main.c",
    "csum err:",
];

/// What the second-stage boot loader says of it.
const NO_APP: &[&str] = &["No bootable app partitions", "Image hash failed"];

const PYTHONS: &[&str] = &["MicroPython v", "CircuitPython "];

/// With what a panic begins: ESP-IDF's, esp-backtrace's, Rust's own and ours.
const PANICS: &[&str] = &[
    "Guru Meditation Error",
    "panicked at ",
    "====================== PANIC",
    "!! A panic occur",
    "!! A stack overflow",
    "***ERROR*** A stack overflow",
    "Exception '",
    "abort() was called at",
    "assert failed: ",
    "assertion \"",
    "CORRUPT HEAP:",
    "Stack smashing protect failure",
];

/// Whether a panic's text begins here.
pub fn is_panic(text: &str) -> bool {
    PANICS.iter().any(|words| text.starts_with(words))
        || (text.starts_with("thread '") && text.contains(" panicked at "))
}

/// Whether a line is mostly bytes that could not be shown.
pub fn is_noise(text: &str) -> bool {
    // `\xNN`: four characters for one byte.
    let strange = text.matches("\\x").count() + text.matches("\\u{").count();
    strange > 0 && strange * 4 * 2 >= text.chars().count()
}

/// A sentence of NMEA 0183: `$GPGGA,…*5E`, its two last digits the XOR of what stands between.
fn is_nmea(text: &str) -> bool {
    let sentence = || {
        let (body, sum) = text.trim_end().strip_prefix('$')?.rsplit_once('*')?;
        let sum = u8::from_str_radix(sum, 16).ok()?;
        Some(body.len() > 5 && body.bytes().fold(0, |all, byte| all ^ byte) == sum)
    };
    sentence().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn each_trouble_has_its_words() {
        use Trouble::{BlankFlash, Bootloader, BrownOut, Gps, MicroPython, Panic, Speed, Watchdog};
        for (line, trouble) in [
            ("Brownout detector was triggered", BrownOut),
            ("BOD: Brownout detector was triggered", BrownOut),
            (
                "rst:0xf (BROWNOUT_RST),boot:0xc (SPI_FAST_FLASH_BOOT)",
                BrownOut,
            ),
            ("invalid header: 0xffffffff", BlankFlash),
            ("flash read err, 1000", BlankFlash),
            ("ets_main.c 371 ", BlankFlash),
            (
                "Guru Meditation Error: Core  0 panic'ed (Load access fault).",
                Panic,
            ),
            ("panicked at src/shell.rs:97:13:", Panic),
            ("thread 'main' panicked at src/main.rs:3", Panic),
            ("task_wdt: Task watchdog got triggered.", Watchdog),
            ("waiting for download", Bootloader),
            (
                "MicroPython v1.23.0 on 2024-06-02; ESP32C3 module",
                MicroPython,
            ),
            (">>> ", MicroPython),
            ("$GPGLL,4916.45,N,12311.12,W,225444,A*31", Gps),
            ("\\xf8\\xe5\\x02", Speed),
        ] {
            assert_eq!(Trouble::in_words(line), Some(trouble), "{line}");
            assert_eq!(Trouble::of(LogLevel::Error, line), Some(trouble), "{line}");
            assert_eq!(Trouble::of(LogLevel::Info, line), None, "{line}");
        }
    }

    #[test]
    fn ordinary_lines_are_no_trouble() {
        for line in [
            "",
            "ui: Panic button pressed",
            "dbg: Backtrace printing is enabled",
            "PANIC mode off",
            "mode: dark",
            "load:0x of the day is 4",
            "$GPGLL,4916.45,N,12311.12,W,225444,A*32",
            "$5 for a coffee*00",
            "a normal line with one \\x07 in it",
        ] {
            assert_eq!(Trouble::in_words(line), None, "{line}");
        }
    }

    #[test]
    fn each_has_a_sentence_in_each_language() {
        for lang in Lang::ALL {
            assert!(Trouble::BrownOut.text().get(lang).contains("USB"));
            assert!(
                Trouble::BlankFlash
                    .text()
                    .get(lang)
                    .contains("sockscope flash")
            );
        }
    }
}

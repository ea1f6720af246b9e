//! What a board's lines come to: one verdict, each trouble once.

use super::line::Sign;
use super::panic::Part;
use super::reader::Entry;
use crate::words::trouble::Trouble;

/// How often a line must come before it says something.
const SURE: u32 = 2;
/// How many lines of noise are another speed, and not a click on the line.
const NOISE: u32 = 4;

/// Counts what the lines give away.
#[derive(Debug, Default)]
pub struct Tally {
    panics: u32,
    blank: u32,
    gps: u32,
    noise: u32,
    text: u32,
    found: Vec<Trouble>,
}

impl Tally {
    /// Takes a line; the trouble that is certain with it, the first time that it is.
    pub fn take(&mut self, entry: &Entry) -> Option<Trouble> {
        let trouble = self.judge(entry)?;
        if self.found.contains(&trouble) {
            return None;
        }
        self.found.push(trouble);
        Some(trouble)
    }

    /// The one that matters most of all that were found: what comes first on the way to a lesson.
    pub fn verdict(&self) -> Option<Trouble> {
        self.found.iter().copied().min()
    }

    fn judge(&mut self, entry: &Entry) -> Option<Trouble> {
        let after = |count: &mut u32, sure: u32| {
            *count += 1;
            *count >= sure
        };
        match entry.sign {
            Sign::Restart => Trouble::in_words(&entry.text).filter(|t| *t == Trouble::BrownOut),
            Sign::Trouble(Trouble::Panic) if entry.part != Part::Begin => None,
            Sign::Trouble(Trouble::Panic) => {
                let again = after(&mut self.panics, SURE);
                Some(if again {
                    Trouble::PanicLoop
                } else {
                    Trouble::Panic
                })
            }
            Sign::Trouble(Trouble::BlankFlash) => {
                after(&mut self.blank, SURE).then_some(Trouble::BlankFlash)
            }
            Sign::Trouble(Trouble::Gps) => after(&mut self.gps, SURE).then_some(Trouble::Gps),
            Sign::Trouble(Trouble::Speed) => {
                let much = after(&mut self.noise, NOISE) && self.noise > 2 * self.text;
                much.then_some(Trouble::Speed)
            }
            Sign::Trouble(trouble) => Some(trouble),
            Sign::None => {
                self.text += u32::from(!entry.text.trim().is_empty());
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::log::reader::Reader;

    fn found(text: &str) -> (Vec<Trouble>, Option<Trouble>) {
        let (mut reader, mut tally) = (Reader::new(Box::new(|_, _| Vec::new())), Tally::default());
        let found = text
            .lines()
            .filter_map(|line| tally.take(&reader.take(line)))
            .collect();
        (found, tally.verdict())
    }

    #[test]
    fn each_trouble_is_found_once_and_the_first_in_the_way_is_the_verdict() {
        use Trouble::{BlankFlash, BrownOut, Gps, MicroPython, Panic, PanicLoop, Speed};
        let banner = "ESP-ROM:esp32c3-api1-20210207\nrst:0x7 (TG0WDT_SYS_RST),boot:0xf (SPI)\n";
        let blank = format!("{banner}{}", "invalid header: 0xffffffff\n".repeat(8)).repeat(3);
        let panics = format!("panicked at a.rs:1:1:\nno\n\n{banner}").repeat(3);
        let brown =
            "Brownout detector was triggered\nrst:0xf (BROWNOUT_RST),boot:0xc (S)\n".repeat(3);
        let gps = "$GPGLL,4916.45,N,12311.12,W,225444,A*31\n".repeat(3);
        let both = format!("{panics}{brown}");
        for (text, all, verdict) in [
            (&blank[..], &[BlankFlash][..], Some(BlankFlash)),
            (&panics, &[Panic, PanicLoop], Some(PanicLoop)),
            (&brown, &[BrownOut], Some(BrownOut)),
            (&both, &[Panic, PanicLoop, BrownOut], Some(BrownOut)),
            (&gps, &[Gps], Some(Gps)),
            (">>> \n>>> \n", &[MicroPython], Some(MicroPython)),
            (&"\\xf8\\xe5\\x02\\x81\n".repeat(6), &[Speed], Some(Speed)),
            (&"hola\n\\xf8\\xe5\\x02\\x81\n".repeat(6), &[], None),
            ("I (12) ui: Panic button pressed\nhola\n", &[], None),
            ("invalid header: 0xffffffff\n", &[], None),
        ] {
            assert_eq!(found(text), (all.to_vec(), verdict), "{text}");
        }
    }
}

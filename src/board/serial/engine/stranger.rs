//! Who is there, if not a board of ours.

use crate::board::log::{Entry, Sign, Tally};
use crate::board::serial::error::LinkError;
use crate::words::trouble::Trouble;

/// How much of what was heard is told, in characters.
const HEARD: usize = 60;

/// What was heard of somebody who has not said hello.
#[derive(Debug, Default)]
pub(super) struct Stranger {
    /// The line that says most, and how much that is.
    line: Option<(usize, String)>,
    tally: Tally,
    pub echo: bool,
}

impl Stranger {
    /// A line of text. The one that says most is kept: a prompt that follows a greeting says little, and
    /// whether it comes as a line of its own depends on when it is read.
    pub fn says(&mut self, line: &Entry) {
        self.tally.take(line);
        // Noise is shown as numbers, and says nothing.
        let weight = match line.sign {
            Sign::Trouble(Trouble::Speed) => 0,
            _ => line.text.chars().filter(|c| c.is_alphanumeric()).count(),
        };
        if self.line.as_ref().is_none_or(|(most, _)| weight > *most) {
            self.line = Some((weight, line.text.clone()));
        }
    }

    /// Why it said no hello.
    pub fn diagnosis(&self, place: &str) -> LinkError {
        let place = place.to_owned();
        match (self.tally.verdict(), &self.line) {
            _ if self.echo => LinkError::Echo { place },
            (Some(Trouble::Bootloader), _) => LinkError::Bootloader { place },
            (Some(trouble), _) => LinkError::Trouble { place, trouble },
            (None, Some((_, heard))) => {
                let heard = cut(heard);
                LinkError::OtherFirmware { place, heard }
            }
            (None, None) => LinkError::Silent { place },
        }
    }
}

/// The beginning of a text, with a sign where something was left out.
fn cut(text: &str) -> String {
    if text.chars().count() <= HEARD {
        return text.to_owned();
    }
    text.chars().take(HEARD - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::log::Reader;

    fn heard(lines: &[&str]) -> LinkError {
        let mut reader = Reader::new(Box::new(|_, _| Vec::new()));
        let mut stranger = Stranger::default();
        for line in lines {
            stranger.says(&reader.take(line));
        }
        stranger.diagnosis("here")
    }

    /// However the text falls into lines: that depends on when it is read.
    #[test]
    fn of_another_firmware_the_line_is_kept_that_says_most() {
        const NAME: &str = "AT firmware of the shop, ready";
        const NOISE: &str = "\\xf8\\xe5\\x1c\\x9c\\x03\\x81\\xf8\\xe5\\x1c\\x9c\\x03\\x81";
        for lines in [
            &[NAME, "> "][..],
            &["> ", NAME],
            &[NAME, "> ", "\\x03", NAME, "> "],
            &[NOISE, NAME],
            &[NAME, NOISE],
        ] {
            let LinkError::OtherFirmware { heard, .. } = heard(lines) else {
                panic!("{lines:?}")
            };
            assert_eq!(heard, NAME, "{lines:?}");
        }
        assert!(matches!(heard(&[NOISE]), LinkError::OtherFirmware { .. }));
        assert!(matches!(heard(&[]), LinkError::Silent { .. }));
        let loader = heard(&[NAME, "waiting for download"]);
        assert!(matches!(loader, LinkError::Bootloader { .. }));
    }

    #[test]
    fn each_trouble_has_its_own_verdict() {
        let trouble = |lines: &[&str]| match heard(lines) {
            LinkError::Trouble { trouble, .. } => Some(trouble),
            _ => None,
        };
        let gps = "$GPGLL,4916.45,N,12311.12,W,225444,A*31";
        for (lines, verdict) in [
            (&["MicroPython v1.23.0", ">>> "][..], Trouble::MicroPython),
            (&["Brownout detector was triggered"], Trouble::BrownOut),
            (&["invalid header: 0xffffffff"; 9], Trouble::BlankFlash),
            (&[gps; 3], Trouble::Gps),
            (&["\\xf8\\xe5\\x02"; 5], Trouble::Speed),
            (
                &[
                    "panicked at a.rs:1:1:",
                    "no",
                    "ESP-ROM:esp32c3-api1",
                    "panicked at a.rs:1:1:",
                ],
                Trouble::PanicLoop,
            ),
        ] {
            assert_eq!(trouble(lines), Some(verdict), "{lines:?}");
        }
    }

    #[test]
    fn what_was_heard_is_cut() {
        let long = "ñ".repeat(500);
        let LinkError::OtherFirmware { heard, .. } = heard(&[&long]) else {
            panic!()
        };
        assert_eq!(heard.chars().count(), HEARD);
        assert!(heard.ends_with('…'));
    }
}

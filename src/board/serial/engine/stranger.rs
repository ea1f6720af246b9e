//! Who is there, if not a board of ours.

use crate::board::serial::boot::{self, Sign};
use crate::board::serial::error::LinkError;

/// What was heard of somebody who has not said hello.
#[derive(Debug, Default)]
pub(super) struct Stranger {
    /// The line that says most, and how much that is.
    line: Option<(usize, String)>,
    pub bootloader: bool,
    pub echo: bool,
}

impl Stranger {
    /// A line of text. The one that says most is kept: a prompt that follows a greeting says little, and
    /// whether it comes as a line of its own depends on when it is read.
    pub fn says(&mut self, line: &boot::Line<'_>) {
        self.bootloader |= line.sign == Sign::Bootloader;
        // Noise is shown as numbers, and says nothing.
        let weight = match line.sign {
            Sign::Noise => 0,
            _ => line.text.chars().filter(|c| c.is_alphanumeric()).count(),
        };
        if self.line.as_ref().is_none_or(|(most, _)| weight > *most) {
            self.line = Some((weight, line.text.to_owned()));
        }
    }

    /// Why it said no hello.
    pub fn diagnosis(&self, place: &str) -> LinkError {
        let place = place.to_owned();
        if self.echo {
            LinkError::Echo { place }
        } else if self.bootloader {
            LinkError::Bootloader { place }
        } else if let Some((_, heard)) = self.line.clone() {
            LinkError::OtherFirmware { place, heard }
        } else {
            LinkError::Silent { place }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> LinkError {
        let mut stranger = Stranger::default();
        for line in lines {
            stranger.says(&boot::read(line));
        }
        stranger.diagnosis("here")
    }

    /// However the text falls into lines: that depends on when it is read.
    #[test]
    fn of_another_firmware_the_line_is_kept_that_says_most() {
        const NAME: &str = "MicroPython v1.23 on ESP32C3";
        const NOISE: &str = "\\xf8\\xe5\\x1c\\x9c\\x03\\x81\\xf8\\xe5\\x1c\\x9c\\x03\\x81";
        for lines in [
            &[NAME, ">>> "][..],
            &[">>> ", NAME],
            &[NAME, ">>> ", "\\x03", NAME, ">>> "],
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
}

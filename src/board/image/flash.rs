//! Writes the firmware to a chip, through the espflash library.

use std::fmt::Write;
use std::time::Duration;

use espflash::connection::{Connection, ResetAfterOperation, ResetBeforeOperation};
use espflash::flasher::{FlashData, FlashSettings, Flasher};
use espflash::image_format::ImageFormat;
use espflash::image_format::idf::IdfBootloaderFormat;
use espflash::target::{Chip, ProgressCallbacks};
use serialport::{SerialPort, UsbPortInfo};

use super::elf;
use crate::board::serial::{
    FIRST_BAUD, LinkError, SerialStream, Stream, open_port, path_of, ports,
};
use crate::fill;
use crate::words::{Lang, t};

/// Why the firmware was not written.
#[derive(Debug)]
pub enum FlashError {
    /// The port cannot be had.
    Link(LinkError),
    /// The file is no image of ours.
    BadImage(String),
    /// The image is for another chip.
    WrongChip {
        /// The chip that the image is for.
        image: String,
        /// The chip that is there.
        chip: String,
    },
    /// The chip's ROM loader does not answer.
    NoAnswer {
        /// The port.
        place: String,
    },
    /// The connection broke, or the chip refused, in the middle of it.
    Broken {
        /// The port.
        place: String,
        /// What espflash says.
        why: String,
    },
    /// What was written is not what is there.
    Verify,
}

impl FlashError {
    /// What happened, and what to try.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            FlashError::Link(error) => error.display(lang),
            FlashError::BadImage(why) => fill!(lang, t::FLASH_BAD_IMAGE, why = why),
            FlashError::WrongChip { image, chip } => {
                fill!(lang, t::FLASH_WRONG_CHIP, image = image, chip = chip)
            }
            FlashError::NoAnswer { place } => fill!(lang, t::FLASH_NO_ANSWER, place = place),
            FlashError::Broken { place, why } => {
                fill!(lang, t::FLASH_BROKEN, place = place, why = why)
            }
            FlashError::Verify => t::FLASH_VERIFY.get(lang).to_owned(),
        }
    }
}

/// Who is told how far it has come.
pub trait Progress {
    /// The chip was found.
    fn found(&mut self, chip: &str, mac: &str);
    /// A part begins: its address in flash, and its steps.
    fn begin(&mut self, addr: u32, steps: usize);
    /// So many steps of the part are done.
    fn step(&mut self, done: usize);
    /// The part is being read back and compared.
    fn verify(&mut self);
    /// The part is done; `same` if it was there already.
    fn end(&mut self, same: bool);
}

struct Callbacks<'a>(&'a mut dyn Progress);

impl ProgressCallbacks for Callbacks<'_> {
    fn init(&mut self, addr: u32, total: usize) {
        self.0.begin(addr, total);
    }

    fn update(&mut self, current: usize) {
        self.0.step(current);
    }

    fn verifying(&mut self) {
        self.0.verify();
    }

    fn finish(&mut self, skipped: bool) {
        self.0.end(skipped);
    }
}

/// Writes the image `elf` to the chip at the port that a user calls `name`, at `baud` bits per second,
/// compares what is there with it, and starts it. Parts that are there already are not written again.
///
/// # Errors
/// [`FlashError`]. Nothing is written to a chip that the image is not for.
pub fn flash(
    name: &str,
    elf: &[u8],
    baud: u32,
    progress: &mut dyn Progress,
) -> Result<(), FlashError> {
    let path = path_of(name);
    let wanted = chip(elf)?;
    let connection = connect(&path)?;
    let native = ports::at(&path)
        .and_then(|port| port.adapter())
        .is_some_and(|adapter| adapter.native);
    let broken = |error: espflash::Error| blame(&path, error);
    // USB has no speed to raise; the ROM's own is enough elsewhere if none was asked for.
    let speed = (!native && baud > FIRST_BAUD).then_some(baud);
    let mut flasher =
        Flasher::connect(connection, true, true, true, Some(wanted), speed).map_err(&broken)?;
    let info = flasher.device_info().map_err(&broken)?;
    progress.found(
        &info.chip.to_string(),
        info.mac_address.as_deref().unwrap_or("-"),
    );
    let settings = FlashSettings::new(None, Some(info.flash_size), None);
    let data = FlashData::new(settings, 0, None, wanted, info.crystal_frequency);
    let format = IdfBootloaderFormat::new(elf, &data, None, None, None, None)
        .map_err(|error| FlashError::BadImage(chain(&error)))?;
    flasher
        .load_image_to_flash(&mut Callbacks(progress), ImageFormat::EspIdf(format))
        .map_err(&broken)
}

/// The chip that an image is for.
fn chip(elf: &[u8]) -> Result<Chip, FlashError> {
    let name = elf::chip_of(elf)
        .ok_or_else(|| FlashError::BadImage("no chip is named in it".to_owned()))?;
    name.parse()
        .map_err(|_| FlashError::BadImage(format!("it is for {name}")))
}

fn connect(path: &str) -> Result<Connection, FlashError> {
    let mut stream = open_port(path).map_err(FlashError::Link)?;
    // A pseudo-terminal has no lines: what is behind it must be in its ROM loader already.
    let has_lines = stream.set_lines(false, false).is_ok();
    let _ = stream.discard();
    let usb = ports::at(path).and_then(|port| port.usb);
    let info = UsbPortInfo {
        vid: usb.as_ref().map_or(0, |usb| usb.vid),
        pid: usb.as_ref().map_or(0, |usb| usb.pid),
        serial_number: None,
        manufacturer: None,
        product: None,
    };
    let (before, after) = if has_lines {
        (
            ResetBeforeOperation::DefaultReset,
            ResetAfterOperation::HardReset,
        )
    } else {
        (ResetBeforeOperation::NoReset, ResetAfterOperation::NoReset)
    };
    let port = patient(stream).map_err(FlashError::Link)?;
    Ok(Connection::new(port, info, after, before, FIRST_BAUD))
}

/// The port as espflash expects it.
fn patient(stream: SerialStream) -> Result<espflash::connection::Port, LinkError> {
    /// What espflash's own program uses.
    const PATIENCE: Duration = Duration::from_secs(3);
    let mut port = stream.into_port()?;
    port.set_timeout(PATIENCE)
        .map_err(|error| LinkError::Other {
            place: port.name().unwrap_or_default(),
            why: error.into(),
        })?;
    Ok(port)
}

fn blame(path: &str, error: espflash::Error) -> FlashError {
    use espflash::Error;
    let place = path.to_owned();
    match error {
        Error::ChipMismatch(image, chip) => FlashError::WrongChip { image, chip },
        Error::VerifyFailed => FlashError::Verify,
        Error::Connection(_) => FlashError::NoAnswer { place },
        other => FlashError::Broken {
            place,
            why: chain(&other),
        },
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a String cannot fail.
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    sockscope_link::text::printable(text.as_bytes())
}

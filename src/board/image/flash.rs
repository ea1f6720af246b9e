//! Writes the firmware to a chip, through the espflash library.
//!
//! ```text
//! connect ──► chip, contents ──► (the image is built) ──► write
//! ```

use std::fmt::Write;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::Duration;

use espflash::connection::{Connection, ResetAfterOperation, ResetBeforeOperation};
use espflash::flasher::{DeviceInfo, FlashData, FlashSettings, Flasher};
use espflash::image_format::ImageFormat;
use espflash::image_format::idf::IdfBootloaderFormat;
use espflash::target::ProgressCallbacks;
use serialport::{SerialPort, UsbPortInfo};

use super::contents::{self, Contents};
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
    /// The port is no longer there.
    Gone {
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
            FlashError::BadImage(why) => {
                fill!(lang, t::FLASH_BAD_IMAGE, why = why)
            }
            FlashError::WrongChip { image, chip } => {
                fill!(lang, t::FLASH_WRONG_CHIP, image = image, chip = chip)
            }
            FlashError::NoAnswer { place } => fill!(lang, t::FLASH_NO_ANSWER, place = place),
            FlashError::Gone { place } => fill!(lang, t::FLASH_GONE, place = place),
            FlashError::Broken { place, why } => {
                fill!(lang, t::FLASH_BROKEN, place = place, why = why)
            }
            FlashError::Verify => t::FLASH_VERIFY.get(lang).to_owned(),
        }
    }
}

/// Who is told how far it has come.
pub trait Progress {
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

/// A chip in its ROM loader.
pub struct Target {
    flasher: Flasher,
    info: DeviceInfo,
    path: String,
}

impl Target {
    /// Finds the chip at the port that a user calls `name`, to be written to at `baud` bits per second.
    /// Its program stops; nothing is written yet.
    ///
    /// # Errors
    /// [`FlashError`]: there is no such port, nobody answers there, or another chip than `wanted`
    /// (a chip's name) does.
    pub fn connect(name: &str, baud: u32, wanted: Option<&str>) -> Result<Target, FlashError> {
        let path = path_of(name);
        let connection = connection(&path)?;
        let native = ports::at(&path)
            .and_then(|port| port.adapter())
            .is_some_and(|adapter| adapter.native);
        // USB has no speed to raise; the ROM's own is enough elsewhere if none was asked for.
        let speed = (!native && baud > FIRST_BAUD).then_some(baud);
        let blame = |error: espflash::Error| blame(&path, error, false);
        let mut flasher =
            Flasher::connect(connection, true, true, true, None, speed).map_err(blame)?;
        let info = flasher.device_info().map_err(blame)?;
        let target = Target {
            flasher,
            info,
            path: path.clone(),
        };
        match wanted {
            Some(image) if image != target.chip() => Err(FlashError::WrongChip {
                image: image.to_owned(),
                chip: target.chip(),
            }),
            _ => Ok(target),
        }
    }

    /// The chip's name: `esp32c3`.
    pub fn chip(&self) -> String {
        self.info.chip.to_string()
    }

    /// Its hardware address.
    pub fn mac(&self) -> &str {
        self.info.mac_address.as_deref().unwrap_or("-")
    }

    /// What its flash memory holds, by the name that a program bears in it.
    pub fn contents(&mut self) -> Contents {
        contents::read(&mut self.flasher)
    }

    /// Writes the image `elf`, compares what is there with it, and starts it. Parts that are there
    /// already are not written again.
    ///
    /// # Errors
    /// [`FlashError`]. Nothing is written to a chip that the image is not for.
    pub fn write(mut self, elf: &[u8], progress: &mut dyn Progress) -> Result<(), FlashError> {
        let image = image_chip(elf)?;
        let chip = self.chip();
        if image != chip {
            return Err(FlashError::WrongChip { image, chip });
        }
        let settings = FlashSettings::new(None, Some(self.info.flash_size), None);
        let data = FlashData::new(
            settings,
            0,
            None,
            self.info.chip,
            self.info.crystal_frequency,
        );
        let format = format(elf, &data)?;
        self.flasher
            .load_image_to_flash(&mut Callbacks(progress), ImageFormat::EspIdf(format))
            .map_err(|error| blame(&self.path, error, true))
    }

    /// Starts the program that is there.
    pub fn leave(self) {
        let mut connection = self.flasher.into_connection();
        // A chip that does not take the reset waits for its button.
        let _ = connection.reset();
    }
}

/// The chip that an image is for.
///
/// # Errors
/// [`FlashError::BadImage`]
pub fn image_chip(elf: &[u8]) -> Result<String, FlashError> {
    elf::chip_of(elf).ok_or_else(|| FlashError::BadImage("no chip is named in it".to_owned()))
}

/// The image as it lies in flash. The library takes an image at its word, and panics where that is false.
fn format<'a>(elf: &'a [u8], data: &'a FlashData) -> Result<IdfBootloaderFormat<'a>, FlashError> {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let made = panic::catch_unwind(AssertUnwindSafe(|| {
        IdfBootloaderFormat::new(elf, data, None, None, None, None)
    }));
    panic::set_hook(loud);
    match made {
        Ok(made) => made.map_err(|error| FlashError::BadImage(chain(&error))),
        Err(_) => Err(FlashError::BadImage(
            "its parts do not fit together".to_owned(),
        )),
    }
}

fn connection(path: &str) -> Result<Connection, FlashError> {
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

/// What an error of the library comes to. It takes a port that went away for a chip that is silent: whether
/// the port is still there tells. `found`: the chip had answered.
fn blame(path: &str, error: espflash::Error, found: bool) -> FlashError {
    use espflash::Error;
    let place = path.to_owned();
    match error {
        Error::ChipMismatch(image, chip) => FlashError::WrongChip { image, chip },
        Error::VerifyFailed => FlashError::Verify,
        _ if !Path::new(path).exists() && ports::at(path).is_none() => FlashError::Gone { place },
        Error::Connection(_) if !found => FlashError::NoAnswer { place },
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

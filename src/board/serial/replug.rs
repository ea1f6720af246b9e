//! The same place again: a USB device that comes back may have another path.

use std::fmt;

use super::error::LinkError;
use super::ports::{self, PortFacts};
use super::stream::{Place, Stream, open, open_port, path_of};

/// Opens a place as often as it is asked to, by its device's serial number from the second time on.
pub struct Replug {
    place: Place,
    /// Of the device that was there the first time.
    serial: Option<String>,
    /// Where it was last.
    path: Option<String>,
}

impl Replug {
    /// Nothing is opened yet.
    pub fn new(place: Place) -> Replug {
        Replug {
            place,
            serial: None,
            path: None,
        }
    }

    /// The place, as the user called it.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Opens it, wherever it is now.
    ///
    /// # Errors
    /// As [`open`].
    pub fn open(&mut self) -> Result<Box<dyn Stream>, LinkError> {
        let Place::Port(name) = &self.place else {
            return open(&self.place);
        };
        let path = moved(self.serial.as_deref(), &ports::list()).unwrap_or_else(|| path_of(name));
        let stream = open_port(&path)?;
        if self.path.is_none() {
            self.serial = ports::at(&path).and_then(|port| port.usb?.serial);
        }
        self.path = Some(path);
        Ok(Box::new(stream))
    }
}

/// The place, and where it is if that is another path.
impl fmt::Display for Replug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) if *path != self.place.to_string() => write!(f, "{} ({path})", self.place),
            _ => self.place.fmt(f),
        }
    }
}

/// The path of the device with this serial number.
fn moved(serial: Option<&str>, ports: &[PortFacts]) -> Option<String> {
    let has = |port: &&PortFacts| port.usb.as_ref().and_then(|usb| usb.serial.as_deref()) == serial;
    serial
        .and_then(|_| ports.iter().find(has))
        .map(|port| port.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::serial::ports::Usb;

    #[test]
    fn a_device_is_found_again_under_another_name() {
        let port = |path: &str, serial: Option<&str>| PortFacts {
            path: path.to_owned(),
            usb: Some(Usb {
                vid: 0x303a,
                pid: 0x1001,
                serial: serial.map(str::to_owned),
                product: None,
            }),
        };
        let ports = [
            port("/dev/ttyACM0", None),
            port("/dev/ttyACM1", Some("60:55:F9:A1:B2:C3")),
        ];
        assert_eq!(
            moved(Some("60:55:F9:A1:B2:C3"), &ports).as_deref(),
            Some("/dev/ttyACM1")
        );
        assert_eq!(moved(Some("another"), &ports), None);
        assert_eq!(
            moved(None, &ports),
            None,
            "a bridge without a number is where it was"
        );
    }
}

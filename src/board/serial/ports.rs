//! The serial ports of this machine, and which of them may be boards.

use std::fmt;

use serialport::{SerialPortInfo, SerialPortType};

/// A kind of USB device that boards are reached through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Adapter {
    /// USB vendor id.
    pub vid: u16,
    /// USB product id; `None` for every product of the vendor that is not named by itself.
    pub pid: Option<u16>,
    /// Its usual name.
    pub name: &'static str,
    /// Whether the chip itself is the USB device, and not a bridge to its UART: there is no speed.
    pub native: bool,
}

/// The adapters that are found on ESP32 boards.
pub const ADAPTERS: &[Adapter] = &[
    adapter(0x10c4, 0xea60, "CP210x", false),
    adapter(0x1a86, 0x7523, "CH340", false),
    adapter(0x1a86, 0x55d3, "CH343", false),
    adapter(0x1a86, 0x55d4, "CH9102", false),
    adapter(0x0403, 0x6001, "FT232R", false),
    adapter(0x0403, 0x6015, "FT231X", false),
    adapter(0x303a, 0x1001, "USB-Serial-JTAG", true),
    // Every other device of Espressif: its chips' own USB.
    Adapter {
        vid: 0x303a,
        pid: None,
        name: "Espressif USB",
        native: true,
    },
];

const fn adapter(vid: u16, pid: u16, name: &'static str, native: bool) -> Adapter {
    Adapter {
        vid,
        pid: Some(pid),
        name,
        native,
    }
}

/// The adapter with these USB ids, if it is one of [`ADAPTERS`].
pub fn adapter_of(vid: u16, pid: u16) -> Option<&'static Adapter> {
    ADAPTERS
        .iter()
        .find(|a| a.vid == vid && a.pid.is_none_or(|known| known == pid))
}

/// What USB says of the device behind a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usb {
    /// Vendor id.
    pub vid: u16,
    /// Product id.
    pub pid: u16,
    /// The device's serial number, if it has one.
    pub serial: Option<String>,
    /// The device's name, if it has one.
    pub product: Option<String>,
}

impl fmt::Display for Usb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vid, self.pid)
    }
}

/// A serial port of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortFacts {
    /// What opens it: `/dev/ttyUSB0`, `COM3`.
    pub path: String,
    /// Its device, where it is one of USB.
    pub usb: Option<Usb>,
}

impl PortFacts {
    /// The kind of adapter, if it is one that boards have.
    pub fn adapter(&self) -> Option<&'static Adapter> {
        self.usb
            .as_ref()
            .and_then(|usb| adapter_of(usb.vid, usb.pid))
    }

    /// The last part of its path: `ttyUSB0`.
    pub fn short(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether a user who says `text` means this port: its path, the end of it, or its device's
    /// serial number or the end of that (colons and case do not matter, 6 digits are enough).
    pub fn is_called(&self, text: &str) -> bool {
        if self.path == text || self.short().eq_ignore_ascii_case(text) {
            return true;
        }
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = plain(text);
        let serial = self.usb.as_ref().and_then(|usb| usb.serial.as_deref());
        wanted.len() >= 6 && serial.is_some_and(|serial| plain(serial).ends_with(&wanted))
    }
}

impl From<SerialPortInfo> for PortFacts {
    fn from(info: SerialPortInfo) -> Self {
        let usb = match info.port_type {
            SerialPortType::UsbPort(usb) => Some(Usb {
                vid: usb.vid,
                pid: usb.pid,
                serial: usb.serial_number.as_deref().map(shown),
                product: usb.product.as_deref().map(shown),
            }),
            _ => None,
        };
        PortFacts {
            path: info.port_name,
            usb,
        }
    }
}

/// A device names itself: its name is text from the other end.
fn shown(text: &str) -> String {
    sockscope_link::text::printable(text.as_bytes())
}

/// Every serial port of this machine, boards' adapters first, then by name. Ports that USB does not
/// know of are among them. Reads what the system has at hand; opens nothing.
pub fn list() -> Vec<PortFacts> {
    // serialport expects this folder to be there; containers may have none.
    if cfg!(target_os = "linux") && !std::path::Path::new("/sys/class/tty").is_dir() {
        return Vec::new();
    }
    let mut ports: Vec<PortFacts> = serialport::available_ports()
        .unwrap_or_default()
        .into_iter()
        // macOS lists every port twice; `tty` would wait for a modem's carrier.
        .filter(|info| !(cfg!(target_os = "macos") && info.port_name.starts_with("/dev/tty.")))
        .map(PortFacts::from)
        .collect();
    ports.sort_by_key(|port| (port.adapter().is_none(), port.path.clone()));
    ports
}

/// The ports behind which a board may be, by their USB ids.
pub fn boards() -> Vec<PortFacts> {
    let mut ports = list();
    ports.retain(|port| port.adapter().is_some());
    ports
}

/// What is known of the port at `path`.
pub fn at(path: &str) -> Option<PortFacts> {
    list().into_iter().find(|port| port.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(path: &str, serial: &str) -> PortFacts {
        PortFacts {
            path: path.to_owned(),
            usb: Some(Usb {
                vid: 0x303a,
                pid: 0x1001,
                serial: Some(serial.to_owned()),
                product: None,
            }),
        }
    }

    #[test]
    fn the_ids_of_boards_are_known() {
        for (vid, pid, name, native) in [
            (0x10c4, 0xea60, "CP210x", false),
            (0x1a86, 0x7523, "CH340", false),
            (0x1a86, 0x55d4, "CH9102", false),
            (0x303a, 0x1001, "USB-Serial-JTAG", true),
            (0x303a, 0x8123, "Espressif USB", true),
        ] {
            let adapter = adapter_of(vid, pid).expect(name);
            assert_eq!((adapter.name, adapter.native), (name, native));
        }
        assert_eq!(adapter_of(0x046d, 0xc31c), None, "a keyboard");
    }

    #[test]
    fn a_port_is_called_by_path_short_name_or_serial_number() {
        let port = port("/dev/ttyACM0", "60:55:F9:A1:B2:C3");
        for name in [
            "/dev/ttyACM0",
            "ttyACM0",
            "60:55:F9:A1:B2:C3",
            "6055f9a1b2c3",
            "a1b2c3",
            "A1:B2:C3",
        ] {
            assert!(port.is_called(name), "{name}");
        }
        for name in ["", "c3", "b2c3", "ttyACM1", "/dev/tty", "605:5f9a1b2c4"] {
            assert!(!port.is_called(name), "{name}");
        }
    }

    #[test]
    fn what_a_device_calls_itself_acts_on_no_terminal() {
        let facts = PortFacts::from(SerialPortInfo {
            port_name: "/dev/ttyUSB9".into(),
            port_type: SerialPortType::UsbPort(serialport::UsbPortInfo {
                vid: 0x1a86,
                pid: 0x7523,
                serial_number: None,
                manufacturer: None,
                product: Some("\x1b[2Jboard".into()),
            }),
        });
        assert_eq!(facts.usb.unwrap().product.as_deref(), Some("\\x1b[2Jboard"));
    }
}

//! The two ports of the link: UART0 and, on chips that have one, USB-Serial-JTAG.
//!
//! Interrupts empty the hardware's small queues (128 and 64 bytes: 1.4 ms at 921,600 baud) into
//! pipes that the main loop reads. Writing never waits: it takes what fits.

use core::cell::RefCell;
use portable_atomic::{AtomicU32, Ordering};

use embassy_sync::blocking_mutex::Mutex;
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::pipe::Pipe;
use embassy_sync::signal::Signal;
use esp_hal::Blocking;
use esp_hal::handler;
use esp_hal::uart::{Config, ConfigError, RxConfig, Uart, UartInterrupt};

use crate::budget::{SERIAL_CHUNK, SERIAL_IN};

#[cfg(feature = "_usb")]
use esp_hal::usb::usb_serial_jtag::{UsbSerialJtag, UsbSerialJtagRx, UsbSerialJtagTx};

/// The speed after every reset, the ROM's own: boot text is readable.
pub const FIRST_BAUD: u32 = 115_200;

/// The highest speed that is taken.
pub const MAX_BAUD: u32 = 2_000_000;

/// One port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// UART0: the bridge chip's USB socket.
    Uart,
    /// USB-Serial-JTAG: the chip's own USB socket.
    #[cfg(feature = "_usb")]
    Usb,
}

impl Port {
    /// Every port of this chip, in the order of their numbers.
    pub const ALL: &[Port] = &[
        Port::Uart,
        #[cfg(feature = "_usb")]
        Port::Usb,
    ];
}

type Shared<T> = Mutex<CriticalSectionRawMutex, RefCell<Option<T>>>;

static UART: Shared<Uart<'static, Blocking>> = Mutex::new(RefCell::new(None));
#[cfg(feature = "_usb")]
static USB: Shared<(
    UsbSerialJtagRx<'static, Blocking>,
    UsbSerialJtagTx<'static, Blocking>,
)> = Mutex::new(RefCell::new(None));

static ARRIVED: [Pipe<CriticalSectionRawMutex, SERIAL_IN>; Port::ALL.len()] =
    [const { Pipe::new() }; Port::ALL.len()];
static SIGNAL: Signal<CriticalSectionRawMutex, ()> = Signal::new();
static LOST: AtomicU32 = AtomicU32::new(0);

/// How UART0 is set at this speed.
pub fn config(baud: u32) -> Config {
    // Damaged bytes are the frames' checksum's affair; half of the queue is left for the time that
    // an interrupt may be late.
    let receive = RxConfig::default()
        .with_fifo_full_threshold(64)
        .with_timeout(2)
        .with_reported_errors(enumset::EnumSet::empty());
    Config::default().with_baudrate(baud).with_rx(receive)
}

/// Takes over UART0.
pub fn start_uart(mut uart: Uart<'static, Blocking>) {
    uart.set_interrupt_handler(uart_interrupt);
    UART.lock(|cell| {
        uart.listen(UartInterrupt::RxFifoFull | UartInterrupt::RxTimeout);
        cell.replace(Some(uart));
    });
}

/// Takes over USB-Serial-JTAG.
#[cfg(feature = "_usb")]
pub fn start_usb(mut usb: UsbSerialJtag<'static, Blocking>) {
    usb.set_interrupt_handler(usb_interrupt);
    USB.lock(|cell| {
        usb.listen_rx_packet_recv_interrupt();
        cell.replace(Some(usb.split()));
    });
}

#[handler]
fn uart_interrupt() {
    UART.lock(|cell| {
        let mut cell = cell.borrow_mut();
        let Some(uart) = cell.as_mut() else { return };
        uart.clear_interrupts(UartInterrupt::RxFifoFull | UartInterrupt::RxTimeout);
        let mut chunk = [0; SERIAL_CHUNK];
        while let Ok(len @ 1..) = uart.read_buffered(&mut chunk) {
            arrived(Port::Uart, &chunk[..len]);
        }
    });
}

#[cfg(feature = "_usb")]
#[handler]
fn usb_interrupt() {
    USB.lock(|cell| {
        let mut cell = cell.borrow_mut();
        let Some((usb, _)) = cell.as_mut() else {
            return;
        };
        usb.reset_rx_packet_recv_interrupt();
        let mut chunk = [0; SERIAL_CHUNK];
        while let len @ 1.. = usb.drain_rx_fifo(&mut chunk) {
            arrived(Port::Usb, &chunk[..len]);
        }
    });
}

fn arrived(port: Port, mut bytes: &[u8]) {
    while let Ok(taken @ 1..) = ARRIVED[port as usize].try_write(bytes) {
        bytes = &bytes[taken..];
    }
    if !bytes.is_empty() {
        LOST.fetch_add(bytes.len() as u32, Ordering::Relaxed);
    }
    SIGNAL.signal(());
}

/// Waits until something has arrived on any port.
pub async fn wait() {
    SIGNAL.wait().await;
}

/// Reads what has arrived; 0 if nothing has.
pub fn read(port: Port, buffer: &mut [u8]) -> usize {
    ARRIVED[port as usize].try_read(buffer).unwrap_or(0)
}

/// How many bytes found no room since the last time this was asked.
pub fn lost() -> u32 {
    LOST.swap(0, Ordering::Relaxed)
}

/// Writes as much as the port takes at once, and says how much that was.
pub fn write(port: Port, bytes: &[u8]) -> usize {
    match port {
        Port::Uart => UART.lock(|cell| {
            let mut cell = cell.borrow_mut();
            match cell.as_mut() {
                // Takes what fits; with no room at all it would wait.
                Some(uart) if uart.write_ready() => uart.write(bytes).unwrap_or(0),
                _ => 0,
            }
        }),
        #[cfg(feature = "_usb")]
        Port::Usb => USB.lock(|cell| {
            let mut cell = cell.borrow_mut();
            let Some((_, usb)) = cell.as_mut() else {
                return 0;
            };
            let taken = bytes
                .iter()
                .take_while(|byte| usb.write_byte_nb(**byte).is_ok())
                .count();
            if taken > 0 {
                // Whether the host has fetched it yet is seen at the next write.
                let _ = usb.flush_tx_nb();
            }
            taken
        }),
    }
}

/// Whether UART0 has sent everything that was written.
pub fn uart_is_idle() -> bool {
    esp_hal::peripherals::UART0::regs()
        .status()
        .read()
        .txfifo_cnt()
        .bits()
        == 0
}

/// Changes UART0's speed. What is in its queues is lost.
///
/// # Errors
/// The clock cannot be divided to this speed.
pub fn set_baud(baud: u32) -> Result<(), ConfigError> {
    UART.lock(|cell| match cell.borrow_mut().as_mut() {
        Some(uart) => uart.apply_config(&config(baud)),
        None => Ok(()),
    })
}

//! The last words: message and backtrace, as plain text on both ports, then a reset.
//!
//! An allocation that fails and an exception of the processor end here too. Nothing of the link is
//! used, since it may be what broke: bytes go straight to the ports, each with a limit on how long
//! it may take.

use core::fmt::{self, Write};
use portable_atomic::{AtomicBool, AtomicU32, Ordering};

use esp_backtrace::Backtrace;
use esp_hal::peripherals::UART0;
use esp_hal::time::{Duration, Instant};

/// A byte at 115,200 baud takes 87 µs; the queue before it has 128.
const PATIENCE: Duration = Duration::from_millis(20);

static PANICKED: AtomicBool = AtomicBool::new(false);

/// [`CRASHED`] after a panic. Neither a reset nor the start of the program touches it; when the power
/// comes it is anything.
#[esp_hal::ram(unstable(rtc_fast, persistent))]
static LAST_END: AtomicU32 = AtomicU32::new(0);

const CRASHED: u32 = u32::from_le_bytes(*b"cras");

/// Whether the run before this one ended in a panic. Asked a second time, it says no.
pub fn ended_the_last_run() -> bool {
    let last = LAST_END.load(Ordering::Relaxed);
    LAST_END.store(0, Ordering::Relaxed);
    last == CRASHED
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    // SAFETY: never released, the chip restarts: no interrupt, so no other task, runs from here on.
    let _ = unsafe { critical_section::acquire() };
    LAST_END.store(CRASHED, Ordering::Relaxed);
    // A panic within the panic has nothing more to say.
    if !PANICKED.swap(true, Ordering::Relaxed) {
        // The zero ends a frame that was cut; `Ports` cannot fail.
        let mut out = Ports::default();
        let _ = write!(
            out,
            "\0\r\n====================== PANIC ======================\r\n"
        );
        let _ = write!(out, "{info}\r\n\r\n");
        name_image(&mut out);
        let _ = write!(out, "Backtrace:\r\n\r\n");
        for frame in Backtrace::capture().frames() {
            let _ = write!(out, "0x{:x}\r\n", frame.program_counter());
        }
        let _ = write!(out, "\r\n");
        out.flush();
    }
    esp_hal::system::software_reset()
}

/// Which image it is, as espflash wrote it into the flash: the host names functions by no other one.
fn name_image(out: &mut Ports) {
    // SAFETY: it is there for as long as the program. Read as it is in flash now, not as it was
    // compiled.
    let descriptor = unsafe { core::ptr::read_volatile(&raw const crate::ESP_APP_DESC) };
    let hash = descriptor.app_elf_sha256();
    if hash.iter().all(|byte| *byte == 0) {
        return;
    }
    let _ = write!(out, "ELF file SHA256: ");
    for byte in &hash[..8] {
        let _ = write!(out, "{byte:02x}");
    }
    let _ = write!(out, "\r\n\r\n");
}

/// Both ports, by their registers.
#[derive(Default)]
struct Ports {
    uart_stuck: bool,
    usb_stuck: bool,
}

impl Ports {
    fn byte(&mut self, byte: u8) {
        let uart = UART0::regs();
        if wait(&mut self.uart_stuck, || {
            uart.status().read().txfifo_cnt().bits() < 126
        }) {
            // SAFETY: any value of the byte is one that can be sent.
            uart.fifo()
                .write(|w| unsafe { w.rxfifo_rd_byte().bits(byte) });
        }
        self.usb_byte(byte);
    }

    #[cfg(feature = "_usb")]
    fn usb_byte(&mut self, byte: u8) {
        let usb = esp_hal::peripherals::USB_DEVICE::regs();
        if wait(&mut self.usb_stuck, || {
            usb.ep1_conf().read().serial_in_ep_data_free().bit_is_set()
        }) {
            // SAFETY: as above.
            usb.ep1().write(|w| unsafe { w.rdwr_byte().bits(byte) });
            if byte == b'\n' {
                usb.ep1_conf().modify(|_, w| w.wr_done().set_bit());
            }
        }
    }

    #[cfg(not(feature = "_usb"))]
    fn usb_byte(&mut self, _: u8) {
        self.usb_stuck = true;
    }

    /// Waits until what was written has left the chip.
    fn flush(&mut self) {
        self.uart_stuck = false;
        wait(&mut self.uart_stuck, || {
            UART0::regs().status().read().txfifo_cnt().bits() == 0
        });
        // The host fetches USB's last packet within a millisecond, the UART sends its last byte.
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(2) {}
    }
}

impl Write for Ports {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.bytes().for_each(|byte| self.byte(byte));
        Ok(())
    }
}

/// Whether `ready` came true in time; a port that was stuck once is not waited for again.
fn wait(stuck: &mut bool, ready: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !ready() {
        if *stuck || start.elapsed() > PATIENCE {
            *stuck = true;
            return false;
        }
    }
    true
}

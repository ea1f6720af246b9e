//! The board's image for the ESP32 family.
//!
//! A thin shell around the board core of `firmware/board`: this file starts the chip up, [`shell`]
//! runs the main loop, [`radio`] the Wi-Fi, [`session`] and [`serial`] the way to the host.
#![no_std]
#![no_main]

#[cfg(not(target_os = "none"))]
compile_error!(
    "this is a chip's image: build it inside firmware/esp32, whose .cargo/config.toml names the chip's target"
);

#[cfg(not(any(
    feature = "esp32",
    feature = "esp32s2",
    feature = "esp32s3",
    feature = "esp32c3",
    feature = "esp32c6"
)))]
compile_error!("name the chip: --features esp32c3 (or esp32c6, esp32, esp32s2, esp32s3)");

extern crate alloc;

mod budget;
mod credentials;
mod dhcp_server;
mod led;
mod network;
mod panic;
mod radio;
mod serial;
mod session;
mod shell;
mod wifi;

use alloc::format;
use alloc::string::String;

use embassy_executor::Spawner;
use esp_hal::clock::CpuClock;
use esp_hal::peripherals::Peripherals;
use esp_hal::rng::Rng;
use esp_hal::rtc_cntl::{Rtc, Rwdt, RwdtStage};
use esp_hal::system::Cpu;
use esp_hal::time::Duration;
use esp_hal::uart::Uart;
use esp_radio::wifi::WifiController;

use crate::credentials::Credentials;
use crate::led::Led;
use crate::network::Network;
use crate::session::Session;
use crate::shell::{Chip, Shell};

esp_bootloader_esp_idf::esp_app_desc!();

/// The chip's name, and the pins of Espressif's own development board: UART0's two and the LED's.
macro_rules! chip {
    ($name:literal, $rx:ident, $tx:ident, $led:ident) => {
        const CHIP: &str = $name;
        macro_rules! pins {
            ($p:ident) => {
                ($p.$rx, $p.$tx, $p.$led)
            };
        }
    };
}

#[cfg(feature = "esp32c3")]
chip!("esp32c3", GPIO20, GPIO21, GPIO8);
#[cfg(feature = "esp32c6")]
chip!("esp32c6", GPIO17, GPIO16, GPIO8);
#[cfg(feature = "esp32")]
chip!("esp32", GPIO3, GPIO1, GPIO2);
#[cfg(feature = "esp32s2")]
chip!("esp32s2", GPIO44, GPIO43, GPIO18);
#[cfg(feature = "esp32s3")]
chip!("esp32s3", GPIO44, GPIO43, GPIO48);

#[esp_rtos::main]
async fn main(spawner: Spawner) -> ! {
    let p = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));
    esp_alloc::heap_allocator!(#[esp_hal::ram(reclaimed)] size: budget::HEAP_REGIONS.0);
    esp_alloc::heap_allocator!(size: budget::HEAP_REGIONS.1);
    start(spawner, p).await
}

async fn start(spawner: Spawner, p: Peripherals) -> ! {
    let watchdog = start_watchdog(Rtc::new(p.RTC_TIMER));
    let (rx, tx, led) = pins!(p);
    let uart = Uart::new(p.UART0, serial::config(serial::FIRST_BAUD))
        .expect("the ROM itself speaks at this speed");
    serial::start_uart(uart.with_rx(rx).with_tx(tx));
    #[cfg(feature = "_usb")]
    serial::start_usb(esp_hal::usb::usb_serial_jtag::UsbSerialJtag::new(
        p.USB_DEVICE,
    ));

    let reset_reason = reset_reason();
    session::say(&format!(
        "sockscope {} on {CHIP}, reset by {reset_reason}\r\n",
        env!("CARGO_PKG_VERSION")
    ));

    #[cfg(feature = "_systimer")]
    esp_rtos::start(
        esp_hal::timer::systimer::SystemTimer::new(p.SYSTIMER).alarm0,
        p.FROM_CPU_INTR0,
    );
    #[cfg(not(feature = "_systimer"))]
    esp_rtos::start(
        esp_hal::timer::timg::TimerGroup::new(p.TIMG0).timer0,
        p.FROM_CPU_INTR0,
    );

    let controller = WifiController::new(p.WIFI, radio::driver())
        .expect("the radio's driver starts with the buffers of budget.rs");
    let network = Network::new();
    spawner.spawn(radio::run(controller).expect("the radio's task is spawned once"));

    let random = Rng::new();
    let seed = u64::from(random.random()) << 32 | u64::from(random.random());
    let shell = Shell {
        session: Session::new(watchdog),
        network,
        credentials: Credentials::new(p.FLASH),
        led: Led::new(p.RMT, led),
        chip: Chip {
            name: CHIP,
            reset_reason,
            seed,
        },
    };
    shell.run().await
}

/// Why the chip was reset, in the chip's own word, which for a panic is that of every reset by
/// software: that one is called `Crash`.
fn reset_reason() -> String {
    let reason = esp_hal::rtc_cntl::reset_reason(Cpu::ProCpu);
    if panic::ended_the_last_run() {
        return String::from("Crash");
    }
    reason.map_or_else(|| String::from("unknown"), |reason| format!("{reason:?}"))
}

/// Resets the chip when the main loop hangs.
fn start_watchdog(rtc: Rtc<'static>) -> Rwdt {
    let mut watchdog = rtc.rwdt;
    watchdog.set_timeout(
        RwdtStage::Stage0,
        Duration::from_secs(budget::WATCHDOG_SECONDS),
    );
    watchdog.enable();
    watchdog
}

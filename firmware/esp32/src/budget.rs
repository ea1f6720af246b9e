//! Every buffer of the image, in one place. Sizes are in bytes unless the name says otherwise.
//!
//! What is left of the chip's memory is the main stack; `ESP_HAL_CONFIG_ENSURE_MAIN_STACK_MINIMUM`
//! in `.cargo/config.toml` is the least that the linker accepts. An allocation that finds no room
//! panics, with a message on both ports and a reset; none fails silently.

use sockscope_link::frame::MAX_FRAME;

/// The heap's two regions: what the second-stage bootloader leaves behind, and memory taken for good.
/// Of both together the radio's driver takes about 45 kB once it is connected (and up to 38 kB more
/// while frames are under way), the board core about 125 kB with the limits of `Config::chip()`, the
/// link 28 kB.
///
/// The ESP32 and the ESP32-S2 divide their memory in another way and have less of it (esp-hal's
/// `memory.x`). Their sizes are reckoned, not tried.
pub const HEAP_REGIONS: (usize, usize) = if cfg!(feature = "esp32") {
    (96 * 1024, 88 * 1024)
} else if cfg!(feature = "esp32s2") {
    (128 * 1024, 32 * 1024)
} else {
    (64 * 1024, 168 * 1024)
};

/// TCP connections at once, at 3 kB each: those of `Config::chip()`, fewer where the heap is smaller.
pub const CONNECTIONS: usize = if cfg!(any(feature = "esp32", feature = "esp32s2")) {
    8
} else {
    24
};

/// What has arrived on one port of the link and waits for the main loop: two frames.
pub const SERIAL_IN: usize = 2 * MAX_FRAME;

/// Frames that the host has not acknowledged. A report that finds no room waits.
pub const OUTBOX: usize = 4 * MAX_FRAME;

/// Commands that wait to be carried out; more of them stay with the host.
pub const COMMANDS: usize = 16;

/// How much of a port is read at a time.
pub const SERIAL_CHUNK: usize = 128;

/// The largest Ethernet frame, without its check sequence; `ESP_RADIO_CONFIG_WIFI_MTU` says the
/// same to the driver.
pub const ETHERNET_FRAME: usize = 1514;

/// Packets that the radio's driver keeps for us, and those of ours that are on their way.
pub const RADIO_RECEIVE_QUEUE_PACKETS: usize = 8;
/// See [`RADIO_RECEIVE_QUEUE_PACKETS`].
pub const RADIO_SEND_QUEUE_PACKETS: usize = 6;

/// The driver's receive buffers, 1.6 kB each, allocated once.
pub const RADIO_STATIC_BUFFERS: u8 = 6;
/// The driver's copies of frames under way, each way, allocated as they come.
pub const RADIO_DYNAMIC_BUFFERS: u16 = 12;

/// Stations that the board's own access point lets in, and leases that its DHCP server gives.
pub const STATIONS: usize = 8;

/// How long the main loop may take for one turn before the watchdog resets the chip, in seconds.
pub const WATCHDOG_SECONDS: u64 = 8;

//! The status LED: the colour of the state that a socket of the board reached last.

use sockscope_link::State;

/// Red, green, blue; dim, for a desk.
type Colour = [u8; 3];

const fn colour(state: State) -> Colour {
    match state {
        State::Unbound | State::Closed => [0, 0, 0],
        State::Bound => [4, 4, 4],
        State::Listen => [0, 0, 16],
        State::SynSent | State::SynReceived => [14, 10, 0],
        State::Established => [0, 18, 0],
        State::FinWait1 | State::FinWait2 => [18, 5, 0],
        State::CloseWait | State::LastAck => [14, 0, 10],
        State::Closing => [18, 0, 0],
        State::TimeWait => [0, 8, 12],
    }
}

#[cfg(not(feature = "plain-led"))]
pub use ws2812::Led;

#[cfg(feature = "plain-led")]
pub use plain::Led;

/// A WS2812 ("RGB LED"): 24 bits on one wire, made by the RMT peripheral.
#[cfg(not(feature = "plain-led"))]
mod ws2812 {
    use esp_hal::Blocking;
    use esp_hal::gpio::Level;
    use esp_hal::gpio::interconnect::PeripheralOutput;
    use esp_hal::peripherals::RMT;
    use esp_hal::rmt::{Channel, PulseCode, Rmt, Tx, TxChannelConfig, TxChannelCreator};
    use esp_hal::time::{Duration, Instant, Rate};
    use sockscope_link::State;

    use super::colour;

    /// 80 MHz, undivided: 12.5 ns a tick.
    const CLOCK: Rate = Rate::from_mhz(80);
    /// A 0 is 0.4 µs high and 0.85 µs low, a 1 the other way round (WS2812B data sheet).
    const ZERO: PulseCode = PulseCode::new(Level::High, 32, Level::Low, 68);
    const ONE: PulseCode = PulseCode::new(Level::High, 64, Level::Low, 36);

    /// The LED, if the chip lets us have it.
    pub struct Led {
        channel: Option<Channel<'static, Blocking, Tx>>,
        shown: Option<State>,
    }

    impl Led {
        /// A LED on this pin, dark.
        pub fn new(rmt: RMT<'static>, pin: impl PeripheralOutput<'static>) -> Self {
            let config = TxChannelConfig::default().with_clk_divider(1);
            let channel = Rmt::new(rmt, CLOCK)
                .ok()
                .and_then(|rmt| rmt.channel0.configure_tx(&config).ok())
                .map(|channel| channel.with_pin(pin));
            let mut led = Led {
                channel,
                shown: None,
            };
            led.show(State::Closed);
            led
        }

        /// Shows a state's colour.
        pub fn show(&mut self, state: State) {
            if self.shown == Some(state) {
                return;
            }
            self.shown = Some(state);
            let [red, green, blue] = colour(state);
            let bits = u32::from_be_bytes([0, green, red, blue]);
            let mut pulses = [PulseCode::end_marker(); 25];
            for (bit, pulse) in pulses.iter_mut().take(24).enumerate() {
                *pulse = if bits >> (23 - bit) & 1 == 1 {
                    ONE
                } else {
                    ZERO
                };
            }
            let Some(channel) = &mut self.channel else {
                return;
            };
            if let Ok(mut sending) = channel.reborrow().transmit(&pulses) {
                // 30 µs; a light is not worth more waiting.
                let start = Instant::now();
                while !sending.poll() && start.elapsed() < Duration::from_micros(200) {}
            }
        }
    }
}

/// One plain LED: lit while a socket does something.
#[cfg(feature = "plain-led")]
mod plain {
    use esp_hal::gpio::{Level, Output, OutputConfig, OutputPin};
    use esp_hal::peripherals::RMT;
    use sockscope_link::State;

    use super::colour;

    /// The level that lights the LED: low on the small boards of the newer chips, high on the ESP32's.
    const LIT: Level = if cfg!(feature = "esp32") {
        Level::High
    } else {
        Level::Low
    };
    const DARK: Level = if cfg!(feature = "esp32") {
        Level::Low
    } else {
        Level::High
    };

    /// The LED.
    pub struct Led {
        pin: Output<'static>,
    }

    impl Led {
        /// A LED on this pin, dark.
        pub fn new(_: RMT<'static>, pin: impl OutputPin + 'static) -> Self {
            Led {
                pin: Output::new(pin, DARK, OutputConfig::default()),
            }
        }

        /// Shows whether a state has a colour.
        pub fn show(&mut self, state: State) {
            self.pin.set_level(if colour(state) == [0, 0, 0] {
                DARK
            } else {
                LIT
            });
        }
    }
}

//! Thousands of random situations on a pair.

use super::hand::{Hand, Seat, Tally};
use crate::pair::Sim;
use crate::run::{Message, Model, Options, Pace};

/// How many situations: `SOCKSCOPE_RUNS` says another number, when this is compiled.
fn most() -> u32 {
    option_env!("SOCKSCOPE_RUNS").map_or(5_000, |most| most.parse().expect("a number"))
}

impl Seat for Sim {
    fn tell(&mut self, message: Message) {
        Sim::tell(self, message);
    }

    fn model(&self) -> &Model {
        &self.model
    }
}

#[test]
fn five_thousand_random_situations_end_as_foretold() {
    let options = Options {
        stop_on_failure: false,
        pace: Pace::Run,
        ..Options::default()
    };
    let mut tally = Tally::default();
    for seed in 1.. {
        if tally.situations >= most() {
            break;
        }
        tally.add(Hand::new(Sim::new(options, seed), seed).play());
    }
    tally.is_certain(100);
}

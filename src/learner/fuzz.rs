//! No call of a hostile program makes the decoder panic: its arguments are any numbers, and what they point at
//! is any bytes, or nothing.

use std::net::TcpListener;
use std::os::fd::AsRawFd;

use proptest::collection::vec;
use proptest::prelude::*;

use super::decode::{Before, length};
use super::descriptors::{Descriptors, domain, kind};
use super::memory::{Memory, address};
use super::protocol::{LARGEST, Said};
use super::result::After;
use super::system_calls::Raw;

/// How many bytes are there to point at.
const THERE: usize = 512;

/// An argument: an address among the bytes, a small number, or any.
#[derive(Clone, Copy, Debug)]
enum Argument {
    At(usize),
    Number(u64),
}

fn argument() -> impl Strategy<Value = Argument> {
    prop_oneof![
        4 => (0..THERE).prop_map(Argument::At),
        3 => (0..70u64).prop_map(Argument::Number),
        1 => any::<u64>().prop_map(Argument::Number),
        1 => (0..40u64).prop_map(|below| Argument::Number(u64::MAX - below)),
    ]
}

proptest! {
    #[test]
    fn no_arguments_make_the_decoder_panic(
        mut there in vec(any::<u8>(), THERE),
        pointers in vec((0..THERE / 8, argument()), 0..24),
        arguments in vec(argument(), 6),
        about_a_socket in any::<bool>(),
        value in prop_oneof![-600..600i64, any::<i64>()],
    ) {
        let place = there.as_ptr() as u64;
        let number = |argument: Argument| match argument {
            Argument::At(at) => place + at as u64,
            Argument::Number(number) => number,
        };
        for (at, to) in pointers {
            there[8 * at..8 * at + 8].copy_from_slice(&number(to).to_ne_bytes());
        }
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut args = [0; 6];
        args.iter_mut().zip(arguments).for_each(|(arg, argument)| *arg = number(argument));
        if about_a_socket {
            args[0] = socket.as_raw_fd() as u64;
        }
        let pid = i32::try_from(std::process::id()).unwrap();
        let memory = Memory(pid);
        for raw in Raw::numbers().into_iter().filter_map(Raw::from_number) {
            let descriptors = &mut Descriptors::default();
            let mut before = Before { pid, raw, args, memory, descriptors };
            let Some(call) = before.call() else {
                continue;
            };
            let ret = After { pid, raw, args, call: &call, value, memory }.returned();
            let said = Said::Returned { ticket: 1, ret, made: None, open: Vec::new() };
            prop_assert!(serde_json::to_vec(&said).unwrap().len() < LARGEST);
            let _ = length(raw, args, memory);
        }
        drop(there);
    }

    #[test]
    fn no_bytes_make_an_address_panic(bytes in vec(any::<u8>(), 0..40), number in any::<i32>()) {
        let _ = (address(&bytes), domain(number), kind(number));
    }
}

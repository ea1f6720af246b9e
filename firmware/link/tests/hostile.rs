//! Input that means harm, and memory that stays small. One test function: the allocator counts
//! for the whole process.

mod common;

use std::alloc::System;

use cap::Cap;
use common::*;
use sockscope_link::frame::{Decoder, FrameError, Item, MAX_FRAME, MAX_LINE, Message};
use sockscope_link::{Command, Report};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What a decoder and all that it gives out at a time may take: its buffers (2 frames, a line) and
/// one message, whose vectors can double once while they grow.
const LIMIT: usize = 48 * 1024;

/// The most memory that was in use at once above what was in use before.
fn peak<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let before = ALLOCATOR.allocated();
    // `max_allocated` never falls: stand on its top first.
    let top = ALLOCATOR.max_allocated();
    let ground = vec![0u8; top - before];
    let result = work();
    let peak = ALLOCATOR.max_allocated() - top;
    drop(ground);
    (result, peak)
}

/// Xorshift (Marsaglia, 2003): the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    fn byte(&mut self) -> u8 {
        // The bytes that mean something are common.
        *[0, 0, Command::MARK, Report::MARK, b'\n', 0xFF]
            .get(self.below(12))
            .unwrap_or(&(self.below(256) as u8))
    }
}

#[test]
fn hostile_input() {
    memory_is_bounded_whatever_the_length();
    a_length_that_lies_allocates_nothing();
    fuzz::<Report>(&[
        frame(&transition()),
        frame(&segment(&[0; 128])),
        frame(&Report::Cleared),
    ]);
    fuzz::<Command>(&[frame(&Command::Look), frame(&Command::Ping(u32::MAX))]);
}

fn memory_is_bounded_whatever_the_length() {
    let endless_line = || vec![b'x'; 4096];
    let endless_garbage = || vec![0xFE; 4096];
    let endless_zeros = || vec![0; 4096];
    let endless_frame = || vec![0xF7; 4096];
    let openings = || [0, 0xF7].repeat(2048);
    let mut random = Random(1);
    let mut noise = || (0..4096).map(|_| random.byte()).collect();
    let inputs: [(&str, &mut dyn FnMut() -> Vec<u8>); 6] = [
        ("line", &mut { endless_line }),
        ("garbage", &mut { endless_garbage }),
        ("zeros", &mut { endless_zeros }),
        ("frame", &mut { endless_frame }),
        ("openings", &mut { openings }),
        ("noise", &mut noise),
    ];
    for (what, more) in inputs {
        let (longest, peak) = peak(|| {
            let mut decoder = Decoder::<Report>::new();
            let mut longest = 0;
            for _ in 0..256 {
                decoder.push(&more(), |item| {
                    if let Item::Text(line) = item {
                        longest = longest.max(line.len());
                    }
                });
            }
            longest
        });
        // Its own buffers at least, or nothing was measured.
        assert!(
            (2 * MAX_FRAME..LIMIT).contains(&peak),
            "{what}: {peak} bytes"
        );
        assert!(longest <= MAX_LINE * "\\xNN".len(), "{what}: {longest}");
    }
}

/// Frames without a fault but for a vector that claims more elements than the frame has bytes.
fn a_length_that_lies_allocates_nothing() {
    let huge = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
    for (what, mark, head) in [
        ("send", Command::MARK, &[3, 0, 0, 1, 5, 6, 0][..]),
        ("poll", Command::MARK, &[3, 0, 0, 1, 21]),
        ("hello", Command::MARK, &[0, 1]),
        ("recv", Report::MARK, &[3, 0, 2, 1, 0, 0, 1]),
        ("poll's array", Report::MARK, &[3, 0, 2, 1, 0, 0, 5]),
        ("log", Report::MARK, &[3, 0, 7, 0, 0]),
    ] {
        for tail in [0, 1900] {
            let stream = frame_of(mark, &[head, &huge, &vec![b'a'; tail]].concat());
            let errors = |error: Option<FrameError>| {
                assert_eq!(error, Some(FrameError::Unknown), "{what}");
            };
            let ((), peak) = peak(|| {
                if mark == Command::MARK {
                    errors(only_error(&items::<Command>(&stream)));
                } else {
                    errors(only_error(&items::<Report>(&stream)));
                }
            });
            assert!(peak < LIMIT, "{what}: {peak} bytes");
        }
    }
}

fn only_error<M>(items: &[Item<M>]) -> Option<FrameError> {
    match items {
        [Item::Error(error)] => Some(*error),
        _ => None,
    }
}

/// Good frames, bent at random places: nothing panics, pieces make no difference, and the next
/// good frame after a silence arrives.
fn fuzz<M: Message + PartialEq + std::fmt::Debug>(seeds: &[Vec<u8>]) {
    let mut random = Random(0x5EED);
    for round in 0..4000 {
        let mut stream = Vec::new();
        for _ in 0..random.below(4) {
            stream.extend(&seeds[random.below(seeds.len())]);
        }
        for _ in 0..random.below(6) {
            let at = random.below(stream.len() + 1);
            match random.below(4) {
                0 => stream.insert(at, random.byte()),
                1 if at < stream.len() => stream[at] = random.byte(),
                2 if at < stream.len() => drop(stream.remove(at)),
                _ => {
                    let part = &seeds[random.below(seeds.len())];
                    let part = part[random.below(part.len())..].to_vec();
                    stream.splice(at..at, part);
                }
            }
        }
        let whole = items::<M>(&stream);
        let chunk = 1 + random.below(40);
        assert_eq!(
            items_in_chunks::<M>(stream.chunks(chunk)),
            whole,
            "round {round}"
        );

        let good = &seeds[random.below(seeds.len())];
        let mut decoder = Decoder::<M>::new();
        let mut last = None;
        decoder.push(&stream, |_| {});
        decoder.flush(|_| {});
        decoder.push(good, |item| last = Some(item));
        assert_eq!(last.as_ref(), items::<M>(good).last(), "round {round}");
    }
}

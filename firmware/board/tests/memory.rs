//! How much memory a board takes, and when.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use sockscope_board::{Board, Config, Instant};
use sockscope_link::*;
use support::*;

struct Counting;

// Per thread, since tests run side by side. What another thread allocated may be freed here: only
// differences mean anything.
thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it came; only the sizes are counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.set(HELD.get().wrapping_add(layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.set(HELD.get().wrapping_sub(layout.size()));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How many bytes more than `before` are held now.
fn held_since(before: usize) -> usize {
    HELD.get().wrapping_sub(before)
}

/// What `make` makes, and how many bytes it holds.
fn measured<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get();
    let made = make();
    (made, held_since(before) + size_of::<T>())
}

/// The chip has 206 kB left for everything once Wi-Fi is up. Counted here with pointers of 64 bits; the
/// chip's are half as long.
#[test]
fn the_chips_board_fits_its_memory() {
    let config = Config::chip();
    assert!(config.descriptors >= 20 && config.connections >= 24);
    let (_board, taken) = measured(|| Board::new(config, Instant::ZERO));
    assert!(taken < 128 * 1024, "{taken} bytes");
}

/// On a chip nothing may fail for want of memory in the middle of a lesson.
#[test]
fn the_chips_board_takes_its_memory_at_once() {
    let mut b = Bench::with(
        Config {
            reserve: true,
            ..config(ADDRESS_A, 1)
        },
        config(ADDRESS_B, 2),
    );
    let before = HELD.get();
    let fd = b.stream(A);
    b.datagram(A);
    // Nobody answers: a connection is in use.
    b.blocks(
        A,
        Call::Connect {
            fd,
            addr: "10.77.0.9:9".parse().unwrap(),
        },
    );
    let taken = held_since(before);
    assert!(
        taken < 8192,
        "{taken} bytes, and a connection's buffers are 16 KiB"
    );
}

/// A virtual board may have 256 connections, but has the memory of those that were used.
#[test]
fn a_virtual_board_starts_small() {
    let (_board, taken) = measured(|| Board::new(Config::virtual_board(), Instant::ZERO));
    assert!(taken < 3 << 20, "{taken} bytes");
}

/// Every connection and every UDP socket in use.
#[test]
fn a_small_board_stays_small() {
    let now = Instant::ZERO;
    let before = HELD.get();
    let mut board = Board::new(Config::small(), now);
    let at_start = held_since(before);
    assert!(at_start < 200 * 1024, "{at_start} bytes");

    let mut wire = Wire::default();
    let mut next = 0;
    let mut call = |board: &mut Board, call| {
        next += 1;
        board.call(CallId(next), call, now, &mut wire)
    };
    let mut connections = 0;
    loop {
        let fd = call(&mut board, socket(Kind::Stream)).expect("socket() returns at once");
        let fd = fd
            .result
            .expect("there are more descriptors than connections") as Fd;
        // Nobody answers: the call blocks, and the connection is in use.
        let addr = at_a(9);
        match call(&mut board, Call::Connect { fd, addr }) {
            None => connections += 1,
            Some(ret) => {
                assert_eq!(ret.result, Err(Errno::NoBufs));
                break;
            }
        }
    }
    assert_eq!(connections, 32);
    while call(&mut board, socket(Kind::Dgram)).is_some_and(|ret| ret.result.is_ok()) {}
    wire = Wire::default();
    let taken = held_since(before);
    assert!(taken > 4 << 20, "{taken} bytes: nothing was used");
    assert!(taken < 5 << 20, "{taken} bytes");
    assert!(wire.reports.is_empty());
}

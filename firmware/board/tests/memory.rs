//! How much memory a board takes, and when.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use sockscope_board::{Board, Config, Instant};

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came; only the sizes are counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The chip has 206 kB left for everything once Wi-Fi is up. Counted here with pointers of 64 bits; the
/// chip's are half as long.
#[test]
fn the_chips_board_fits_its_memory() {
    let config = Config::chip();
    assert!(config.descriptors >= 20 && config.connections >= 24);
    let before = HELD.load(Relaxed);
    let board = Board::new(config, Instant::ZERO);
    let taken = HELD.load(Relaxed) - before + size_of::<Board>();
    assert!(taken < 120 * 1024, "{taken} bytes");
    drop(board);
}

//! What a session took goes back to the system when it ends.

/// The size in bytes from which blocks are mapped one by one: glibc's own to begin with. The buffers of
/// the board's sockets and the room of its gate are larger.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 128 << 10;

/// Keeps large blocks out of the threads' heaps. Left alone, glibc raises that size to that of the
/// largest block ever freed (mallopt(3), `M_MMAP_THRESHOLD`): from the second session on the board's
/// buffers, megabytes of them, would be cut from the heap of the thread that the session was opened in,
/// all of them touched, and stay there.
pub fn keep_large_blocks_apart() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        // SAFETY: mallopt() sets a number under malloc's own lock.
        ONCE.call_once(|| unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        });
    }
}

//! The host peer and the observer against this machine's kernel, on loopback.

mod bench;
mod blocking;
mod calls;
mod life;
#[cfg(target_os = "linux")]
mod private;

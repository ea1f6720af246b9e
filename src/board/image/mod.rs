//! The firmware's image.
//!
//! ```text
//! flash ──► contents
//!   └────► elf ──► toolchain ──► chip ◄── symbols
//! ```
//!
//! [`chip`] names the chips, [`toolchain`] finds the Rust that builds for one, [`elf`] finds, builds
//! and reads the image, [`flash`] writes it, [`symbols`] turns its addresses into functions.

pub mod chip;
#[cfg(feature = "flash")]
pub mod contents;
pub mod elf;
#[cfg(feature = "flash")]
pub mod flash;
pub mod symbols;
pub mod toolchain;

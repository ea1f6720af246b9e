//! The serial link, over pseudo-terminals, with the real board core at the other end.
#![cfg(target_os = "linux")]

mod elf;
mod faults;
#[cfg(feature = "flash")]
mod flash;
mod host;
mod lesson;
mod link;
mod shell;
mod tools;

//! The serial link, over pseudo-terminals, with the real board core at the other end.
#![cfg(target_os = "linux")]

mod elf;
mod faults;
#[cfg(feature = "flash")]
mod flash;
mod host;
mod lesson;
mod link;
mod manual;
#[path = "../terminal/pty.rs"]
#[allow(dead_code)]
mod pty;
mod shell;
mod stage;
mod tools;

//! The serial link, over pseudo-terminals and TCP, with the real board core at the other end.
#![cfg(target_os = "linux")]

mod chip;
mod elf;
mod faults;
#[cfg(feature = "flash")]
mod flash;
mod host;
mod lesson;
mod line;
mod link;
mod manual;
#[path = "../terminal/pty.rs"]
#[allow(dead_code)]
mod pty;
mod shell;
mod stage;
mod tcp;
mod tools;

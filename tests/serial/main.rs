//! The serial link, over pseudo-terminals, with the real board core at the other end.
#![cfg(target_os = "linux")]

mod faults;
mod host;
mod lesson;
mod link;
mod shell;

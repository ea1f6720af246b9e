//! What is asked of the system below the standard library and socket2. All unsafe code of the program
//! is here, each piece with what makes it sound; the rest of the program is denied any.

#[cfg(target_os = "linux")]
pub mod diag;
#[cfg(target_os = "linux")]
pub mod interfaces;
pub mod memory;
#[cfg(unix)]
pub mod mode;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(target_os = "linux")]
pub mod processes;
pub mod readiness;
#[cfg(target_os = "linux")]
pub mod route;
#[cfg(unix)]
pub mod serial;
#[cfg(unix)]
pub mod signals;
pub mod sockets;

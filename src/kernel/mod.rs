//! What is asked of the system below the standard library and socket2. All unsafe code of the program
//! is here, each piece with what makes it sound; the rest of the program is denied any.

#[cfg(target_os = "linux")]
pub mod bell;
#[cfg(target_os = "linux")]
pub mod diag;
#[cfg(target_os = "linux")]
pub mod interfaces;
#[cfg(can_step)]
pub mod launch;
#[cfg(target_os = "linux")]
pub mod meminfo;
pub mod memory;
#[cfg(unix)]
pub mod mode;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(can_step)]
pub mod plain;
#[cfg(target_os = "linux")]
pub mod processes;
#[cfg(can_step)]
pub mod ptrace;
pub mod readiness;
#[cfg(target_os = "linux")]
pub mod route;
#[cfg(can_step)]
pub mod seccomp;
#[cfg(unix)]
pub mod serial;
#[cfg(unix)]
pub mod signals;
pub mod sockets;
#[cfg(windows)]
pub mod tcp_table;

/// The kernel's name and release, as uname(2) has them (`Linux 6.18.5`); where there is no uname, the
/// system's name.
pub fn name() -> String {
    #[cfg(target_os = "linux")]
    {
        let name = rustix::system::uname();
        let text = |part: &std::ffi::CStr| part.to_string_lossy().into_owned();
        format!("{} {}", text(name.sysname()), text(name.release()))
    }
    #[cfg(not(target_os = "linux"))]
    std::env::consts::OS.to_owned()
}

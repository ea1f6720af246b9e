//! What can wake a task that sleeps: its own time, the other end of a connection, another task, or something that
//! nobody here sees.

use std::fs;

use sockscope_link::{Call, Fd};

use super::decode::members;
use super::memory::Memory;
use super::system_calls::Raw;
use crate::kernel::ptrace;

/// Whether the call that a task sleeps in ends with its time: then the program goes on whatever the other
/// end does.
pub fn by_itself(tid: i32) -> bool {
    let Some((number, args)) = call_of(tid) else {
        return false;
    };
    match number {
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => true,
        number => match Raw::from_number(number) {
            Some(Raw::Ppoll) => args[2] != 0,
            Some(Raw::Pselect6) => args[4] != 0,
            Some(Raw::EpollPwait2) => args[3] != 0,
            Some(Raw::EpollPwait) => args[3] as i32 >= 0,
            #[cfg(target_arch = "x86_64")]
            Some(Raw::Poll) => args[2] as i32 >= 0,
            #[cfg(target_arch = "x86_64")]
            Some(Raw::Select) => args[4] != 0,
            #[cfg(target_arch = "x86_64")]
            Some(Raw::EpollWait) => args[3] as i32 >= 0,
            _ => false,
        },
    }
}

/// Whether a task that sleeps outside of the calls that stop waits for another task, without a limit.
pub fn only_by_a_task(tid: i32) -> bool {
    match call_of(tid) {
        // Waking others takes no time; of those that wait, all have their limit there (futex(2)).
        Some((libc::SYS_futex, args)) => args[3] == 0,
        Some((libc::SYS_wait4 | libc::SYS_waitid, _)) => true,
        _ => false,
    }
}

/// Whether nothing but the sockets that are shown can end this call: no time, and no descriptor of another kind.
pub fn only_by_others(pid: i32, tid: i32, raw: Raw, args: [u64; 6], call: &Call) -> bool {
    match call {
        Call::Poll { fds, timeout_ms } => {
            *timeout_ms < 0 && watched(pid, tid, raw, args) == fds.len()
        }
        Call::Select { sets, wait_ms } => {
            *wait_ms < 0 && watched(pid, tid, raw, args) == sets.len()
        }
        _ => call.fd().is_some_and(|&fd| waits_for_ever(pid, fd)),
    }
}

/// Whether a process is to be woken by an alarm, as far as that is known: it has a handler for SIGALRM.
pub fn by_an_alarm(pid: i32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_none_or(|caught| caught >> (libc::SIGALRM - 1) & 1 == 1)
}

/// How many descriptors a call waits for, those that are not shown included.
fn watched(pid: i32, tid: i32, raw: Raw, args: [u64; 6]) -> usize {
    match raw {
        Raw::EpollWait | Raw::EpollPwait | Raw::EpollPwait2 => {
            let info = fs::read_to_string(format!("/proc/{pid}/fdinfo/{}", args[0]));
            let info = info.unwrap_or_default();
            info.lines().filter(|line| line.starts_with("tfd:")).count()
        }
        Raw::Select | Raw::Pselect6 => {
            let [count, sets @ ..] = args;
            let sets = sets[..3]
                .iter()
                .map(|set| members(Memory(tid), *set, count));
            let mut fds: Vec<Fd> = sets.flatten().collect();
            fds.sort_unstable();
            fds.dedup();
            fds.len()
        }
        _ => usize::try_from(args[1]).unwrap_or(usize::MAX),
    }
}

/// Whether a socket has no time after which its calls give up (socket(7), SO_RCVTIMEO). Where a descriptor cannot
/// be borrowed nobody knows.
pub fn waits_for_ever(pid: i32, fd: Fd) -> bool {
    let Ok(borrowed) = ptrace::borrow_descriptor(pid, fd) else {
        return false;
    };
    let socket = socket2::Socket::from(borrowed);
    let none = |time: std::io::Result<Option<std::time::Duration>>| matches!(time, Ok(None));
    none(socket.read_timeout()) && none(socket.write_timeout())
}

/// The number and the arguments of the call that a task sleeps in (proc_pid_syscall(5)).
fn call_of(tid: i32) -> Option<(i64, [u64; 6])> {
    let text = fs::read_to_string(format!("/proc/{tid}/syscall")).ok()?;
    let mut words = text.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut args = [0; 6];
    for (arg, word) in args.iter_mut().zip(words) {
        *arg = u64::from_str_radix(word.trim_start_matches("0x"), 16).ok()?;
    }
    Some((number, args))
}

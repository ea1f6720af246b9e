//! ptrace(2): stops a program's tasks before and after the calls that seccomp(2) picks.

use std::io;
use std::os::fd::{FromRawFd, OwnedFd};

/// `PTRACE_O_TRACESECCOMP` and what its stop is called (linux/ptrace.h).
const EVENT_SECCOMP: i32 = 7;
/// `PTRACE_EVENT_STOP`: a new task's first stop, and a stop of its whole process.
const EVENT_STOP: i32 = 128;
/// `PTRACE_GET_SYSCALL_INFO`, since Linux 5.3.
const GET_SYSCALL_INFO: libc::c_uint = 0x420e;
const SEIZE: libc::c_uint = 0x4206;
const INTERRUPT: libc::c_uint = 0x4207;
const LISTEN: libc::c_uint = 0x4208;

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited with this status.
    Status(i32),
    /// This signal ended it.
    Signal(i32),
}

/// Why a task stands still, or that it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is about to make a call that the filter picks.
    Call,
    /// The call that it was let make has run.
    Return,
    /// It has made a task: a thread, or a child process.
    Made(i32),
    /// It runs another program now.
    Exec,
    /// It is about to end; its descriptors are still open.
    Exiting,
    /// A signal is about to be delivered.
    Signal(i32),
    /// Its whole process was stopped (SIGTSTP and its kin).
    Stopped,
    /// A new task, before its first instruction.
    New,
    /// It is gone.
    Ended(End),
}

/// A system call as the kernel sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemCall {
    /// Its number.
    pub number: i64,
    /// Its arguments, those it does not have included.
    pub args: [u64; 6],
}

/// `struct ptrace_syscall_info` (linux/ptrace.h): what follows `sp` is the number and the arguments
/// before a call, and the value after it.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct SyscallInfo {
    op: u8,
    pad: [u8; 3],
    arch: u32,
    ip: u64,
    sp: u64,
    number: u64,
    args: [u64; 6],
    data: u64,
}

/// Attaches to a task of this user that waits for it; all that it starts is attached to as well. They
/// end with this process, however it ends.
///
/// # Errors
/// ptrace(2): EPERM where it is traced already, or forbidden.
pub fn seize(pid: i32) -> io::Result<()> {
    let options = libc::PTRACE_O_EXITKILL
        | libc::PTRACE_O_TRACESYSGOOD
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_TRACEEXIT
        | (1 << EVENT_SECCOMP);
    request(SEIZE, pid, 0, options as usize)
}

/// Lets a task go on; a signal that is not 0 is delivered to it.
///
/// # Errors
/// ptrace(2): ESRCH where it is gone, or does not stand still.
pub fn go_on(tid: i32, signal: i32) -> io::Result<()> {
    request(libc::PTRACE_CONT as _, tid, 0, signal as usize)
}

/// Lets a task make the call that it stands before, and stops it after.
///
/// # Errors
/// As [`go_on`].
pub fn run_call(tid: i32) -> io::Result<()> {
    request(libc::PTRACE_SYSCALL as _, tid, 0, 0)
}

/// Leaves a task stopped, as its process was told to.
///
/// # Errors
/// As [`go_on`].
pub fn stay_stopped(tid: i32) -> io::Result<()> {
    request(LISTEN, tid, 0, 0)
}

/// Stops a task, in a call that sleeps too: the kernel makes that again.
///
/// # Errors
/// ptrace(2): ESRCH where it is gone.
pub fn interrupt(tid: i32) -> io::Result<()> {
    request(INTERRUPT, tid, 0, 0)
}

/// The call that a task stands before.
///
/// # Errors
/// As [`go_on`].
pub fn call(tid: i32) -> io::Result<SystemCall> {
    let info = syscall_info(tid)?;
    Ok(SystemCall {
        number: info.number as i64,
        args: info.args,
    })
}

/// What the call that has run returned: an errno negated, or the value.
///
/// # Errors
/// As [`go_on`].
pub fn returned(tid: i32) -> io::Result<i64> {
    // The value lies where the number does before the call.
    Ok(syscall_info(tid)?.number as i64)
}

/// The next task that stands still or is gone; `None` if there is none now.
///
/// # Errors
/// waitpid(2): ECHILD when nothing is left to wait for.
pub fn wait() -> io::Result<Option<(i32, Stop)>> {
    let mut status = 0;
    // SAFETY: waitpid(2) writes one int, which is ours.
    let tid = unsafe { libc::waitpid(-1, &mut status, libc::__WALL | libc::WNOHANG) };
    match tid {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        tid => Ok(Some((tid, stop(tid, status)))),
    }
}

fn stop(tid: i32, status: i32) -> Stop {
    if libc::WIFEXITED(status) {
        return Stop::Ended(End::Status(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return Stop::Ended(End::Signal(libc::WTERMSIG(status)));
    }
    let signal = libc::WSTOPSIG(status);
    match status >> 16 {
        EVENT_SECCOMP => Stop::Call,
        EVENT_STOP if signal == libc::SIGTRAP => Stop::New,
        EVENT_STOP => Stop::Stopped,
        libc::PTRACE_EVENT_EXEC => Stop::Exec,
        libc::PTRACE_EVENT_EXIT => Stop::Exiting,
        libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => {
            Stop::Made(event_message(tid))
        }
        _ if signal == libc::SIGTRAP | 0x80 => Stop::Return,
        _ => Stop::Signal(signal),
    }
}

/// The number of the task that was made; 0 where the kernel does not say.
fn event_message(tid: i32) -> i32 {
    let mut message: libc::c_ulong = 0;
    let at = (&raw mut message) as usize;
    match request(libc::PTRACE_GETEVENTMSG as _, tid, 0, at) {
        Ok(()) => i32::try_from(message).unwrap_or(0),
        Err(_) => 0,
    }
}

fn syscall_info(tid: i32) -> io::Result<SyscallInfo> {
    let mut info = SyscallInfo::default();
    let at = (&raw mut info) as usize;
    request(GET_SYSCALL_INFO, tid, size_of::<SyscallInfo>(), at)?;
    Ok(info)
}

/// ptrace(2) with a request of this file: none writes more at `data` than what is there.
fn request(request: libc::c_uint, tid: i32, address: usize, data: usize) -> io::Result<()> {
    // SAFETY: the requests that write get the address of a value of the type that the kernel writes, alive
    // until the call returns, and its size where the request takes one; the others take numbers.
    let code = unsafe { libc::ptrace(request as _, tid, address, data) };
    if code < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Reads a task's memory into `buffer`; how many bytes there were to read, 0 if none.
pub fn read_memory(pid: i32, address: u64, buffer: &mut [u8]) -> usize {
    let local = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    let remote = libc::iovec {
        iov_base: address as *mut libc::c_void,
        iov_len: buffer.len(),
    };
    // SAFETY: the kernel writes at most `buffer.len()` bytes into `buffer`; the other address is one of the
    // other process, which the kernel checks.
    let read = unsafe { libc::process_vm_readv(pid, &local, 1, &remote, 1, 0) };
    usize::try_from(read).unwrap_or(0)
}

/// A descriptor of another process, for a moment: the same file under a number of ours
/// (pidfd_getfd(2)).
///
/// # Errors
/// pidfd_open(2), pidfd_getfd(2): EPERM where it is forbidden, EBADF where there is no such descriptor.
pub fn borrow_descriptor(pid: i32, fd: i32) -> io::Result<OwnedFd> {
    let process = owned(
        // SAFETY: takes numbers only.
        unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) },
    )?;
    use std::os::fd::AsRawFd;
    owned(
        // SAFETY: takes numbers only.
        unsafe { libc::syscall(libc::SYS_pidfd_getfd, process.as_raw_fd(), fd, 0) },
    )
}

fn owned(fd: libc::c_long) -> io::Result<OwnedFd> {
    match i32::try_from(fd) {
        // SAFETY: the kernel has just made this descriptor for us, and nobody else knows it.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Where a task stands: the registers that its stack is walked with.
#[derive(Clone, Copy, Debug)]
pub struct Registers {
    /// The next instruction.
    pub pc: u64,
    /// The top of the stack.
    pub sp: u64,
    /// The frame pointer.
    pub fp: u64,
    /// Where the function returns to.
    #[cfg(target_arch = "aarch64")]
    pub link: u64,
}

/// A task's registers, while it stands still.
///
/// # Errors
/// As [`go_on`].
pub fn registers(tid: i32) -> io::Result<Registers> {
    const NT_PRSTATUS: usize = 1;
    let mut all = std::mem::MaybeUninit::<libc::user_regs_struct>::zeroed();
    let mut place = libc::iovec {
        iov_base: all.as_mut_ptr().cast(),
        iov_len: size_of::<libc::user_regs_struct>(),
    };
    let at = (&raw mut place) as usize;
    request(libc::PTRACE_GETREGSET as _, tid, NT_PRSTATUS, at)?;
    // SAFETY: numbers all through: zeros and whatever the kernel wrote are values.
    let all = unsafe { all.assume_init() };
    #[cfg(target_arch = "x86_64")]
    let registers = Registers {
        pc: all.rip,
        sp: all.rsp,
        fp: all.rbp,
    };
    #[cfg(target_arch = "aarch64")]
    let registers = Registers {
        pc: all.pc,
        sp: all.sp,
        fp: all.regs[29],
        link: all.regs[30],
    };
    Ok(registers)
}

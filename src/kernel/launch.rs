//! Starts the learner's program where its calls can be stopped from the first one on.
//!
//! ```text
//!   parent                      child
//!   fork ─────────────────────► its own session, the terminal, the wire's namespaces
//!   reads "ready"  ◄─────────── writes it, waits
//!   SEIZE
//!   writes "go"    ───────────► no new privileges, the filter, exec
//! ```

use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;

use super::ptrace;
use super::seccomp::Filter;

/// What is to be started, and how.
pub struct Launch<'a> {
    /// The program and its arguments; the program is looked for as a shell does.
    pub argv: &'a [CString],
    /// Its environment.
    pub environment: &'a [CString],
    /// The process whose network namespace it is to be in, and whether its user namespace too.
    pub namespaces: Option<(i32, bool)>,
    /// Its standard input, output and error, and its controlling terminal.
    pub terminal: BorrowedFd<'a>,
    /// Which calls stop.
    pub filter: &'a Filter,
}

/// What the child was at when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// fork(2), pipe(2), or the child is gone.
    Start = 1,
    /// setsid(2), the terminal.
    Terminal,
    /// pidfd_open(2), setns(2).
    Namespaces,
    /// ptrace(2)
    Trace,
    /// seccomp(2)
    Filter,
    /// execve(2)
    Exec,
}

impl Step {
    const ALL: [Step; 6] = [
        Step::Start,
        Step::Terminal,
        Step::Namespaces,
        Step::Trace,
        Step::Filter,
        Step::Exec,
    ];

    /// The step's name: the system call that it is about.
    pub const fn name(self) -> &'static str {
        match self {
            Step::Start => "fork()",
            Step::Terminal => "ioctl(TIOCSCTTY)",
            Step::Namespaces => "setns()",
            Step::Trace => "ptrace(PTRACE_SEIZE)",
            Step::Filter => "seccomp(SECCOMP_SET_MODE_FILTER)",
            Step::Exec => "execve()",
        }
    }
}

/// A step that failed, and the errno.
pub type Failure = (Step, i32);

/// The program, seized; it has not reached its first instruction.
pub struct Launched {
    /// Its process.
    pub pid: i32,
    /// Tells why exec failed; closed without a word by one that succeeds.
    failure: File,
}

impl Launched {
    /// Why the program did not come to run; to be asked once the process has ended.
    pub fn failure(&mut self) -> Option<Failure> {
        let mut word = [0; 5];
        self.failure.read_exact(&mut word).ok()?;
        failure(word)
    }
}

fn failure([step, errno @ ..]: [u8; 5]) -> Option<Failure> {
    let step = Step::ALL.get(usize::from(step).checked_sub(1)?)?;
    Some((*step, i32::from_ne_bytes(errno)))
}

/// Starts the program. The caller must have one thread only, and reads SIGCHLD by a descriptor.
///
/// # Errors
/// The step that failed, and why. Nothing is left of it then.
pub fn launch(plan: &Launch<'_>) -> Result<Launched, Failure> {
    let started = |error: io::Error| (Step::Start, error.raw_os_error().unwrap_or(libc::EIO));
    let (mut said, says) = pipe().map_err(started)?;
    let (waits, mut go) = pipe().map_err(started)?;
    // SAFETY: this process has one thread, so that no lock is left taken in the child.
    let pid = unsafe { libc::fork() };
    match pid {
        -1 => return Err(started(io::Error::last_os_error())),
        0 => child(plan, says, waits, go),
        _ => drop((says, waits)),
    }
    let mut word = [0; 5];
    said.read_exact(&mut word)
        .map_err(|_| (Step::Start, libc::ESRCH))?;
    if let Some(failure) = failure(word) {
        return Err(failure);
    }
    if let Err(error) = ptrace::seize(pid) {
        // It reads the end of the pipe, and goes.
        return Err((Step::Trace, error.raw_os_error().unwrap_or(libc::EPERM)));
    }
    go.write_all(b"!").map_err(started)?;
    Ok(Launched { pid, failure: said })
}

fn pipe() -> io::Result<(File, File)> {
    let (reads, writes) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    Ok((reads.into(), writes.into()))
}

/// The child's way to exec; it never returns.
fn child(plan: &Launch<'_>, mut says: File, mut waits: File, go: File) -> ! {
    drop(go);
    let failed = match become_program(plan, &mut says, &mut waits) {
        Ok(never) => match never {},
        Err((step, error)) => (step, error.raw_os_error().unwrap_or(libc::EIO)),
    };
    let _ = says.write_all(&word(failed.0 as u8, failed.1));
    // SAFETY: ends the process, and runs nothing of its parent's on the way.
    unsafe { libc::_exit(127) }
}

fn word(step: u8, errno: i32) -> [u8; 5] {
    let [a, b, c, d] = errno.to_ne_bytes();
    [step, a, b, c, d]
}

fn become_program(
    plan: &Launch<'_>,
    says: &mut File,
    waits: &mut File,
) -> Result<std::convert::Infallible, (Step, io::Error)> {
    let at = |step| move |error| (step, error);
    take_terminal(plan.terminal).map_err(at(Step::Terminal))?;
    if let Some((pid, user)) = plan.namespaces {
        enter(pid, user).map_err(at(Step::Namespaces))?;
    }
    let argv = pointers(plan.argv);
    let environment = pointers(plan.environment);
    says.write_all(&word(0, 0)).map_err(at(Step::Start))?;
    let mut leave = [0];
    waits.read_exact(&mut leave).map_err(at(Step::Trace))?;
    as_users_programs_start();
    plan.filter.load().map_err(at(Step::Filter))?;
    // SAFETY: both arrays end with a null pointer, and their strings outlive the call.
    unsafe { libc::execvpe(argv[0], argv.as_ptr(), environment.as_ptr()) };
    Err((Step::Exec, io::Error::last_os_error()))
}

/// A session of its own, whose terminal this is.
fn take_terminal(terminal: BorrowedFd<'_>) -> io::Result<()> {
    let fd = terminal.as_raw_fd();
    // SAFETY: these take numbers; the three standard descriptors are this process's own to give away.
    let taken = unsafe {
        libc::setsid();
        libc::ioctl(fd, libc::TIOCSCTTY as _, 0) == 0
            && (0..=2).all(|standard| libc::dup2(fd, standard) == standard)
    };
    if taken {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Enters the namespaces of the wire's helper.
fn enter(pid: i32, user: bool) -> io::Result<()> {
    let user = if user { libc::CLONE_NEWUSER } else { 0 };
    // SAFETY: these take numbers; the descriptor is new, and nobody else's.
    unsafe {
        let process = libc::syscall(libc::SYS_pidfd_open, pid, 0);
        if process < 0 {
            return Err(io::Error::last_os_error());
        }
        let process = OwnedFd::from_raw_fd(process as i32);
        if libc::setns(process.as_raw_fd(), user | libc::CLONE_NEWNET) != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// No signal is blocked or ignored that was not when sockscope was started.
fn as_users_programs_start() {
    // SAFETY: a signal set is plain data; to take a signal's default action runs no code of ours.
    unsafe {
        let mut none = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
        for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
            libc::signal(signal, libc::SIG_DFL);
        }
    }
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let all = strings.iter().map(CString::as_c_str).map(CStr::as_ptr);
    all.chain([ptr::null()]).collect()
}

/// SIGCHLD as something to read: how a stop is waited for beside other things. The signal itself is
/// blocked from here on.
///
/// # Errors
/// signalfd(2)
pub fn stops() -> io::Result<OwnedFd> {
    // SAFETY: a signal set is plain data; the descriptor is new, and nobody else's.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, &set, ptr::null_mut());
        let fd = libc::signalfd(-1, &set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

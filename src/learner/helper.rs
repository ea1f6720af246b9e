//! The helper that traces the learner's program: this program again, as a process with one thread.

use std::ffi::{CString, OsStr};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::process::{Signal, getppid, set_parent_process_death_signal};

use super::protocol::{self, LARGEST, Said, Setup};
use super::system_calls::{REFUSED, Raw};
use super::tracer::Tracer;
use crate::kernel::launch::{self, Failure, Launch, Launched, launch};
use crate::kernel::processes;
use crate::kernel::seccomp::Filter;

/// The helper's whole life; its exit status. The pair is its standard input.
pub fn main() -> i32 {
    let stdin = io::stdin();
    let pair = stdin.as_fd();
    processes::close_inherited();
    let mut buffer = vec![0; LARGEST];
    let received = protocol::receive::<Setup>(&pair, &mut buffer);
    let Ok(Some((setup, Some(terminal)))) = received else {
        eprintln!("sockscope starts this by itself: it is of no use by hand");
        return 2;
    };
    if !bind_to_parent(setup.parent) {
        return 1;
    }
    let started = launch::stops()
        .map_err(|why| (launch::Step::Start, why.raw_os_error().unwrap_or(libc::EIO)))
        .and_then(|stops| Ok((stops, start(&setup, terminal.as_fd())?)));
    // From here on the program alone has the terminal: when it ends, so does what is read from it.
    drop(terminal);
    let (stops, mut program) = match started {
        Ok(started) => started,
        Err(failure) => return failed(pair, failure),
    };
    let mut tracer = Tracer::new(pair, stops, program.pid, setup.lines);
    match tracer.run() {
        Ok(true) if !tracer.has_run => match program.failure() {
            Some(failure) => failed(pair, failure),
            None => over(pair),
        },
        Ok(true) => over(pair),
        _ => 1,
    }
}

fn over(pair: std::os::fd::BorrowedFd<'_>) -> i32 {
    protocol::send(pair, &Said::Over, None).map_or(1, |()| 0)
}

fn failed(pair: std::os::fd::BorrowedFd<'_>, (step, errno): Failure) -> i32 {
    let said = Said::Failed(step.name().to_owned(), errno);
    // Whoever would hear it may be gone.
    let _ = protocol::send(pair, &said, None);
    1
}

/// Ends with the thread that started it, however that ends.
fn bind_to_parent(parent: u32) -> bool {
    let asked = set_parent_process_death_signal(Some(Signal::KILL));
    let now = getppid().map(|pid| pid.as_raw_nonzero().get() as u32);
    asked.is_ok() && now == Some(parent)
}

fn start(setup: &Setup, terminal: std::os::fd::BorrowedFd<'_>) -> Result<Launched, Failure> {
    let argv: Vec<CString> = (setup.argv.iter())
        .filter_map(|arg| CString::new(arg.clone()).ok())
        .collect();
    let filter = Filter::new(&Raw::numbers(), &REFUSED);
    launch(&Launch {
        argv: &argv,
        environment: &environment(),
        namespaces: setup.namespaces,
        terminal,
        filter: &filter,
    })
}

/// The user's environment; a leak sanitizer would trace the program itself when it ends, and cannot while
/// it is traced.
fn environment() -> Vec<CString> {
    const ASAN: &str = "ASAN_OPTIONS";
    let given = std::env::var_os(ASAN).unwrap_or_default();
    let mut options = given.clone().into_vec();
    if !options.is_empty() {
        options.push(b':');
    }
    options.extend(b"detect_leaks=0");
    let set = (ASAN.into(), OsStr::from_bytes(&options).to_owned());
    let others = std::env::vars_os().filter(|(name, _)| name != ASAN);
    others
        .chain([set])
        .filter_map(|(name, value)| {
            let text = [name.as_bytes(), b"=", value.as_bytes()].concat();
            CString::new(text).ok()
        })
        .collect()
}

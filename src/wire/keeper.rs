//! A helper process and the thread that keeps it.

use std::fs::File;
use std::io;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::Receiver;
use rustix::process::{Pid, Signal, kill_process};

/// How long a helper may take to answer, or to end; it needs milliseconds.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// Where what a helper prints goes: nowhere. A root without `/dev/null` has a pipe that nobody reads.
///
/// # Errors
/// No descriptor is left.
pub fn nowhere() -> io::Result<Stdio> {
    match File::options().write(true).open("/dev/null") {
        Ok(null) => Ok(null.into()),
        Err(_) => Ok(io::pipe()?.1.into()),
    }
}

/// The helper process and the thread that waits for it. The thread starts it too: the parent-death
/// signal is tied to the thread that did (prctl(2)), and this one lives as long as the helper.
#[derive(Debug)]
pub struct Helper {
    /// Its process id.
    pub pid: u32,
    keeper: Option<JoinHandle<()>>,
    ended: Receiver<()>,
}

impl Helper {
    /// Starts it.
    ///
    /// # Errors
    /// No thread, or what starting a process says.
    pub fn start(mut command: Command) -> io::Result<Helper> {
        let (started, start) = crossbeam_channel::bounded(1);
        let (end, ended) = crossbeam_channel::bounded(1);
        let keeper = thread::Builder::new()
            .name("helper".into())
            .stack_size(128 << 10)
            .spawn(move || {
                let child = command.spawn();
                // Its end of the pair is its alone now.
                drop(command);
                let mut child = match child {
                    Ok(child) => {
                        let _ = started.send(Ok(child.id()));
                        child
                    }
                    Err(error) => {
                        let _ = started.send(Err(error));
                        return;
                    }
                };
                let _ = child.wait();
                let _ = end.send(());
            })?;
        let pid = start
            .recv()
            .map_err(|_| io::Error::other("no word from its thread"))??;
        Ok(Helper {
            pid,
            keeper: Some(keeper),
            ended,
        })
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        if self.ended.recv_timeout(PATIENCE).is_err() {
            // Stopped, or stuck: it is not reaped yet, so that the number is still its own.
            if let Some(pid) = Pid::from_raw(self.pid as i32) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

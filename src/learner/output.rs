//! What the learner's program writes on its terminal, line by line.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use super::line::Line;
use crate::run::Printed;

/// How long a line without an end waits for more: a prompt has none.
const PROMPT: Duration = Duration::from_millis(100);

/// What has been read and not been told.
#[derive(Debug)]
pub struct Output {
    began: Instant,
    line: Line,
    /// The lines that have ended.
    ended: Vec<Printed>,
    /// When the line that has not was written to last, if that was not told.
    last: Option<Instant>,
}

impl Default for Output {
    fn default() -> Output {
        Output {
            began: Instant::now(),
            line: Line::default(),
            ended: Vec::new(),
            last: None,
        }
    }
}

impl Output {
    /// Reads what there is; false if nobody will write any more.
    pub fn read(&mut self, terminal: &OwnedFd) -> bool {
        let mut buffer = [0; 4096];
        loop {
            match rustix::io::read(terminal, &mut buffer) {
                // EIO: every descriptor of the other side is closed (pty(7)).
                Ok(0) | Err(rustix::io::Errno::IO) => return false,
                Ok(read) => self.take(&buffer[..read]),
                Err(_) => return true,
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(text) = self.line.take(*byte) {
                let line = self.printed(text, false);
                self.ended.push(line);
            }
        }
        self.last = Some(Instant::now()).filter(|_| !self.line.is_empty());
    }

    /// When a line without an end is to be told.
    pub fn waits(&self) -> Option<Duration> {
        self.last.map(|last| PROMPT.saturating_sub(last.elapsed()))
    }

    /// Whether it is.
    pub fn is_due(&self) -> bool {
        self.waits().is_some_and(|left| left.is_zero())
    }

    /// The lines that are whole, or are as whole as they will be.
    pub fn lines(&mut self) -> Vec<Printed> {
        let mut told = std::mem::take(&mut self.ended);
        if self.is_due() {
            self.last = None;
            told.push(self.printed(self.line.text(), true));
        }
        told
    }

    fn printed(&self, text: String, open: bool) -> Printed {
        let uptime_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Printed {
            uptime_ms,
            text,
            open,
        }
    }
}

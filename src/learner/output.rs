//! What the learner's program writes on its terminal, line by line.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use sockscope_link::{LogLevel, Report};

/// How long a line without an end waits for more: a prompt has none.
const PROMPT: Duration = Duration::from_millis(100);
/// The longest line, in bytes.
const MOST_LINE: usize = 1000;

/// What has been read and not been told.
#[derive(Debug)]
pub struct Output {
    began: Instant,
    bytes: Vec<u8>,
    last: Instant,
}

impl Default for Output {
    fn default() -> Output {
        let began = Instant::now();
        Output {
            began,
            bytes: Vec::new(),
            last: began,
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
                Ok(read) => {
                    self.bytes.extend_from_slice(&buffer[..read]);
                    self.last = Instant::now();
                }
                Err(_) => return true,
            }
        }
    }

    /// When a line without an end is to be told.
    pub fn waits(&self) -> Option<Duration> {
        (!self.bytes.is_empty()).then(|| PROMPT.saturating_sub(self.last.elapsed()))
    }

    /// Whether it is.
    pub fn is_due(&self) -> bool {
        self.waits().is_some_and(|left| left.is_zero())
    }

    /// The lines that are whole, or are as whole as they will be.
    pub fn lines(&mut self) -> Vec<Report> {
        let mut told = Vec::new();
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            told.push(self.line(&line));
        }
        if self.is_due() || self.bytes.len() > MOST_LINE {
            let line = std::mem::take(&mut self.bytes);
            told.push(self.line(&line));
        }
        told
    }

    fn line(&self, bytes: &[u8]) -> Report {
        let text = String::from_utf8_lossy(bytes);
        Report::Log {
            level: LogLevel::Info,
            uptime_ms: u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            text: text.trim_end_matches(['\r', '\n']).to_owned(),
        }
    }
}

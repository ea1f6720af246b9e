//! Says on stderr what is waited for: on a terminal one line that counts, elsewhere a line whenever
//! something else is waited for.

use std::io::{self, IsTerminal, Write};

use crate::run::Exit;
use crate::session::{Plan, Session, Waiting};
use crate::words::Lang;

/// The line that counts; dropped, it ends.
pub struct Counter {
    lang: Lang,
    live: bool,
    open: bool,
    said: String,
}

impl Counter {
    /// Nothing is said before something is waited for.
    pub fn new(lang: Lang) -> Counter {
        Counter {
            lang,
            live: io::stderr().is_terminal(),
            open: false,
            said: String::new(),
        }
    }

    /// One that never moves a cursor: lines alone.
    pub fn in_lines(lang: Lang) -> Counter {
        let mut counter = Counter::new(lang);
        counter.live = false;
        counter
    }

    /// This is waited for.
    pub fn tell(&mut self, waiting: &Waiting) {
        let mut err = io::stderr().lock();
        // Nobody to tell is no reason not to wait.
        if self.live {
            let _ = write!(err, "\r\x1b[K{}", waiting.display(self.lang));
            let _ = err.flush();
            self.open = true;
        } else {
            let what = waiting.what(self.lang);
            if what != self.said {
                let _ = writeln!(err, "sockscope: {what}");
                self.said = what;
            }
        }
    }
}

/// Opens a session; the counter says what is waited for.
///
/// # Errors
/// As [`Session::open`], in words.
pub fn open(plan: &Plan, mut counter: Counter) -> Result<Session, (Exit, String)> {
    let session = Session::open_telling(plan, &mut |waiting| counter.tell(&waiting));
    session.map_err(|why| (Exit::Environment, why.display(plan.lang)))
}

impl Drop for Counter {
    fn drop(&mut self) {
        if self.open {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

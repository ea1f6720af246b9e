//! Gives the model its program: all of it, or line by line as stdin has it.

use std::io::{self, BufRead, Read};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::program::Program;
use super::utf8;
use crate::fact;
use crate::run::{Exit, Message, Runner};
use crate::script;
use crate::session::Inbox;
use crate::words::{system, t};

/// Gives the model its program.
pub fn feed(program: Program, inbox: &Inbox) -> Option<Flow> {
    match program {
        Program::Lesson(lesson) => {
            inbox.put(Message::Lesson(lesson));
        }
        Program::Script(lines) => {
            lines
                .into_iter()
                .for_each(|line| inbox.put(Message::Line(line)));
            inbox.put(Message::LinesEnd);
        }
        Program::Own(own) => own.feed(inbox),
        Program::Stdin => {
            let inbox = inbox.clone();
            let (taken, given) = bounded(MOST_WAITING);
            std::thread::spawn(move || read_lines(&inbox, &taken));
            return Some(Flow { given, read: 0 });
        }
    }
    None
}

/// How many lines from stdin wait at most to be run. Then no more are read, and whoever writes them
/// waits too.
const MOST_WAITING: usize = 256;

/// Keeps whoever reads stdin from running ahead: each line that is read takes one of the
/// [`MOST_WAITING`] places, and gives it back when it has started.
pub struct Flow {
    given: Receiver<()>,
    /// Lines that were read and have not given their place back.
    read: usize,
}

impl Flow {
    /// The model was told `lines` more, and has this program now.
    pub fn mind(&mut self, lines: usize, runner: &Runner) {
        self.read += lines;
        if self.read == 0 {
            return;
        }
        let waiting = runner.waiting();
        while self.read > waiting && self.given.try_recv().is_ok() {
            self.read -= 1;
        }
    }
}

/// Reads the script on stdin, line by line as it comes.
fn read_lines(inbox: &Inbox, place: &Sender<()>) {
    /// A line longer than this is no line of the call language.
    const LIMIT: u64 = 1 << 20;
    let mut input = io::stdin().lock();
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        match input.by_ref().take(LIMIT).read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => {}
            Err(why) => {
                let said = fact!(t::RUN_UNREADABLE, file = "-", why = system::reason(why));
                inbox.put(Message::Failed(Exit::Usage, said));
                return;
            }
        }
        let text = match utf8::text(std::mem::take(&mut bytes), number + 1) {
            Ok(text) => text,
            Err(said) => {
                inbox.put(Message::NoLine(said));
                return;
            }
        };
        // A line may end with CR alone, too.
        for line in text.trim_end_matches(['\r', '\n']).split('\r') {
            number += 1;
            match script::parse_line(line, number) {
                Ok(Some(line)) => {
                    if place.send(()).is_err() {
                        return;
                    }
                    inbox.put(Message::Line(line));
                }
                Ok(None) => {}
                Err(error) => {
                    inbox.put(Message::NoLine(error.fact()));
                    return;
                }
            }
        }
    }
    inbox.put(Message::LinesEnd);
}

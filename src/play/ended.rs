//! A run that a signal ends, with a board on a real network: in order, so that nothing of it is left.
//!
//! A process that just dies has its connections closed with FIN. Where the board holds that, or is
//! gone, they stay in FIN-WAIT-1 for minutes, and the next run finds its port taken (EADDRINUSE).

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::run::Message;
use crate::session::Inbox;

/// How long the end may take; nobody waits longer for a program that was told to go.
const GRACE: Duration = Duration::from_secs(2);

/// The signal that came, if one did.
#[derive(Clone, Default)]
pub struct Ended(Arc<AtomicI32>);

impl Ended {
    /// Listens for the signals that end a program; the first one wakes whoever reads the inbox.
    ///
    /// # Errors
    /// A signal handler or a thread cannot be had.
    pub fn listen(inbox: Inbox) -> io::Result<Ended> {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let ended = Ended::default();
        let told = ended.clone();
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    told.0.store(signal, Ordering::SeqCst);
                    inbox.put(Message::Tick);
                    thread::sleep(GRACE);
                    // The main thread waits for something that does not come: a full pipe, a board.
                    let _ = emulate_default_handler(signal);
                }
            })?;
        Ok(ended)
    }

    /// Whether a signal came.
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::SeqCst) != 0
    }

    /// Dies of the signal that came, as it would have done at once; whoever started the program
    /// learns it so.
    pub fn die(&self) {
        let signal = self.0.load(Ordering::SeqCst);
        if signal != 0 {
            let _ = emulate_default_handler(signal);
        }
    }
}

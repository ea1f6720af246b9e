//! Which sockets have something new: epoll(7), and what other systems have like it.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use polling::{Event, Events, PollMode, Poller};
use socket2::Socket;

/// What was ready after a wait, kept from one wait to the next.
pub struct Ready(Events);

impl Ready {
    /// Nothing yet.
    pub fn new() -> Ready {
        Ready(Events::new())
    }

    /// The keys of the sockets that have something new.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|event| event.key as u32)
    }
}

/// A set of sockets, and the thread that waits for any of them. Sockets come and go while it waits.
pub struct Readiness {
    poller: Poller,
    /// What is watched, by its key: held, so that nothing is closed while the system watches it.
    held: Mutex<HashMap<u32, Arc<Socket>>>,
}

impl Readiness {
    /// An empty set.
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn new() -> io::Result<Readiness> {
        Ok(Readiness {
            poller: Poller::new()?,
            held: Mutex::default(),
        })
    }

    /// Tells of what is new on a socket from now on, where the system can; else of the next thing only,
    /// so that this is called again after each.
    ///
    /// # Errors
    /// epoll_ctl(2) or its like.
    pub fn watch(&self, key: u32, socket: &Arc<Socket>) -> io::Result<()> {
        let mut held = self.held();
        let edge = self.poller.supports_edge();
        let event = Event::all(key as usize);
        if held.contains_key(&key) {
            return if edge {
                Ok(())
            } else {
                self.poller.modify(&**socket, event)
            };
        }
        let mode = if edge {
            PollMode::Edge
        } else {
            PollMode::Oneshot
        };
        // SAFETY: `held` keeps the socket open until `forget` has taken it out of the poller.
        unsafe { self.poller.add_with_mode(&**socket, event, mode)? };
        held.insert(key, Arc::clone(socket));
        Ok(())
    }

    /// Tells of this socket no more, and lets go of it.
    pub fn forget(&self, key: u32) {
        if let Some(socket) = self.held().remove(&key) {
            // It fails only if it was not there.
            let _ = self.poller.delete(&*socket);
        }
    }

    /// Whether it tells of this socket.
    pub fn watches(&self, key: u32) -> bool {
        self.held().contains_key(&key)
    }

    /// Waits until a socket has something new, the time is over, or somebody wakes it.
    ///
    /// # Errors
    /// epoll_wait(2) or its like.
    pub fn wait(&self, ready: &mut Ready, timeout: Option<Duration>) -> io::Result<()> {
        ready.0.clear();
        self.poller.wait(&mut ready.0, timeout).map(drop)
    }

    /// Ends the wait that is under way, or the next one.
    pub fn wake(&self) {
        // A poller that cannot be woken wakes for its own time-out.
        let _ = self.poller.notify();
    }

    fn held(&self) -> MutexGuard<'_, HashMap<u32, Arc<Socket>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Readiness {
    fn drop(&mut self) {
        let keys: Vec<u32> = self.held().keys().copied().collect();
        for key in keys {
            self.forget(key);
        }
    }
}

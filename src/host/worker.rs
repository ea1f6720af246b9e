//! What a peer has: its sockets, its calls in flight, and the way out for its reports.

use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, unbounded};
use sockscope_link::{CallId, Report, Return, SocketId};

use super::observer::Observer;
use super::table::{Slot, Table};
use super::work::Pending;
use crate::kernel::readiness::Readiness;
use crate::peer::{Peer, Sink};
use crate::wire::SocketSource;

/// A peer, shared by those who command it and its thread.
pub(super) struct Worker {
    pub peer: Peer,
    pub source: SocketSource,
    pub observer: Arc<Observer>,
    pub sink: Sink,
    pub readiness: Arc<Readiness>,
    pub table: Table,
    /// The blocked calls, oldest first.
    pub pending: Vec<Pending>,
    /// Sockets that accept() has just made, to be watched once the lock is free.
    pub adopted: Vec<SocketId>,
    /// Where threads that wait in close() say that they are done.
    pub lingering: Sender<Option<CallId>>,
    pub lingered: Receiver<Option<CallId>>,
    /// When this command, or this round of the thread, began.
    pub now: Instant,
    /// When the thread wakes by itself to look or to end a call.
    pub wakes_at: Option<Instant>,
    /// The peer has ended.
    pub over: bool,
}

impl Worker {
    /// One that has no socket yet.
    pub(super) fn new(
        peer: Peer,
        source: SocketSource,
        observer: Arc<Observer>,
        sink: Sink,
        readiness: Arc<Readiness>,
    ) -> Worker {
        let (lingering, lingered) = unbounded();
        Worker {
            peer,
            source,
            observer,
            sink,
            readiness,
            table: Table::default(),
            pending: Vec::new(),
            adopted: Vec::new(),
            lingering,
            lingered,
            now: Instant::now(),
            wakes_at: None,
            over: false,
        }
    }

    pub(super) fn report(&self, report: Report) {
        (self.sink)(self.peer, report);
    }

    pub(super) fn returned(&self, id: CallId, ret: Return) {
        self.report(Report::Return { id, ret });
    }

    pub(super) fn blocked(&self, id: CallId) {
        self.report(Report::Blocked { id });
    }

    /// Takes a socket out of the table, and away from the poller.
    pub(super) fn take(&mut self, id: SocketId) -> Option<Slot> {
        self.unwatch(id);
        self.table.remove(id)
    }

    /// Lets the poller tell of a socket for which a call waits, or of whose changes nothing else
    /// tells; and of no other. A fresh socket is not watched: it polls OUT and HUP all the time.
    pub(super) fn watch(&mut self, id: SocketId) {
        let waits = self.pending.iter().any(|call| call.work.concerns(id));
        let wanted = waits || self.observer.lock().is_untapped(self.peer, id);
        if !wanted {
            return self.unwatch(id);
        }
        if let Some(slot) = self.table.get(id) {
            // Without it the call ends with its time-out.
            let _ = self.readiness.watch(id.0, &slot.socket);
        }
    }

    pub(super) fn watch_adopted(&mut self) {
        for id in std::mem::take(&mut self.adopted) {
            self.watch(id);
        }
    }

    pub(super) fn unwatch(&self, id: SocketId) {
        self.readiness.forget(id.0);
    }
}

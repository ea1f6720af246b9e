//! Calls that block: what they wait for, how they end.

use core::mem;

use smoltcp::time::Instant;
use sockscope_link::{CallId, Errno, MsgFlags, Report, Return};

use crate::answer::DONE;
use crate::board::Board;
use crate::socket::Key;
use crate::waiting::{Waiting, Wish, given_up, patience};

impl Board {
    /// Lets a call wait as its socket's options have it; `refusal` if it must not.
    pub(crate) fn wait(
        &mut self,
        id: CallId,
        key: Key,
        wish: Wish,
        flags: MsgFlags,
        refusal: Errno,
    ) -> Result<(), Errno> {
        let options = &self.sockets[key].options;
        let timeout_ms = match wish {
            Wish::Accept | Wish::Recv(_) => options.rcvtimeo_ms,
            _ => options.sndtimeo_ms,
        };
        let deadline = patience(&self.sockets[key], flags, timeout_ms, self.clock.now());
        let deadline = deadline.map_err(|()| refusal)?;
        self.block(id, Some(key), wish, deadline)
    }

    pub(crate) fn block(
        &mut self,
        id: CallId,
        key: Option<Key>,
        wish: Wish,
        deadline: Option<Instant>,
    ) -> Result<(), Errno> {
        if self.waiting.len() >= self.config.blocked_calls {
            return Err(Errno::NoBufs);
        }
        self.waiting.push(Waiting {
            id,
            key,
            wish,
            deadline,
        });
        self.report(Report::Blocked { id });
        Ok(())
    }

    /// Whether a blocked call holds this socket.
    pub(crate) fn is_waited_on(&self, key: Key) -> bool {
        self.waiting.iter().any(|w| w.key == Some(key))
    }

    /// Tries every blocked call again; returns whether one ended.
    pub(crate) fn end_calls(&mut self) -> bool {
        let mut ended = false;
        let mut at = 0;
        while at < self.waiting.len() {
            if let Some(ret) = self.try_again(at) {
                self.end_call(at, ret);
                ended = true;
            } else {
                at += 1;
            }
        }
        ended
    }

    fn try_again(&mut self, at: usize) -> Option<Return> {
        let waiting = &mut self.waiting[at];
        let late = waiting.deadline.is_some_and(|at| at <= self.clock.now());
        let (id, key) = (waiting.id, waiting.key.unwrap_or_default());
        let mut wish = mem::replace(&mut waiting.wish, Wish::Linger);
        let tried = match &mut wish {
            Wish::Accept => {
                // The number that was kept for it is there to be taken.
                self.fds.unreserve(id);
                let tried = self.accept(key);
                if tried == Ok(None) {
                    self.fds.reserve(id);
                }
                tried
            }
            Wish::Connect { .. } => self.connect_progress(key),
            Wish::Send { data, sent } => self.send(key, data, sent),
            Wish::SendTo { data, to } => self.send_datagram(key, data, *to),
            Wish::Recv(receiving) => self.receive(key, receiving),
            Wish::Linger if self.lingers(key) => Ok(None),
            Wish::Linger => DONE,
            Wish::Poll { fds, select: false } => Ok(self.poll_now(fds)),
            Wish::Poll { fds, select: true } => self.select_now(fds),
        };
        let ret = match tried {
            Ok(Some((ret, value))) => Some(Return::with(ret, value)),
            Err(errno) => Some(Return::error(errno)),
            Ok(None) if late => Some(given_up(&mut wish, false)),
            Ok(None) => None,
        };
        self.waiting[at].wish = wish;
        ret
    }

    fn end_call(&mut self, at: usize, ret: Return) {
        let Waiting { id, key, wish, .. } = self.waiting.remove(at);
        if matches!(wish, Wish::Accept) {
            self.fds.unreserve(id);
        }
        self.report(Report::Return { id, ret });
        let Some(key) = key else {
            return;
        };
        if self.is_waited_on(key) {
            return;
        }
        if let Some(socket) = self.sockets.get_mut(key)
            && mem::take(&mut socket.close_later)
        {
            self.close(key);
        }
        self.reap(key);
    }

    /// Ends a blocked call from outside: EINTR, or what it had done so far.
    pub(crate) fn cancel(&mut self, id: CallId) -> bool {
        let Some(at) = self.waiting.iter().position(|w| w.id == id) else {
            return false;
        };
        let ret = given_up(&mut self.waiting[at].wish, true);
        self.end_call(at, ret);
        true
    }

    /// Ends every blocked call with this errno.
    pub(crate) fn end_all(&mut self, errno: Errno) {
        while let Some(at) = self.waiting.len().checked_sub(1) {
            self.end_call(at, Return::error(errno));
        }
    }
}

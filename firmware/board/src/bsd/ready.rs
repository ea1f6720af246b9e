//! poll(2): what each descriptor is ready for (`tcp_poll`, `datagram_poll`).

use alloc::vec::Vec;

use smoltcp::time::Duration;
use sockscope_link::{CallId, Errno, Kind, PollFd, State, Value};

use crate::answer::Try;
use crate::board::Board;
use crate::socket::Key;
use crate::waiting::Wish;

/// More entries than this are EINVAL, as beyond RLIMIT_NOFILE on Linux.
const LARGEST: usize = 1024;

impl Board {
    pub(crate) fn start_poll(&mut self, id: CallId, mut fds: Vec<PollFd>, timeout_ms: i32) -> Try {
        if fds.len() > LARGEST {
            return Err(Errno::Inval);
        }
        if let Some(done) = self.poll_now(&mut fds) {
            return Ok(Some(done));
        }
        if timeout_ms == 0 {
            return Ok(Some((0, Value::Poll(fds))));
        }
        let deadline = u64::try_from(timeout_ms)
            .ok()
            .map(|ms| self.clock.now() + Duration::from_millis(ms));
        let select = false;
        self.block(id, None, Wish::Poll { fds, select }, deadline)?;
        Ok(None)
    }

    /// Fills `revents` in; `None` if nothing is ready.
    pub(crate) fn poll_now(&mut self, fds: &mut [PollFd]) -> Option<(i64, Value)> {
        let mut ready = 0;
        for entry in &mut *fds {
            entry.revents = match self.key(entry.fd) {
                // A negative number is there to be ignored.
                _ if entry.fd < 0 => 0,
                Err(_) => PollFd::NVAL,
                Ok(key) => {
                    let always = PollFd::ERR | PollFd::HUP;
                    self.events(key) & (entry.events | always)
                }
            };
            ready += i64::from(entry.revents != 0);
        }
        (ready > 0).then(|| (ready, Value::Poll(Vec::from(fds))))
    }

    /// select(2)
    pub(crate) fn start_select(&mut self, id: CallId, mut sets: Vec<PollFd>, wait_ms: i32) -> Try {
        if let Some(done) = self.select_now(&mut sets)? {
            return Ok(Some(done));
        }
        if wait_ms == 0 {
            return Ok(Some((0, Value::Poll(sets))));
        }
        let deadline = u64::try_from(wait_ms)
            .ok()
            .map(|ms| self.clock.now() + Duration::from_millis(ms));
        let (fds, select) = (sets, true);
        self.block(id, None, Wish::Poll { fds, select }, deadline)?;
        Ok(None)
    }

    /// Fills in which descriptor stays in which set; it returns how many places that are. A descriptor
    /// that is not open is an error, and an error or the end on one is something to read
    /// (`POLLIN_SET`, `POLLOUT_SET` of Linux's fs/select.c).
    pub(crate) fn select_now(&mut self, sets: &mut [PollFd]) -> Try {
        let mut ready = 0;
        for entry in &mut *sets {
            let events = self.key(entry.fd).map(|key| self.events(key))?;
            let within = |set: u16, by: u16| if events & by != 0 { set } else { 0 };
            let readable = within(PollFd::IN, PollFd::IN | PollFd::HUP | PollFd::ERR);
            let writable = within(PollFd::OUT, PollFd::OUT | PollFd::ERR);
            entry.revents = (readable | writable) & entry.events;
            ready += i64::from(entry.revents.count_ones());
        }
        Ok((ready > 0).then(|| (ready, Value::Poll(Vec::from(sets)))))
    }

    fn events(&mut self, key: Key) -> u16 {
        let most = self.send_room(key);
        let socket = &self.sockets[key];
        if let Some(listen) = &socket.listen {
            return if listen.queue.is_empty() {
                0
            } else {
                PollFd::IN
            };
        }
        let (readable, writable) = match (socket.kind, socket.conn, socket.udp) {
            (Kind::Stream, Some(conn), _) => {
                let tcp = self.conns[conn].tcp();
                (tcp.recv_queue() > 0, tcp.send_queue() < most)
            }
            (Kind::Dgram, _, Some(udp)) => {
                let udp = self.udps.get(udp);
                (!udp.inbox.is_empty(), udp.unsent() == 0)
            }
            _ => (false, true),
        };
        let stream = socket.kind == Kind::Stream;
        let silent = matches!(socket.state, State::SynSent | State::SynReceived);
        let hung_up = socket.shut_rd && socket.shut_wr || stream && socket.is_closed();
        let mut events = 0;
        if hung_up {
            events |= PollFd::HUP;
        }
        if socket.error.is_some() {
            events |= PollFd::ERR;
        }
        if socket.shut_rd || readable && !silent {
            events |= PollFd::IN;
        }
        if !silent && (writable || socket.shut_wr) {
            events |= PollFd::OUT;
        }
        events
    }
}

//! What a program leaves behind: sockets that nobody closes.

use std::collections::BTreeSet;

use sockscope_link::{CallName, State};

use super::Findings;
use super::kept::Begun;
use crate::fact;
use crate::words::t;
use crate::world::{Progress, World};

impl Findings {
    /// A process ends, and its sockets with it.
    pub(super) fn left_by(&mut self, pid: u32, world: &World) {
        for socket in self.sockets_of(pid) {
            if !self.is_stream(world, socket) || self.holders(socket).len() > 1 {
                continue;
            }
            self.leaves_rest(socket);
            self.keeps_childs(socket, pid, world);
            let record = self.record(socket);
            let Some(last) = record.last.clone() else {
                continue;
            };
            if record.moved_on && record.heir.is_none() {
                self.leaks(socket, world);
            }
            self.leaves_unread(socket, &last, world);
        }
    }

    /// Nothing moves any more, and the program still waits.
    pub(super) fn left_at_rest(&mut self, world: &World) {
        let waiting: Vec<Begun> = self.waiting(world).cloned().collect();
        let pids: BTreeSet<u32> = waiting.iter().map(|begun| begun.pid).collect();
        for pid in pids {
            for socket in self.sockets_of(pid) {
                self.keeps_childs(socket, pid, world);
                let busy = self.begun.values().any(|call| call.socket == Some(socket));
                if !busy && waiting.iter().any(|begun| self.waits_for_next(begun, pid)) {
                    self.leaks(socket, world);
                }
            }
        }
    }

    pub(super) fn sockets_of(&self, pid: u32) -> BTreeSet<u32> {
        let places = self.places.iter().filter(|((of, _), _)| *of == pid);
        places.map(|(_, socket)| *socket).collect()
    }

    /// The program's calls that wait.
    pub(super) fn waiting<'a>(&'a self, world: &'a World) -> impl Iterator<Item = &'a Begun> {
        let blocked = world
            .calls
            .iter()
            .filter(|call| call.progress == Progress::Blocked);
        let host = blocked.filter(|call| call.peer == self.peer);
        host.filter_map(|call| self.begun.get(&call.id))
    }

    /// Whether a process waits for the next one to call.
    pub(super) fn waits_for_next(&self, begun: &Begun, pid: u32) -> bool {
        let listens = |record: &super::kept::Record| record.listens.is_some();
        begun.pid == pid
            && match begun.call {
                CallName::Accept => true,
                CallName::Poll | CallName::Select => self.awaited(begun, listens).is_some(),
                _ => false,
            }
    }

    /// The other end has closed, and this end does not.
    fn leaks(&mut self, socket: u32, world: &World) {
        let stays = self
            .state(world, socket)
            .is_some_and(|(state, _)| state == State::CloseWait);
        let record = self.record(socket);
        if !stays || record.heir.is_some() {
            return;
        }
        if let Some(spot) = record.begin() {
            self.find_once(socket, &spot, t::FOUND_LEAKED.into(), "goodbye");
        }
    }

    /// The child process has closed the connection, or has ended, and the process that accepted it has it still.
    fn keeps_childs(&mut self, socket: u32, pid: u32, world: &World) {
        let holders = self.holders(socket);
        let connected = (self.state(world, socket))
            .is_some_and(|(state, _)| matches!(state, State::Established | State::CloseWait));
        let record = self.record(socket);
        let (Some(heir), Some((owner, spot))) = (record.heir, record.opened.clone()) else {
            return;
        };
        let untouched = record.last_by == Some(heir);
        let kept = holders.contains(&pid) && !holders.contains(&heir);
        if owner == pid && connected && untouched && kept {
            let what = fact!(t::FOUND_PARENT_KEEPS, child = heir, pid = pid);
            self.find_once(socket, &spot, what, "fork");
        }
    }
}

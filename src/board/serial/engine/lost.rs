//! The end of a session that nobody wanted, told honestly.

use std::io;
use std::time::Instant;

use sockscope_link::frame::Decoder;
use sockscope_link::{Command, GateState, LogLevel, Report};

use super::step::{Loss, Step};
use super::{Action, Engine};
use crate::board::serial::error::LinkError;
use crate::board::serial::held::failed;
use crate::board::serial::stream::FIRST_BAUD;
use crate::fact;
use crate::words::{Text, system, t};

impl Engine {
    /// The board is in another session, or in none.
    pub(super) fn lost_session(&mut self, now: Instant) {
        if self.resetting {
            self.loss = Loss::Restart;
        }
        self.meet(now);
    }

    /// What came of it, once the board is known again.
    pub(super) fn tell_loss(&mut self) {
        let loss = std::mem::take(&mut self.loss);
        if self.told {
            // It was told when the board went away.
            return;
        }
        let reason = self.info.as_ref().map(|info| info.reset_reason.clone());
        let reason = reason.filter(|reason| !reason.is_empty());
        let (text, why) = match (loss, reason) {
            (Loss::Restart, Some(reason)) => (
                fact!(t::LINK_RESTARTED_BY, reason = reason),
                t::LINK_LOST_RESTART,
            ),
            (Loss::Restart, None) => (t::LINK_RESTARTED.into(), t::LINK_LOST_RESTART),
            (Loss::Unknown, _) => (t::LINK_FORGOTTEN.into(), t::LINK_LOST_FORGOTTEN),
        };
        self.log(LogLevel::Error, text);
        self.lose(why);
    }

    /// Nothing was acknowledged for too long.
    pub(super) fn fell_silent(&mut self, now: Instant) {
        self.tell_gone();
        self.meet(now);
    }

    pub(super) fn tell_gone(&mut self) {
        let text = fact!(t::LINK_GONE, place = &self.place);
        self.log(LogLevel::Error, text);
        self.lose(t::LINK_LOST_SILENT);
        self.told = true;
    }

    /// The stream has ended: the cable is out, or the far end closed.
    pub fn unplugged(&mut self, why: &io::Error, now: Instant) {
        if self.step == Step::Unplugged {
            return;
        }
        if !self.opened {
            let place = self.place.clone();
            let why = io::Error::new(why.kind(), why.to_string());
            self.out
                .push(Action::Failed(LinkError::Other { place, why }));
        }
        self.flush(now);
        let place = &self.place;
        // Over the network there is a connection, and no cable that is known of.
        let network = place.starts_with("tcp:");
        let text = if network {
            fact!(t::LINK_TCP_ENDED, place = place, why = system::reason(why))
        } else {
            fact!(t::LINK_UNPLUGGED, place = place, why = system::reason(why))
        };
        self.log(LogLevel::Error, text);
        self.step = Step::Unplugged;
        self.seek = None;
        self.said = now;
        self.endpoint.disconnect();
        self.lose(if network {
            t::LINK_LOST_CONNECTION
        } else {
            t::LINK_LOST_UNPLUGGED
        });
        self.told = true;
    }

    /// The stream is there again.
    pub fn plugged(&mut self, has_speed: bool, now: Instant) {
        self.has_speed = has_speed;
        self.baud = FIRST_BAUD;
        self.no_fast = false;
        self.speed();
        self.decoder = Decoder::new();
        self.meet(now);
    }

    /// What the board had is gone.
    pub(super) fn lose(&mut self, why: Text) {
        let had = !self.held.is_empty() || !self.queue.is_empty();
        for report in self.held.lose() {
            self.pass(report);
        }
        for command in std::mem::take(&mut self.queue) {
            self.refuse(command);
        }
        if had {
            self.refused(why.into());
            self.pass(Report::Gate(GateState::default()));
        }
    }

    /// A command that cannot reach its board.
    pub(super) fn refuse(&mut self, command: Command) {
        match command {
            Command::Call { id, .. } => self.pass(failed(id)),
            Command::Gate(_) | Command::Wifi(_) | Command::Info | Command::Reset => {
                self.refused(t::LINK_AWAY.into());
            }
            _ => {}
        }
    }
}

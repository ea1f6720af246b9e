//! A short conversation with a board: a question, its answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use sockscope_link::{BoardInfo, Command, Report};

use super::board::SerialBoard;
use super::engine::Options;
use super::error::LinkError;
use super::find;
use super::stream::{FIRST_BAUD, Place};
use super::told::Told;
use crate::fact;
use crate::timeline::Fact;
use crate::words::{Lang, t, tell};

/// A board that is asked something, outside of any lesson; what it has is left as it is.
pub struct Talk {
    board: SerialBoard,
    reports: Receiver<Told>,
    place: Place,
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum TalkError {
    /// The board does not do this; its own words, safe to show.
    Refused(String),
    /// The board cannot be reached.
    Away(Fact),
    /// No answer came.
    Silent {
        /// The board's place.
        place: String,
    },
}

impl TalkError {
    /// What happened and what to try, in the user's language.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.fact(), lang)
    }

    /// What happened and what to try.
    pub fn fact(&self) -> Fact {
        match self {
            TalkError::Refused(why) => fact!(t::LINK_REFUSED, why = why),
            TalkError::Away(why) => why.clone(),
            TalkError::Silent { place } => fact!(t::LINK_NO_ANSWER, place = place),
        }
    }
}

impl Talk {
    /// Makes the acquaintance of the board at `place`.
    ///
    /// # Errors
    /// [`LinkError`]: there is no board to talk to.
    pub fn open(place: &Place) -> Result<Talk, LinkError> {
        let (to, reports) = unbounded();
        let listener = Arc::new(move |told| {
            let _ = to.send(told);
        });
        let options = Options {
            baud: FIRST_BAUD,
            clear: false,
            ..Options::default()
        };
        Ok(Talk {
            board: find::open(place, options, listener)?,
            reports,
            place: place.clone(),
        })
    }

    /// What the board said of itself.
    pub fn info(&self) -> &BoardInfo {
        self.board.info()
    }

    /// Tells the board something whose answer does not matter.
    pub fn tell(&self, command: Command) {
        self.board.send(command);
    }

    /// Tells the board something, and waits for the report that `pick` takes for the answer.
    ///
    /// # Errors
    /// [`TalkError`]: the board refuses, or does not answer within `patience`.
    pub fn ask<T>(
        &self,
        command: Command,
        patience: Duration,
        pick: impl FnMut(&Report) -> Option<T>,
    ) -> Result<T, TalkError> {
        while self.reports.try_recv().is_ok() {}
        self.board.send(command);
        self.wait(patience, pick)
    }

    /// Waits for a report that `pick` takes.
    ///
    /// # Errors
    /// As [`Talk::ask`].
    pub fn wait<T>(
        &self,
        patience: Duration,
        mut pick: impl FnMut(&Report) -> Option<T>,
    ) -> Result<T, TalkError> {
        let end = Instant::now() + patience;
        while let Ok(told) = self.reports.recv_deadline(end) {
            let report = match told {
                Told::Report(report) => report,
                Told::Refused(why) => return Err(TalkError::Away(why)),
                Told::Link(..) => continue,
            };
            if let Some(answer) = pick(&report) {
                return Ok(answer);
            }
            if let Report::Refused(why) = report {
                return Err(TalkError::Refused(why));
            }
        }
        Err(TalkError::Silent {
            place: self.place.to_string(),
        })
    }
}

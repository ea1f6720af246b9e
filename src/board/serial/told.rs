//! What comes of a link: what the board reports, and what is to be said of the link itself.

use std::sync::Arc;

use sockscope_link::{LogLevel, Report};

use crate::timeline::Fact;
use crate::words::{Lang, tell};

/// One thing that comes of a link.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The board reports.
    Report(Report),
    /// A line about the link, for the board's log.
    Link(LogLevel, Fact),
    /// A command could not reach its board, or the session cannot go on.
    Refused(Fact),
}

impl Told {
    /// As a report, for who keeps none of it: sentences are told in this language.
    pub fn into_report(self, lang: Lang) -> Report {
        match self {
            Told::Report(report) => report,
            Told::Link(level, said) => Report::Log {
                level,
                uptime_ms: 0,
                text: tell::fact(&said, lang),
            },
            Told::Refused(said) => Report::Refused(tell::fact(&said, lang)),
        }
    }
}

/// Whom a link tells what comes of it. Called from the link's thread; never blocks for long.
pub type Listener = Arc<dyn Fn(Told) + Send + Sync>;

//! The events of the timeline: version 1 of the format, one JSON object a line.
//!
//! `docs/timeline.md` is the format's description; the names here are the names there.

use serde::{Deserialize, Serialize};
use sockscope_link::{CallName, LogLevel, Loss};

use super::{
    Asked, Change, Fact, Facts, Gate, Made, Packet, Prediction, Returned, Session, Sets,
    SourcePart, Verdict, Words, names,
};
use crate::peer::Peer;

/// The version of the timeline's format.
pub const FORMAT: u32 = 1;

/// The kinds of events that there are, as `kind` names them.
pub const KINDS: [&str; 18] = [
    "session", "step", "source", "call", "blocked", "return", "state", "segment", "lost", "gate",
    "facts", "ask", "predict", "verdict", "log", "note", "expect", "end",
];

/// One thing that the program learnt, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the timeline; the session line is 0.
    pub seq: u64,
    /// Microseconds since the session began; it never goes back.
    pub t_us: u64,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum What {
    /// The first line: who takes part.
    Session(Session),
    /// A lesson came to one of its steps.
    Step {
        /// Which, from 0.
        index: usize,
        /// The step's name in the lesson file.
        id: String,
        /// Its title.
        #[serde(default, skip_serializing_if = "Words::is_empty")]
        title: Words,
        /// Its caption.
        #[serde(default, skip_serializing_if = "Words::is_empty")]
        say: Words,
        /// Whether its lines are left out: it is told, not shown.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        told: bool,
    },
    /// The text of the learner's source, before the first call that is made from it.
    Source(Box<SourcePart>),
    /// A call begins.
    Call {
        /// The call's number in this session.
        id: u32,
        /// Who calls.
        peer: Peer,
        /// Which call: `connect`.
        #[serde(with = "names::call")]
        call: CallName,
        /// The descriptor that it is about, by name; for `socket` and `accept`'s result see
        /// the return.
        fd: Option<String>,
        /// The whole call as the call language writes it.
        text: String,
        /// What it changes, if it succeeds, that no state shows.
        #[serde(default, skip_serializing_if = "Sets::is_none")]
        sets: Sets,
        /// Who makes it, where it is a program and no script: `pid`, `tid`, `raw`, `source`.
        #[serde(flatten)]
        made: Option<Box<Made>>,
    },
    /// A call cannot be done at once: it waits.
    Blocked {
        /// The call's number.
        id: u32,
        /// Who called.
        peer: Peer,
        /// Which call.
        #[serde(with = "names::call")]
        call: CallName,
        /// The descriptor's name.
        fd: Option<String>,
        /// Whether it waits no more and never returns: the task that made it has ended.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gone: bool,
    },
    /// A call ended.
    Return(Box<Returned>),
    /// A socket changed its state.
    State(Change),
    /// A segment reached or left the gate.
    Segment(Packet),
    /// A segment reached its end and came to nothing there, without an answer.
    Lost {
        /// The end.
        peer: Peer,
        /// The segment's number.
        segment: u32,
        /// Why: `accept-queue`, `connections`, `receive-buffer`, `nobody`.
        #[serde(with = "names::loss")]
        why: Loss,
    },
    /// How the gate stands.
    Gate(Gate),
    /// What a socket shows of itself beyond its state.
    Facts(Facts),
    /// The program came to a question: here it is asked of who has not seen what follows.
    Ask(Box<Asked>),
    /// A question that the learner was asked before seeing.
    Predict(Box<Prediction>),
    /// What has come of a question, measured.
    Verdict(Box<Verdict>),
    /// A line of a peer's log.
    Log {
        /// Whose.
        peer: Peer,
        /// Its weight: `debug`, `info`, `warn`, `error`.
        #[serde(with = "names::level")]
        level: LogLevel,
        /// Milliseconds on the peer's own clock, if it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uptime_ms: Option<u64>,
        /// The text; empty if it is a fact (see [`What::Note`]).
        #[serde(default)]
        text: String,
        /// Whether the line has no end yet: the peer's next one says it again, with what came after.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        open: bool,
        /// What is said of the link to the peer, by the program that looks after it.
        #[serde(flatten)]
        fact: Option<Fact>,
    },
    /// A remark.
    Note {
        /// What a lesson or the learner remarks: data, as it stands. For a remark of the program it is
        /// empty until it is written down: told in the run's language, for who reads the file. It is
        /// not read where there is a fact.
        #[serde(default)]
        text: String,
        /// What the program remarks.
        #[serde(flatten)]
        fact: Option<Fact>,
        /// Whether it says why something could not be done.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        failure: bool,
        /// The number of the program's call that it finds fault with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<u32>,
    },
    /// An expectation was checked.
    Expect {
        /// What was expected, as the call language writes it.
        text: String,
        /// Whether it was so in time.
        ok: bool,
        /// What was so.
        saw: String,
    },
    /// The session ended.
    End {
        /// Whether every expectation held and every line could be carried out.
        ok: bool,
    },
}

impl What {
    /// A remark of the program.
    pub const fn note(fact: Fact, failure: bool) -> What {
        What::Note {
            text: String::new(),
            fact: Some(fact),
            failure,
            about: None,
        }
    }

    /// What was found in a program of the learner's, about its call with this number.
    pub const fn found(call: u32, fact: Fact) -> What {
        What::Note {
            text: String::new(),
            fact: Some(fact),
            failure: false,
            about: Some(call),
        }
    }

    /// Whether it is a step of the story, a call, a state, a segment or a verdict, and not only told
    /// about one.
    pub const fn is_story(&self) -> bool {
        matches!(
            self,
            What::Call { .. }
                | What::Blocked { .. }
                | What::Return(_)
                | What::State(_)
                | What::Segment(_)
                | What::Verdict(_)
                | What::Lost { .. }
        )
    }

    /// About how many bytes of text it holds, of the kinds that can hold much.
    pub fn bytes(&self) -> usize {
        match self {
            What::Call { text, .. } => text.len(),
            What::Source(part) => part.bytes(),
            What::Log { text, fact, .. } | What::Note { text, fact, .. } => {
                text.len() + fact.as_ref().map_or(0, Fact::bytes)
            }
            What::Expect { text, saw, .. } => text.len() + saw.len(),
            What::Return(returned) => returned.data.as_ref().map_or(0, String::len),
            What::Segment(packet) => {
                packet.payload.len() + packet.bytes.as_ref().map_or(0, |bytes| bytes.len())
            }
            _ => 0,
        }
    }
}

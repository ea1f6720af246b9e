//! The events of the timeline: version 1 of the format, one JSON object a line.
//!
//! `docs/timeline.md` is the format's description; the names here are the names there.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use sockscope_link::{
    Act, CallName, Cause, Direction, Errno, Evidence, FileFacts, Flags, GateMode, GateState, Kind,
    LogLevel, OptValue, Protocol, SegmentId, State, System,
};

use super::names;
use super::{Arg, Fact, Words};
use crate::peer::Peer;

/// The version of the timeline's format.
pub const FORMAT: u32 = 1;

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
    },
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
    },
    /// A call ended.
    Return(Box<Returned>),
    /// A socket changed its state.
    State(Change),
    /// A segment reached or left the gate.
    Segment(Packet),
    /// How the gate stands.
    Gate(Gate),
    /// What a socket shows of itself beyond its state.
    Facts(Facts),
    /// A question that the learner was asked before seeing.
    Predict(Box<Prediction>),
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
        }
    }

    /// Whether it is a step of the story, a call, a state or a segment, and not only told about one.
    pub const fn is_story(&self) -> bool {
        matches!(
            self,
            What::Call { .. }
                | What::Blocked { .. }
                | What::Return(_)
                | What::State(_)
                | What::Segment(_)
        )
    }
}

impl What {
    /// About how many bytes of text it holds, of the kinds that can hold much.
    pub fn bytes(&self) -> usize {
        match self {
            What::Call { text, .. } => text.len(),
            What::Log { text, fact, .. } | What::Note { text, fact, .. } => {
                text.len() + fact.as_ref().map_or(0, Fact::bytes)
            }
            What::Expect { text, saw, .. } => text.len() + saw.len(),
            What::Return(returned) => returned.data.as_ref().map_or(0, String::len),
            What::Segment(packet) => packet.payload.len(),
            _ => 0,
        }
    }
}

/// A question that the learner was asked before seeing, and how it was answered.
///
/// `question`, `choices` and `because` are what the program says or the lesson says; written down they
/// are texts in the run's language, with the facts beside them in `asked`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The question, told; empty until it is written down.
    #[serde(default)]
    pub question: String,
    /// What could be answered, told; empty until it is written down.
    #[serde(default)]
    pub choices: Vec<String>,
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What was answered, as an index into the choices; none if it was skipped.
    pub given: Option<usize>,
    /// Whether it was right.
    pub correct: Option<bool>,
}

/// A question as facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The step of the lesson that it is about, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The held segment that it is about, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// The question.
    pub question: Arg,
    /// What can be answered.
    pub choices: Vec<Arg>,
    /// The right one, as an index into `choices`.
    pub answer: usize,
    /// Why it is right.
    pub because: Arg,
}

/// The session line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// [`FORMAT`].
    pub v: u32,
    /// The lesson's name, or the script's file, or `-`.
    pub lesson: String,
    /// `es` or `en`.
    pub lang: String,
    /// Which part the host plays: `server` or `client`.
    pub role: String,
    /// The board: `virtual`, `loopback`, `esp32c3` …
    pub board: String,
    /// How the two are joined: `tun`, `veth`, `loopback`, `serial /dev/ttyUSB0` …
    pub link: String,
    /// The host's address.
    pub host: Option<IpAddr>,
    /// The board's address.
    pub board_addr: Option<IpAddr>,
    /// Whether the wire has a gate.
    pub gate: bool,
    /// What the host is.
    #[serde(default)]
    pub host_kind: HostKind,
}

/// What the host is: where its states and errors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// This machine's kernel.
    #[default]
    Kernel,
    /// A board core in its place: it is *simulated*.
    Core,
}

/// An errno: name, number, and whose number it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrnoFact {
    /// Its number on the peer's own system.
    pub number: i32,
    /// Its POSIX name.
    pub name: String,
    /// Whose number it is: `linux`, `newlib`, `bsd` or `windows`.
    pub system: String,
}

impl ErrnoFact {
    /// The fact that `errno` is on `system`.
    pub fn new(errno: Errno, system: System) -> Self {
        let number = errno.number(system);
        let system = match system {
            System::Linux => "linux",
            System::Newlib => "newlib",
            System::Bsd => "bsd",
            System::Windows => "windows",
        };
        ErrnoFact {
            number,
            name: errno.name().to_owned(),
            system: system.to_owned(),
        }
    }

    /// The errno itself.
    pub fn errno(&self) -> Errno {
        Errno::from_name(&self.name).unwrap_or(Errno::Other(self.number))
    }
}

/// The value of a socket option: a number, a `struct linger`, or a time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptFact {
    /// A plain `int`.
    Int(i32),
    /// `struct linger`.
    Linger {
        /// `l_onoff`
        on: bool,
        /// `l_linger`, in seconds.
        seconds: u16,
    },
    /// A time-out in milliseconds; 0 is none.
    Millis {
        /// Milliseconds.
        ms: u32,
    },
}

impl From<OptValue> for OptFact {
    fn from(value: OptValue) -> Self {
        match value {
            OptValue::Int(number) => OptFact::Int(number),
            OptValue::Linger(linger) => OptFact::Linger {
                on: linger.on,
                seconds: linger.seconds,
            },
            OptValue::Millis(ms) => OptFact::Millis { ms },
        }
    }
}

/// One entry of the array that `poll()` filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollFact {
    /// The descriptor's name.
    pub fd: String,
    /// What is so, as `POLLIN+POLLHUP`; empty if nothing is.
    pub revents: String,
}

/// A call's end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    /// The call's number.
    pub id: u32,
    /// Who called.
    pub peer: Peer,
    /// Which call.
    #[serde(with = "names::call")]
    pub call: CallName,
    /// The descriptor's name: of the new descriptor where the call made one, else of the one that
    /// the call was about.
    pub fd: Option<String>,
    /// What it returned: −1 with an errno.
    pub ret: i64,
    /// The error, if it is one.
    pub errno: Option<ErrnoFact>,
    /// The bytes that it received, as text; what is not UTF-8 is written `\xHH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The address that it filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addr: Option<SocketAddr>,
    /// The option's value that it filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<OptFact>,
    /// The array that `poll()` filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Vec<PollFact>>,
    /// What `fstat()` filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileFacts>,
    /// How long it took, in microseconds.
    pub elapsed_us: u64,
}

/// A state change of one socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Whose socket.
    pub peer: Peer,
    /// Its name: that of its descriptor; for a connection that nobody accepted yet, the
    /// listener's name and a number: `s.1`.
    pub fd: String,
    /// The state before.
    #[serde(with = "names::state")]
    pub from: State,
    /// The state after.
    #[serde(with = "names::state")]
    pub to: State,
    /// `call`, `segment` or `timer`.
    #[serde(with = "names::cause")]
    pub cause: Cause,
    /// `measured` or `inferred`.
    #[serde(with = "names::evidence")]
    pub evidence: Evidence,
    /// The segment that caused it, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// The socket's number, one for its whole life.
    pub socket: u32,
    /// The descriptor's number, while there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num: Option<i32>,
    /// For a connection in an accept queue: the socket number of its listener.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listener: Option<u32>,
    /// `stream` or `dgram`.
    #[serde(default = "stream", with = "kind_name")]
    pub socket_kind: Kind,
    /// Its own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<SocketAddr>,
    /// The other end's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<SocketAddr>,
}

fn stream() -> Kind {
    Kind::Stream
}

mod kind_name {
    use serde::{Deserialize, Deserializer, Serializer};
    use sockscope_link::Kind;

    pub fn serialize<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match kind {
            Kind::Stream => "stream",
            Kind::Dgram => "dgram",
        })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Kind, D::Error> {
        Ok(
            match std::borrow::Cow::<'de, str>::deserialize(from)?.as_ref() {
                "dgram" => Kind::Dgram,
                _ => Kind::Stream,
            },
        )
    }
}

/// A segment at the gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packet {
    /// Its number.
    #[serde(with = "names::segment_id")]
    pub id: SegmentId,
    /// `host->board` or `board->host`.
    #[serde(with = "names::direction")]
    pub dir: Direction,
    /// `S`, `SA`, `A`, `PA`, `FA`, `R` …; empty for a datagram.
    #[serde(with = "names::flags")]
    pub flags: Flags,
    /// SEG.SEQ, absolute.
    pub seq_no: u32,
    /// SEG.ACK, absolute.
    pub ack: u32,
    /// SEG.WND as it stands in the header, in bytes.
    pub win: u16,
    /// Payload length in bytes.
    pub len: u32,
    /// `passed`, `held`, `released`, `dropped` or `duplicated`.
    #[serde(with = "names::act")]
    pub act: Act,
    /// How often it was sent again while it was held.
    pub retransmissions: u16,
    /// `tcp` or `udp`.
    pub protocol: Cow<'static, str>,
    /// Where it comes from.
    pub src: SocketAddr,
    /// Where it goes.
    pub dst: SocketAddr,
    /// The window scale option, on a SYN that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_scale: Option<u8>,
    /// The maximum segment size option in bytes, on a SYN that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mss: Option<u16>,
    /// The payload's first bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payload: String,
}

impl Packet {
    /// Whether it is a TCP segment (else a UDP datagram).
    pub fn is_tcp(&self) -> bool {
        self.protocol == "tcp"
    }

    /// The payload's first bytes.
    pub fn payload_bytes(&self) -> Vec<u8> {
        let digits = self.payload.as_bytes();
        digits
            .chunks_exact(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect()
    }
}

impl From<sockscope_link::Segment> for Packet {
    fn from(segment: sockscope_link::Segment) -> Self {
        use std::fmt::Write;
        let mut payload = String::with_capacity(segment.payload.len() * 2);
        for byte in &segment.payload {
            let _ = write!(payload, "{byte:02x}");
        }
        Packet {
            id: segment.id,
            dir: segment.dir,
            flags: segment.flags,
            seq_no: segment.seq,
            ack: segment.ack,
            win: segment.win,
            len: segment.len,
            act: segment.act,
            retransmissions: segment.retransmissions,
            protocol: match segment.protocol {
                Protocol::Tcp => "tcp".into(),
                Protocol::Udp => "udp".into(),
            },
            src: segment.src,
            dst: segment.dst,
            window_scale: segment.window_scale,
            mss: segment.mss,
            payload,
        }
    }
}

/// How one direction of the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Whether segments stand still (else they pass).
    pub holding: bool,
    /// The delay in force, in milliseconds.
    pub delay_ms: u32,
    /// How many segments are held.
    pub held: u16,
}

/// How the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Host to board.
    pub host_to_board: Lane,
    /// Board to host.
    pub board_to_host: Lane,
}

impl Gate {
    /// How this direction stands.
    pub fn lane(&self, dir: Direction) -> &Lane {
        match dir {
            Direction::HostToBoard => &self.host_to_board,
            Direction::BoardToHost => &self.board_to_host,
        }
    }
}

impl From<GateState> for Gate {
    fn from(state: GateState) -> Self {
        let lane = |dir| {
            let lane = state.lane(dir);
            Lane {
                holding: lane.mode == GateMode::Holding,
                delay_ms: lane.delay_ms,
                held: lane.held,
            }
        };
        Gate {
            host_to_board: lane(Direction::HostToBoard),
            board_to_host: lane(Direction::BoardToHost),
        }
    }
}

/// What a socket shows of itself beyond its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Whose socket.
    pub peer: Peer,
    /// Its name.
    pub fd: String,
    /// The socket's number.
    pub socket: u32,
    /// The descriptor's number, while there is one.
    pub num: Option<i32>,
    /// Received and not read yet, in bytes; on a listener, connections that wait.
    pub recv_queue: u32,
    /// Sent and not acknowledged, or not sent yet, in bytes.
    pub send_queue: u32,
    /// A listener's backlog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u32>,
    /// Milliseconds left of the running timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer_ms: Option<u32>,
    /// Retransmissions of what is under way.
    pub retransmits: u16,
    /// What `fstat()` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileFacts>,
    /// Options that are not at their default, by their C names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, OptFact)>,
}

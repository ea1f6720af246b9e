//! The state machine of RFC 9293: figure 5 and the event processing of section 3.10, as a table.
//!
//! ```text
//!                    CLOSED ── active OPEN / snd SYN ──► SYN-SENT
//!                      │ passive OPEN                      │ │ rcv SYN,ACK / snd ACK
//!                      ▼                                   │ └──────────┐
//!                    LISTEN ── rcv SYN / snd SYN,ACK ──► SYN-RECEIVED   │
//!                                                          │ rcv ACK    │
//!                                                          ▼            │
//!                                                       ESTABLISHED ◄───┘
//!                       CLOSE / snd FIN │                  │ rcv FIN / snd ACK
//!                                       ▼                  ▼
//!          CLOSING ◄── rcv FIN ── FIN-WAIT-1           CLOSE-WAIT
//!             │ rcv ACK of FIN          │ rcv ACK of FIN   │ CLOSE / snd FIN
//!             ▼                         ▼                  ▼
//!         TIME-WAIT ◄── rcv FIN ── FIN-WAIT-2           LAST-ACK ── rcv ACK of FIN ──► CLOSED
//! ```
//!
//! RFC 9293 knows no state between `socket()` and OPEN; a BSD socket has two there, UNBOUND and
//! BOUND. Their arrows are in the table too, with the man page in the place of the section.
//!
//! Left out: reopening from TIME-WAIT by a new SYN (MAY-2 in section 3.6.1), which on a BSD system
//! makes a new socket instead; and Fast Open (RFC 7413), with which data and FIN may come sooner.
//!
//! Pure: nothing here reads a clock or a socket, and nothing panics.

use std::fmt;

use sockscope_link::{Cause, Flags, State};

use State::{
    Bound, CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen,
    SynReceived, SynSent, TimeWait, Unbound,
};

/// A call of the user, as section 3.9.1 names them, and the BSD calls that come before an OPEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserCall {
    /// `socket()`: no TCP event; the endpoint begins.
    Socket,
    /// `bind()`, or a name given by the system on the way.
    Bind,
    /// Passive OPEN: `listen()`.
    PassiveOpen,
    /// Active OPEN: `connect()`.
    ActiveOpen,
    /// SEND on a listening connection, which turns it into an active one. BSD has no such call.
    Send,
    /// CLOSE: `close()` or `shutdown(SHUT_WR)`.
    Close,
    /// ABORT: `close()` with a linger time of 0, or with bytes that nobody read.
    Abort,
}

/// What is in an arriving segment that moves the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// A SYN without an acknowledgment of ours.
    Syn,
    /// A SYN that also acknowledges ours.
    SynAck,
    /// The acknowledgment of our SYN.
    AckOfSyn,
    /// A FIN that does not acknowledge ours.
    Fin,
    /// The acknowledgment of our FIN.
    AckOfFin,
    /// A FIN that also acknowledges ours.
    FinAckOfFin,
    /// An acceptable reset.
    Rst,
}

/// A time-out that moves the state (section 3.10.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeout {
    /// The user time-out: the connection is given up. Retransmissions that were never answered
    /// end here too, and so does Linux's `tcp_fin_timeout` in FIN-WAIT-2.
    User,
    /// Twice the maximum segment lifetime.
    TimeWait,
}

/// What moves a connection along an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The user called.
    Call(UserCall),
    /// A segment arrived.
    Segment(Arrival),
    /// Time passed.
    Timeout(Timeout),
}

impl Event {
    /// The event as figure 5 writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Event::Call(UserCall::Socket) => "socket()",
            Event::Call(UserCall::Bind) => "bind()",
            Event::Call(UserCall::PassiveOpen) => "passive OPEN",
            Event::Call(UserCall::ActiveOpen) => "active OPEN",
            Event::Call(UserCall::Send) => "SEND",
            Event::Call(UserCall::Close) => "CLOSE",
            Event::Call(UserCall::Abort) => "ABORT",
            Event::Segment(Arrival::Syn) => "rcv SYN",
            Event::Segment(Arrival::SynAck) => "rcv SYN,ACK",
            Event::Segment(Arrival::AckOfSyn) => "rcv ACK of SYN",
            Event::Segment(Arrival::Fin) => "rcv FIN",
            Event::Segment(Arrival::AckOfFin) => "rcv ACK of FIN",
            Event::Segment(Arrival::FinAckOfFin) => "rcv FIN and ACK of FIN",
            Event::Segment(Arrival::Rst) => "rcv RST",
            Event::Timeout(Timeout::User) => "user timeout",
            Event::Timeout(Timeout::TimeWait) => "timeout=2MSL",
        }
    }

    /// The kind of cause that it is; a segment's number is not known here.
    pub const fn cause(self) -> Cause {
        match self {
            Event::Call(_) => Cause::Call,
            Event::Segment(_) => Cause::Segment(None),
            Event::Timeout(_) => Cause::Timer,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One legal change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The state before.
    pub from: State,
    /// What happens.
    pub event: Event,
    /// The control bits of the segment that is sent, if one is.
    pub sends: Option<Flags>,
    /// The state after.
    pub to: State,
    /// Where it is written: a section of RFC 9293, or a man page.
    pub source: &'static str,
}

const fn on(
    from: State,
    event: Event,
    sends: Option<Flags>,
    to: State,
    source: &'static str,
) -> Arrow {
    Arrow {
        from,
        event,
        sends,
        to,
        source,
    }
}

const fn call(call: UserCall) -> Event {
    Event::Call(call)
}

const fn rcv(arrival: Arrival) -> Event {
    Event::Segment(arrival)
}

const USER_TIMEOUT: Event = Event::Timeout(Timeout::User);
const MSL2_TIMEOUT: Event = Event::Timeout(Timeout::TimeWait);

const SYN: Option<Flags> = Some(Flags::SYN);
const SYN_ACK: Option<Flags> = Some(Flags(Flags::SYN.0 | Flags::ACK.0));
const ACK: Option<Flags> = Some(Flags::ACK);
/// After the handshake every segment acknowledges, the FIN too (section 3.10.4).
const FIN: Option<Flags> = Some(Flags(Flags::FIN.0 | Flags::ACK.0));
const RST: Option<Flags> = Some(Flags::RST);

/// Every arrow of the machine.
///
/// A FIN in SYN-RECEIVED has no arrow of its own: section 3.10.7.4 looks at the ACK first, which
/// makes the connection ESTABLISHED, and at the FIN after that.
#[rustfmt::skip]
pub const ARROWS: &[Arrow] = &[
    // Before there is a connection.
    on(Closed,      call(UserCall::Socket),      None,    Unbound,     "socket(2)"),
    on(Unbound,     call(UserCall::Bind),        None,    Bound,       "bind(2)"),
    on(Unbound,     call(UserCall::Close),       None,    Closed,      "close(2)"),
    on(Bound,       call(UserCall::Close),       None,    Closed,      "close(2)"),
    on(Closed,      call(UserCall::Bind),        None,    Bound,       "bind(2)"),

    // 3.10.1 OPEN
    on(Closed,      call(UserCall::PassiveOpen), None,    Listen,      "3.10.1"),
    on(Unbound,     call(UserCall::PassiveOpen), None,    Listen,      "3.10.1"),
    on(Bound,       call(UserCall::PassiveOpen), None,    Listen,      "3.10.1"),
    on(Closed,      call(UserCall::ActiveOpen),  SYN,     SynSent,     "3.10.1"),
    on(Unbound,     call(UserCall::ActiveOpen),  SYN,     SynSent,     "3.10.1"),
    on(Bound,       call(UserCall::ActiveOpen),  SYN,     SynSent,     "3.10.1"),
    on(Listen,      call(UserCall::ActiveOpen),  SYN,     SynSent,     "3.10.1"),

    // 3.10.2 SEND
    on(Listen,      call(UserCall::Send),        SYN,     SynSent,     "3.10.2"),

    // 3.10.4 CLOSE
    on(Listen,      call(UserCall::Close),       None,    Closed,      "3.10.4"),
    on(SynSent,     call(UserCall::Close),       None,    Closed,      "3.10.4"),
    on(SynReceived, call(UserCall::Close),       FIN,     FinWait1,    "3.10.4"),
    on(Established, call(UserCall::Close),       FIN,     FinWait1,    "3.10.4"),
    on(CloseWait,   call(UserCall::Close),       FIN,     LastAck,     "3.10.4"),

    // 3.10.5 ABORT
    on(Listen,      call(UserCall::Abort),       None,    Closed,      "3.10.5"),
    on(SynSent,     call(UserCall::Abort),       None,    Closed,      "3.10.5"),
    on(SynReceived, call(UserCall::Abort),       RST,     Closed,      "3.10.5"),
    on(Established, call(UserCall::Abort),       RST,     Closed,      "3.10.5"),
    on(FinWait1,    call(UserCall::Abort),       RST,     Closed,      "3.10.5"),
    on(FinWait2,    call(UserCall::Abort),       RST,     Closed,      "3.10.5"),
    on(CloseWait,   call(UserCall::Abort),       RST,     Closed,      "3.10.5"),
    on(Closing,     call(UserCall::Abort),       None,    Closed,      "3.10.5"),
    on(LastAck,     call(UserCall::Abort),       None,    Closed,      "3.10.5"),
    on(TimeWait,    call(UserCall::Abort),       None,    Closed,      "3.10.5"),

    // 3.10.7.2 SEGMENT ARRIVES in LISTEN
    on(Listen,      rcv(Arrival::Syn),           SYN_ACK, SynReceived, "3.10.7.2"),

    // 3.10.7.3 SEGMENT ARRIVES in SYN-SENT
    on(SynSent,     rcv(Arrival::SynAck),        ACK,     Established, "3.10.7.3"),
    on(SynSent,     rcv(Arrival::Syn),           SYN_ACK, SynReceived, "3.10.7.3"),
    on(SynSent,     rcv(Arrival::Rst),           None,    Closed,      "3.10.7.3"),

    // 3.10.7.4 SEGMENT ARRIVES in the other states: first the RST …
    on(SynReceived, rcv(Arrival::Rst),           None,    Listen,      "3.10.7.4"), // was passive
    on(SynReceived, rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"), // was active
    on(Established, rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(FinWait1,    rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(FinWait2,    rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(CloseWait,   rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(Closing,     rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(LastAck,     rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    on(TimeWait,    rcv(Arrival::Rst),           None,    Closed,      "3.10.7.4"),
    // … then the ACK …
    on(SynReceived, rcv(Arrival::AckOfSyn),      None,    Established, "3.10.7.4"),
    on(FinWait1,    rcv(Arrival::AckOfFin),      None,    FinWait2,    "3.10.7.4"),
    on(Closing,     rcv(Arrival::AckOfFin),      None,    TimeWait,    "3.10.7.4"),
    on(LastAck,     rcv(Arrival::AckOfFin),      None,    Closed,      "3.10.7.4"),
    // … then the FIN.
    on(Established, rcv(Arrival::Fin),           ACK,     CloseWait,   "3.10.7.4"),
    on(FinWait1,    rcv(Arrival::Fin),           ACK,     Closing,     "3.10.7.4"),
    on(FinWait1,    rcv(Arrival::FinAckOfFin),   ACK,     TimeWait,    "3.10.7.4"),
    on(FinWait2,    rcv(Arrival::Fin),           ACK,     TimeWait,    "3.10.7.4"),

    // 3.10.8 TIMEOUTS
    on(SynSent,     USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(SynReceived, USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(Established, USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(FinWait1,    USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(FinWait2,    USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(CloseWait,   USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(Closing,     USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(LastAck,     USER_TIMEOUT,                None,    Closed,      "3.10.8"),
    on(TimeWait,    MSL2_TIMEOUT,                None,    Closed,      "3.10.8"),
];

/// A walk along arrows: each begins where the one before it ended.
pub type Path = Vec<&'static Arrow>;

/// The arrows that leave `from`.
pub fn arrows_from(from: State) -> impl Iterator<Item = &'static Arrow> {
    ARROWS.iter().filter(move |arrow| arrow.from == from)
}

/// Where `event` leads from `from`. Only an RST in SYN-RECEIVED has two answers: LISTEN if the
/// connection came from a passive OPEN, CLOSED if from an active one.
pub fn after(from: State, event: Event) -> impl Iterator<Item = &'static Arrow> {
    arrows_from(from).filter(move |arrow| arrow.event == event)
}

/// Whether one arrow leads from `from` to `to`.
pub fn is_arrow(from: State, to: State) -> bool {
    arrows_from(from).any(|arrow| arrow.to == to)
}

/// Every shortest legal walk from `from` to `to`. Empty if there is none, and if the two are the
/// same state. None goes through CLOSED on its way: what comes after it is another connection.
pub fn paths(from: State, to: State) -> Vec<Path> {
    if from == to {
        return Vec::new();
    }
    let mut walks: Vec<Path> = arrows_from(from).map(|arrow| vec![arrow]).collect();
    // No shortest walk is longer than the number of states.
    for _ in State::ALL {
        let arrived: Vec<Path> = (walks.iter().filter(|walk| end(walk) == Some(to)))
            .cloned()
            .collect();
        if !arrived.is_empty() {
            return arrived;
        }
        walks = walks.iter().flat_map(longer).collect();
    }
    Vec::new()
}

/// The walk from `from` to `to` that explains best what happened, when `cause` is what is known to
/// have happened last: of the shortest ones the one with the fewest calls and time-outs that
/// nobody saw.
///
/// ```
/// use sockscope_engine::rfc9293::explain;
/// use sockscope_link::{Cause, State};
///
/// // A connection in the queue of a listener, seen for the first time.
/// let path = explain(State::Listen, State::Established, Cause::Segment(None));
/// assert_eq!(path[0].to, State::SynReceived);
/// ```
pub fn explain(from: State, to: State, cause: Cause) -> Path {
    (paths(from, to).into_iter())
        .min_by_key(|path| path.iter().map(|arrow| surprise(arrow, cause)).sum::<u32>())
        .unwrap_or_default()
}

fn end(walk: &Path) -> Option<State> {
    walk.last().map(|arrow| arrow.to)
}

fn longer(walk: &Path) -> Vec<Path> {
    let Some(at) = end(walk).filter(|&at| at != Closed) else {
        return Vec::new();
    };
    (arrows_from(at))
        .filter(|arrow| walk.iter().all(|passed| passed.from != arrow.to))
        .map(|arrow| walk.iter().copied().chain([arrow]).collect())
        .collect()
}

/// How much an arrow would surprise who knows `cause`: segments arrive all the time, time-outs
/// seldom, and calls only when the user calls.
fn surprise(arrow: &Arrow, cause: Cause) -> u32 {
    match (arrow.event, cause) {
        (Event::Call(UserCall::Abort | UserCall::Send), Cause::Call) => 1,
        (Event::Call(_), Cause::Call) => 0,
        (Event::Segment(Arrival::Rst), Cause::Segment(_)) => 1,
        (Event::Segment(_), Cause::Segment(_)) => 0,
        (Event::Timeout(_), Cause::Timer) => 0,
        (Event::Segment(_), _) => 2,
        (Event::Timeout(_), _) => 3,
        (Event::Call(_), _) => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(path: &Path) -> Vec<State> {
        path.iter().map(|arrow| arrow.to).collect()
    }

    /// The arrows drawn in figure 5, and the one its second note adds.
    #[rustfmt::skip]
    const FIGURE_5: &[(State, &str, Option<Flags>, State)] = &[
        (Closed,      "passive OPEN",           None,    Listen),
        (Closed,      "active OPEN",            SYN,     SynSent),
        (Listen,      "CLOSE",                  None,    Closed),
        (SynSent,     "CLOSE",                  None,    Closed),
        (Listen,      "rcv SYN",                SYN_ACK, SynReceived),
        (Listen,      "SEND",                   SYN,     SynSent),
        (SynReceived, "rcv RST",                None,    Listen),
        (SynSent,     "rcv SYN",                SYN_ACK, SynReceived),
        (SynReceived, "rcv ACK of SYN",         None,    Established),
        (SynSent,     "rcv SYN,ACK",            ACK,     Established),
        (SynReceived, "CLOSE",                  FIN,     FinWait1),
        (Established, "CLOSE",                  FIN,     FinWait1),
        (Established, "rcv FIN",                ACK,     CloseWait),
        (FinWait1,    "rcv ACK of FIN",         None,    FinWait2),
        (FinWait1,    "rcv FIN",                ACK,     Closing),
        (FinWait1,    "rcv FIN and ACK of FIN", ACK,     TimeWait),
        (CloseWait,   "CLOSE",                  FIN,     LastAck),
        (FinWait2,    "rcv FIN",                ACK,     TimeWait),
        (Closing,     "rcv ACK of FIN",         None,    TimeWait),
        (LastAck,     "rcv ACK of FIN",         None,    Closed),
        (TimeWait,    "timeout=2MSL",           None,    Closed),
    ];

    #[test]
    fn every_arrow_of_figure_5_is_in_the_table() {
        for &(from, event, sends, to) in FIGURE_5 {
            let found = arrows_from(from)
                .any(|arrow| arrow.event.name() == event && arrow.sends == sends && arrow.to == to);
            assert!(found, "{from} --{event}--> {to}");
        }
    }

    #[test]
    fn what_the_table_adds_to_figure_5_ends_a_connection_or_comes_before_one() {
        let drawn = |arrow: &Arrow| {
            (FIGURE_5.iter()).any(|&(from, event, _, to)| {
                (from, event, to) == (arrow.from, arrow.event.name(), arrow.to)
            })
        };
        for arrow in ARROWS.iter().filter(|arrow| !drawn(arrow)) {
            let ends = arrow.to == Closed;
            let before = [arrow.from, arrow.to]
                .iter()
                .any(|state| !State::RFC.contains(state));
            let reopens = arrow.event == call(UserCall::ActiveOpen) && arrow.from == Listen;
            let binds = arrow.event == call(UserCall::Bind);
            assert!(ends || before || reopens || binds, "{arrow:?}");
        }
    }

    #[test]
    fn no_arrow_is_written_twice_and_none_leads_nowhere() {
        for (i, arrow) in ARROWS.iter().enumerate() {
            assert_ne!(arrow.from, arrow.to);
            assert!(!ARROWS[i + 1..].contains(arrow), "{arrow:?}");
        }
    }

    #[test]
    fn every_state_can_be_reached_and_left() {
        for state in State::ALL {
            assert!(arrows_from(state).next().is_some(), "{state}");
            assert!(ARROWS.iter().any(|arrow| arrow.to == state), "{state}");
            if state != Closed {
                assert!(!paths(Closed, state).is_empty(), "CLOSED to {state}");
                assert!(is_arrow(state, Closed) || !paths(state, Closed).is_empty());
            }
        }
    }

    #[test]
    fn only_a_reset_in_syn_received_has_two_answers() {
        for state in State::ALL {
            for arrow in arrows_from(state) {
                let answers = after(state, arrow.event).count();
                let twofold = (state, arrow.event) == (SynReceived, rcv(Arrival::Rst));
                assert_eq!(answers, if twofold { 2 } else { 1 }, "{arrow:?}");
            }
        }
    }

    /// What an observer that sampled too late must fill in.
    #[rustfmt::skip]
    const GAPS: &[(State, State, Cause, &[State])] = &[
        (Unbound,     Established, Cause::Call,          &[SynSent, Established]),
        (Bound,       Established, Cause::Call,          &[SynSent, Established]),
        (Listen,      Established, Cause::Segment(None), &[SynReceived, Established]),
        (Listen,      CloseWait,   Cause::Segment(None), &[SynReceived, Established, CloseWait]),
        (Established, FinWait2,    Cause::Call,          &[FinWait1, FinWait2]),
        (Established, TimeWait,    Cause::Call,          &[FinWait1, TimeWait]),
        (Established, LastAck,     Cause::Call,          &[CloseWait, LastAck]),
        (CloseWait,   Closed,      Cause::Call,          &[Closed]),
        (SynSent,     CloseWait,   Cause::Segment(None), &[Established, CloseWait]),
        (SynReceived, CloseWait,   Cause::Segment(None), &[Established, CloseWait]),
        (TimeWait,    Closed,      Cause::Timer,         &[Closed]),
        (Unbound,     Closed,      Cause::Call,          &[Closed]),
    ];

    #[test]
    fn gaps_are_filled_by_the_shortest_legal_walk() {
        for &(from, to, cause, expected) in GAPS {
            assert_eq!(
                states(&explain(from, to, cause)),
                expected,
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn the_cause_chooses_between_parallel_arrows() {
        let event = |cause| explain(Established, Closed, cause)[0].event;
        assert_eq!(event(Cause::Call), call(UserCall::Abort));
        assert_eq!(event(Cause::Segment(None)), rcv(Arrival::Rst));
        assert_eq!(event(Cause::Timer), USER_TIMEOUT);
    }

    #[test]
    fn an_acknowledgment_is_likelier_than_a_reset() {
        let path = explain(LastAck, Closed, Cause::Segment(None));
        assert_eq!(path[0].event, rcv(Arrival::AckOfFin));
    }

    #[test]
    fn a_cause_that_cannot_be_is_corrected_by_the_arrow() {
        let path = explain(FinWait2, TimeWait, Cause::Call);
        assert_eq!(path[0].event.cause(), Cause::Segment(None));
    }

    #[test]
    fn walks_are_connected_and_never_pass_closed() {
        for from in State::ALL {
            for to in State::ALL {
                for path in paths(from, to) {
                    assert_eq!(path[0].from, from);
                    assert_eq!(end(&path), Some(to));
                    assert!(path.windows(2).all(|pair| pair[0].to == pair[1].from));
                    assert!(path[1..].iter().all(|arrow| arrow.from != Closed));
                }
            }
        }
    }

    #[test]
    fn there_is_no_way_back() {
        assert!(paths(TimeWait, Established).is_empty());
        assert!(paths(Established, Established).is_empty());
        assert!(explain(CloseWait, FinWait1, Cause::Call).is_empty());
    }
}

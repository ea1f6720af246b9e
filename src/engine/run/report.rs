//! What the peers report, as events of the timeline.

use sockscope_link::text::printable;
use sockscope_link::{
    CallId, CallName, Cause, Command, LogLevel, OptValue, PollFd, Report, Return, SocketFacts,
    SocketId, State, Transition, Value,
};

use super::{Activity, Effect, Exit, Flight, Model, Status};
use crate::fact;
use crate::peer::Peer;
use crate::script::{events_text, file_flags};
use crate::timeline::{Arg, Change, ErrnoFact, Fact, Facts, OptFact, PollFact, Returned, What};
use crate::words::t;

/// Takes in one report.
pub(super) fn take(
    model: &mut Model,
    now: u64,
    peer: Peer,
    report: Report,
    effects: &mut Vec<Effect>,
) {
    let call = match &report {
        Report::Return { id, .. } => model.flights.get(id).map(|flight| flight.call),
        _ => None,
    };
    model.quiet.hear(peer, &report, call);
    match report {
        Report::Blocked { id } => blocked(model, now, id),
        Report::Return { id, ret } => {
            returned(model, now, id, ret);
            look(model, effects);
        }
        Report::Transition(transition) => {
            model.restarted |= transition.cause == Cause::Restart;
            changed(model, now, peer, transition);
            look_soon(model, now);
        }
        Report::Segment(segment) => {
            let packet = model.log.world.with_word(segment.into(), now);
            model.log.push(now, What::Segment(packet));
            look_soon(model, now);
        }
        Report::Gate(state) => {
            let gate = state.into();
            if gate != model.log.world.gate {
                model.log.push(now, What::Gate(gate));
            }
            model.gate_answered();
        }
        Report::Lost { segment, why } => {
            let segment = segment.0;
            model.log.push(now, What::Lost { peer, segment, why });
        }
        Report::Facts(facts) => heard(model, now, peer, facts),
        Report::Log {
            level,
            uptime_ms,
            text,
        } => {
            // What a board writes is data: from here on it can do nothing to a terminal.
            let text = printable(text.as_bytes());
            model.log.push(
                now,
                What::Log {
                    peer,
                    level,
                    uptime_ms: Some(uptime_ms),
                    text,
                    open: false,
                    fact: None,
                },
            );
        }
        Report::Refused(why) => refused(model, now, peer, printable(why.as_bytes()).into()),
        // Between a board and the program that looks after its link; nothing for the timeline.
        Report::Info(_) | Report::Cleared | Report::Pong(_) | Report::Wifi(_) | Report::Baud(_) => {
        }
    }
}

/// What is said of the link to a peer stands in its log, between its own lines.
pub(super) fn link(model: &mut Model, now: u64, peer: Peer, level: LogLevel, said: Fact) {
    let (uptime_ms, text) = (None, String::new());
    let fact = Some(said);
    model.log.push(
        now,
        What::Log {
            peer,
            level,
            uptime_ms,
            text,
            open: false,
            fact,
        },
    );
}

/// A peer did not do what it was told, in its own words or for this reason.
pub(super) fn refused(model: &mut Model, now: u64, peer: Peer, why: Arg) {
    let said = fact!(t::RUN_REFUSED, peer = peer, why = why);
    model.fail(now, Exit::Environment, said);
    model.gate_answered();
}

/// How long after a transition or a segment the sockets' facts are asked for, in microseconds: what
/// belongs together has happened by then.
const LOOK_AFTER: u64 = 50_000;

/// Asks both peers for their sockets' facts, where a panel shows them.
pub(super) fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    model.look_at = None;
    if model.options.facts {
        effects.extend(Peer::BOTH.map(|peer| Effect::Command(peer, Command::Look)));
    }
}

/// Asks for them a moment later, once for all that happens until then.
fn look_soon(model: &mut Model, now: u64) {
    if model.options.facts {
        model.look_at.get_or_insert(now + LOOK_AFTER);
    }
}

fn blocked(model: &mut Model, now: u64, id: CallId) {
    let Some(flight) = model.flights.get(&id) else {
        return;
    };
    let Flight { peer, call, fd, .. } = flight.clone();
    model.log.push(
        now,
        What::Blocked {
            id: id.0,
            peer,
            call,
            fd,
            gone: false,
        },
    );
    if let Some(index) = model.runner.of_call(id) {
        let item = model.runner.item_mut(index);
        item.status = Status::Blocked;
        item.since = None;
    }
}

fn returned(model: &mut Model, now: u64, id: CallId, ret: Return) {
    let Some(flight) = model.flights.remove(&id) else {
        return;
    };
    model.patience.learn(&flight, &ret);
    let peer = flight.peer;
    let mut fd = flight.fd.clone();
    if let Ok(number) = ret.result
        && flight.call.makes_fd()
        && let Ok(number) = i32::try_from(number)
    {
        let name = flight
            .assign
            .clone()
            .unwrap_or_else(|| format!("fd{number}"));
        model.names.give(peer, number, &name);
        if flight.call == CallName::Dup
            && let Some(of) = flight.number
        {
            model.names.share(peer, of, number);
        }
        fd = Some(name);
    }
    if flight.call == CallName::Close
        && ret.result.is_ok()
        && let Some(number) = flight.number
    {
        model.names.close(peer, number);
    }
    let event = describe(model, now, id, &flight, fd, &ret);
    let no_wire = model.log.world.lacks_wire(&event);
    let accepted =
        (event.call == CallName::Accept && event.errno.is_none()).then(|| event.fd.clone());
    model.log.push(now, What::Return(Box::new(event)));
    if let Some(Some(name)) = accepted
        && let Some(id) = model.log.world.named(peer, &name).map(|socket| socket.id)
        && let Some(number) = model.names.fd(peer, &name)
    {
        let socket = SocketId(id);
        model.names.takes(peer, number, socket);
        model.names.give_socket(peer, socket, &name);
    }
    if no_wire {
        model.fail(now, Exit::Environment, fact!(t::RUN_WIRE_GONE));
    }
    if let Some(index) = model.runner.of_call(id) {
        let item = model.runner.item_mut(index);
        item.status = Status::Done(Some(ret));
        if item.called.is_some() {
            model.runner.set_program(peer, Activity::Moves);
        }
    }
}

fn describe(
    model: &Model,
    now: u64,
    id: CallId,
    flight: &Flight,
    fd: Option<String>,
    ret: &Return,
) -> Returned {
    let system = model.systems.of(flight.peer);
    let mut event = Returned {
        id: id.0,
        peer: flight.peer,
        call: flight.call,
        fd,
        ret: *ret.result.as_ref().unwrap_or(&-1),
        errno: ret
            .result
            .as_ref()
            .err()
            .map(|errno| ErrnoFact::new(*errno, system)),
        data: None,
        addr: None,
        value: None,
        value_name: None,
        poll: None,
        file: None,
        elapsed_us: now.saturating_sub(flight.since_us),
    };
    match &ret.value {
        Value::None => {}
        Value::Bytes(bytes) => event.data = Some(as_text(bytes)),
        Value::From(bytes, addr) => {
            event.data = Some(as_text(bytes));
            event.addr = *addr;
        }
        Value::Addr(addr) => event.addr = Some(*addr),
        Value::Opt(OptValue::Errno(errno)) => {
            let number = errno.map_or(0, |errno| errno.number(system));
            event.value = Some(OptFact::Int(number));
            event.value_name = errno.map(|errno| errno.name().to_owned());
        }
        Value::Opt(value) => event.value = Some((*value).into()),
        Value::Flags { nonblock } => event.value_name = Some(file_flags(*nonblock).to_owned()),
        Value::Poll(fds) => {
            let fact = |entry: &PollFd| PollFact {
                fd: model.names.of_fd(flight.peer, entry.fd),
                revents: poll_names(entry.revents),
            };
            event.poll = Some(fds.iter().map(fact).collect());
        }
        Value::File(facts) => event.file = Some(facts.clone()),
    }
    event
}

/// `POLLIN+POLLHUP`; empty for none.
fn poll_names(events: u16) -> String {
    match events {
        0 => String::new(),
        events => events_text(events),
    }
}

/// Bytes as text: UTF-8 as it is, any other byte as `\xHH`.
pub fn as_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

fn changed(model: &mut Model, now: u64, peer: Peer, transition: Transition) {
    if let Some(fd) = transition.fd
        && model.names.takes(peer, fd, transition.socket)
    {
        // A descriptor is seen before the call that makes it has returned: the name that waits
        // for it is its name.
        let maker = if transition.to == State::Unbound {
            CallName::Socket
        } else {
            CallName::Accept
        };
        let waiting = model
            .flights
            .values()
            .find(|f| f.peer == peer && f.call == maker);
        let name = waiting.and_then(|flight| flight.assign.clone());
        // One that another process of a program still has under this number keeps its name.
        let name = name.or_else(|| model.names.kept(peer, fd, transition.socket));
        model
            .names
            .give(peer, fd, &name.unwrap_or_else(|| format!("fd{fd}")));
        model.names.takes(peer, fd, transition.socket);
    }
    let name = model
        .names
        .socket(peer, transition.socket, transition.fd, transition.listener);
    let segment = match transition.cause {
        Cause::Segment(id) => id.map(|id| id.0),
        _ => None,
    };
    let change = Change {
        peer,
        fd: name,
        from: transition.from,
        to: transition.to,
        cause: transition.cause,
        evidence: transition.evidence,
        segment,
        socket: transition.socket.0,
        num: transition.fd,
        listener: transition.listener.map(|id| id.0),
        socket_kind: transition.kind,
        local: transition.local,
        remote: transition.remote,
    };
    model.log.push(now, What::State(change.clone()));
    model.tell_segment(now, &change);
}

/// Facts become an event only when they say something new: a timer that counts down is nothing
/// new by itself.
fn heard(model: &mut Model, now: u64, peer: Peer, facts: SocketFacts) {
    let fd = model
        .names
        .socket(peer, facts.socket, facts.fd, facts.listener);
    let event = Facts {
        peer,
        fd,
        socket: facts.socket.0,
        num: facts.fd,
        recv_queue: facts.recv_queue,
        send_queue: facts.send_queue,
        backlog: facts.backlog,
        timer_ms: facts.timer_ms,
        retransmits: facts.retransmits,
        file: facts.file,
        options: facts
            .options
            .iter()
            .map(|(o, v)| (o.name().to_owned(), (*v).into()))
            .collect(),
    };
    let known = model
        .log
        .world
        .socket(peer, event.socket)
        .and_then(|socket| socket.facts.as_ref());
    let anew = known.is_some_and(|(at, old)| begins_anew(model, *at, old, now, &event));
    let same = known.is_some_and(|(_, old)| {
        let running = old.timer_ms.is_some() == event.timer_ms.is_some();
        running
            && Facts {
                timer_ms: None,
                ..old.clone()
            } == Facts {
                timer_ms: None,
                ..event.clone()
            }
    });
    if !same || anew {
        model.log.push(now, What::Facts(event));
    }
}

/// By how much TIME-WAIT must end later than was heard to have begun anew, in microseconds.
const ANEW_US: u64 = 500_000;

/// Whether TIME-WAIT began anew with a repeated FIN (RFC 9293, 3.10.7.4), or stood still with a frozen wire: it
/// ends later than was heard.
fn begins_anew(model: &Model, at: u64, old: &Facts, now: u64, new: &Facts) -> bool {
    let socket = model.log.world.socket(new.peer, new.socket);
    let waits = socket.is_some_and(|socket| socket.state == State::TimeWait);
    let end = |at: u64, left: Option<u32>| left.map(|ms| at + u64::from(ms) * 1_000);
    let ends = end(at, old.timer_ms).zip(end(now, new.timer_ms));
    waits && ends.is_some_and(|(old, new)| new > old + ANEW_US)
}

//! What the caption says of its subject.

use sockscope_link::{CallName, Kind, State};

use super::{Stage, Subject};
use crate::fill;
use crate::lesson::Needs;
use crate::peer::Peer;
use crate::run::{Activity, Model};
use crate::script::LineKind;
use crate::stage::keys::Action;
use crate::stage::learner;
use crate::timeline::{ErrnoFact, What};
use crate::words::show::{self, plain};
use crate::words::tell::{Look, verdict};
use crate::words::{Lang, Text, explain, t, tell};
use crate::world::{CallRecord, LadderRow, Progress, World};

/// The caption in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// The heading.
    pub heading: String,
    /// How the heading is meant.
    pub look: Look,
    /// The text.
    pub text: String,
}

impl Stage {
    /// The caption of the moment that is shown.
    pub fn caption(&self, model: &Model) -> Caption {
        let world = self.world(model);
        let (subject, _) = self.subject(model, world);
        let (look, heading, text) = self.said(model, world, &subject);
        Caption {
            heading,
            look,
            text,
        }
    }

    fn said(&self, model: &Model, world: &World, subject: &Subject) -> (Look, String, String) {
        let lang = self.lang;
        match subject {
            Subject::Note(note) => {
                let look = match note {
                    What::Note { failure: false, .. } if self.learner.is_some() => Look::Strong,
                    _ => Look::Bad,
                };
                (look, t::TUI_NOTE.get(lang).into(), remark(note, lang))
            }
            Subject::Comes(index) => comes(model, world, *index, lang),
            Subject::Unexpected(wanted, saw) => self.unexpected(model, wanted, saw),
            Subject::Verdict(judged) => {
                let (look, heading) = verdict::heading(judged, lang);
                (look, heading, verdict::text(judged, lang))
            }
            Subject::Found(call, fact) => {
                let call = call.map_or_else(String::new, found_in);
                (Look::Waiting, format!("! {call}"), tell::fact(fact, lang))
            }
            Subject::Failed(call) => failed(world, call, lang),
            Subject::Stands(blocked) => {
                let (look, heading, text) = stands(world, *blocked, lang);
                (look, heading, text + &self.turn_of_other(model))
            }
            Subject::Step(index) => step(model, world, *index, lang),
            Subject::Over => {
                let (heading, text) = self.ending(model);
                (Look::Strong, heading, text)
            }
            Subject::Awaits(index) => self.awaits(model, world, *index),
            Subject::Changed(peer, id, arrow) => {
                let text = explain::transition(arrow.from, arrow.to, arrow.cause).get(lang);
                let who = tell::who(world, *peer);
                let socket = world.socket(*peer, *id);
                let name = socket.map_or(String::new(), |socket| format!(" {}", socket.name));
                let heading = format!("{who}{name}: {} → {}", arrow.from, arrow.to);
                (Look::Strong, heading, text.to_owned())
            }
            Subject::Returned(call) => {
                let heading = format!("{}: {}", tell::who(world, call.peer), plain(&call.text));
                (
                    Look::Strong,
                    heading,
                    gloss(world, call).get(lang).to_owned(),
                )
            }
            Subject::Begin => (
                Look::Strong,
                t::TUI_BEGIN.get(lang).into(),
                self.how_to_begin(model),
            ),
        }
    }

    /// The line that waits for a segment, and why none has come to it.
    fn awaits(&self, model: &Model, world: &World, index: usize) -> (Look, String, String) {
        let line = &model.runner.items()[index].line;
        let heading = format!("▸ {}", plain(&line.source));
        let text = if world.is_frozen() {
            t::AWAITS_SEGMENT.get(self.lang).to_owned()
        } else {
            let key = self.keys.hint(Action::Freeze, self.lang);
            fill!(self.lang, t::AWAITS_FROZEN_WIRE, key = key)
        };
        (Look::Waiting, heading, text)
    }

    fn how_to_begin(&self, model: &Model) -> String {
        let key = |action| self.keys.hint(action, self.lang);
        if self.learner.is_some() {
            let said = match model.runner.activity() {
                Activity::Over => t::TUI_PROGRAM_IS_OVER,
                _ => t::TUI_PROGRAM_MOVES,
            };
            return said.get(self.lang).to_owned();
        }
        let (next, calls) = (key(Action::Next), key(Action::Calls));
        fill!(self.lang, t::TUI_HOW_TO_BEGIN, next = next, calls = calls)
    }

    /// While the learner's program waits: that the other end's line is next.
    fn turn_of_other(&self, model: &Model) -> String {
        let next = model
            .runner
            .next_action()
            .filter(|_| self.learner.is_some() && self.past.is_none())
            .filter(|_| model.runner.held_up().is_none());
        let line = next.map(|next| &model.runner.items()[next].line);
        match line.map(|line| &line.kind) {
            Some(LineKind::Call(call)) => {
                let line = plain(&call.text()).into_owned();
                format!(" {}", fill!(self.lang, t::TUI_TURN_OF_OTHER, line = line))
            }
            _ => String::new(),
        }
    }

    /// What the lesson expected of the last call, and did not see; of a puzzle, what its mended script should
    /// come to.
    fn unexpected(&self, model: &Model, wanted: &str, saw: &str) -> (Look, String, String) {
        let wanted = wanted.strip_prefix("expect ").unwrap_or(wanted);
        let [wanted, saw] = [wanted, saw].map(|text| tell::wanted(text, self.lang));
        if model.lesson.as_ref().is_some_and(|it| it.puzzle.is_some()) {
            let key = self.keys.hint(Action::Next, self.lang);
            let heading = format!("✗ {}", t::PUZZLE_NOT_MENDED.get(self.lang));
            let text = fill!(
                self.lang,
                t::PUZZLE_NOT_MENDED_HOW,
                wanted = wanted,
                saw = saw,
                key = key
            );
            return (Look::Bad, heading, text);
        }
        let restart = self.keys.hint(Action::Restart, self.lang);
        let text = fill!(
            self.lang,
            t::TUI_UNEXPECTED_HOW,
            wanted = wanted,
            saw = saw,
            restart = restart
        );
        let heading = format!("✗ {}", t::TUI_UNEXPECTED.get(self.lang));
        (Look::Bad, heading, text)
    }
}

/// The call that the learner's program is about to make: where it stands, and what it is for.
fn comes(model: &Model, world: &World, index: usize, lang: Lang) -> (Look, String, String) {
    let item = &model.runner.items()[index];
    let (LineKind::Call(call), Some(called)) = (&item.line.kind, &item.called) else {
        return (Look::Strong, String::new(), String::new());
    };
    let made = &called.made;
    let peer = item.peer(model.runner.role).unwrap_or(Peer::Host);
    let task = world.tasks[peer as usize].name(made);
    let both = world
        .session
        .as_ref()
        .is_some_and(|session| session.programs.is_some());
    let program = both.then(|| format!("{}:", tell::who(world, peer)));
    let who: String = (program.into_iter().chain(task))
        .map(|name| name + " ")
        .collect();
    let mut heading = format!("▸ {who}{}", plain(&call.text()));
    if let Some(place) = learner::place(made) {
        heading = format!("{heading} · {place}");
    }
    let mut text = explain::call(call.call.name()).get(lang).to_owned();
    if made.raw != call.call.name().name() {
        text = format!(
            "{text} {}",
            fill!(lang, t::TUI_RAW_CALL, raw = plain(&made.raw))
        );
    }
    (Look::Strong, heading, text)
}

/// The call that something was found about, and where it stands.
fn found_in(call: &CallRecord) -> String {
    let text = plain(&call.text);
    match call.made.as_deref().and_then(learner::place) {
        Some(place) => format!("{text} · {place}"),
        None => text.into_owned(),
    }
}

fn remark(note: &What, lang: Lang) -> String {
    match note {
        What::Note { text, fact, .. } => {
            plain(&tell::remark(text, fact.as_ref(), lang)).into_owned()
        }
        _ => String::new(),
    }
}

/// The step's own caption; where it cannot be shown, that it is only told.
fn step(model: &Model, world: &World, index: usize, lang: Lang) -> (Look, String, String) {
    let Some((lesson, step)) = model
        .lesson
        .as_ref()
        .and_then(|lesson| lesson.steps.get(index).map(|step| (lesson, step)))
    else {
        return (Look::Strong, String::new(), String::new());
    };
    let heading = format!(
        "{}/{} {}",
        index + 1,
        lesson.steps.len(),
        step.title.get(lang)
    );
    let mut text = step.say.get(lang).to_owned();
    let told = match step.needs {
        None => false,
        Some(Needs::Kernel) => tell::is_simulated(world),
        Some(Needs::Program) => is_told(model, index),
    };
    if told {
        text = format!(
            "{text} {}",
            tell::why_told(world, step.needs == Some(Needs::Program), lang)
        );
    }
    (Look::Strong, heading, text)
}

/// Whether the lesson's program is not here, so that its steps are told.
fn is_told(model: &Model, step: usize) -> bool {
    let mut items = model.runner.items().iter();
    items.any(|item| item.told && item.step == Some(step))
}

/// Which call failed how, why, and what to do.
fn failed(world: &World, call: &CallRecord, lang: Lang) -> (Look, String, String) {
    let Progress::Done(returned) = &call.progress else {
        return (Look::Bad, String::new(), String::new());
    };
    let Some(errno) = &returned.errno else {
        return (Look::Bad, String::new(), String::new());
    };
    let number = errno.number;
    let heading = format!(
        "✗ {}: {} → {} ({} {number})",
        tell::who(world, call.peer),
        plain(&call.text),
        errno.name,
        errno.system
    );
    (Look::Bad, heading, why(world, call, errno, lang))
}

/// Why the call failed, and what to do.
fn why(world: &World, call: &CallRecord, errno: &ErrnoFact, lang: Lang) -> String {
    let socket = call.fd.as_ref();
    let socket = socket.and_then(|name| world.named(call.peer, name));
    // A call that fails leaves the state as it was, but for a connection that was refused.
    let before = socket.map(|socket| match socket.path.last() {
        Some(arrow) if arrow.seq > call.seq => arrow.from,
        _ => socket.state,
    });
    explain::why(call.call, errno.errno(), before)
        .get(lang)
        .to_owned()
}

/// What a call that has returned is for, on such a socket and with such a result.
fn gloss(world: &World, call: &CallRecord) -> Text {
    let socket = call.fd.as_ref();
    let socket = socket.and_then(|name| world.named(call.peer, name));
    let Some(socket) = socket else {
        return explain::call(call.call);
    };
    if socket.kind == Kind::Dgram {
        return explain::call_of_datagrams(call.call);
    }
    let (Some(CallName::Recv), Progress::Done(returned)) = (wanted(call.call), &call.progress)
    else {
        return explain::call(call.call);
    };
    let asks_for_none =
        returned.ret != 0 || call.text.contains(", 0)") || call.text.contains(", 0,");
    match socket.state {
        _ if asks_for_none => explain::call(call.call),
        State::CloseWait | State::LastAck | State::Closing | State::TimeWait => t::CALL_RECV_END,
        State::Established | State::FinWait1 | State::FinWait2 => t::CALL_RECV_SHUT,
        _ => explain::call(call.call),
    }
}

/// What is blocked and what it waits for; what is held and what the two ends know.
fn stands(world: &World, blocked: Option<&CallRecord>, lang: Lang) -> (Look, String, String) {
    let held = world.next_held(None);
    let row = held.and_then(|id| world.held_rows().find(|row| row.packet.id == id));
    let heading = match (blocked, row) {
        (Some(call), _) => {
            let word = t::TUI_BLOCKED.get(lang);
            format!(
                "⋯ {}: {}  {word}",
                tell::who(world, call.peer),
                plain(&call.text)
            )
        }
        (None, Some(row)) => {
            let word = t::TUI_HELD.get(lang);
            format!(
                "‖ #{} {} · {word}",
                row.packet.id.0,
                show::word(&row.packet)
            )
        }
        (None, None) => String::new(),
    };
    let parts = [
        blocked.map(|call| waits(world, call, lang)),
        row.map(|row| on_the_wire(world, row, lang)),
    ];
    let text: Vec<String> = parts.into_iter().flatten().collect();
    (Look::Waiting, heading, text.join(" "))
}

/// What a blocked call waits for.
fn waits(world: &World, call: &CallRecord, lang: Lang) -> String {
    let name = call.fd.as_deref().unwrap_or("-");
    let socket = world.named(call.peer, name);
    let is_datagram = socket.is_some_and(|socket| socket.kind == Kind::Dgram);
    let name = format!("{} {name}", tell::who(world, call.peer));
    let first = world.blocked().find(|other| is_before(world, other, call));
    if let Some(first) = first {
        let (call, other) = (call.call, plain(&first.text));
        return fill!(
            lang,
            t::WAITS_IN_LINE,
            call = call,
            name = name,
            other = other
        );
    }
    let call = call.call;
    if let Some(state @ (State::SynSent | State::SynReceived)) = socket.map(|socket| socket.state)
        && wanted(call) == Some(CallName::Send)
    {
        return fill!(
            lang,
            t::WAITS_CONNECTION,
            call = call,
            name = name,
            state = state
        );
    }
    match call {
        CallName::Accept => fill!(lang, t::WAITS_ACCEPT, name = name),
        CallName::Connect => fill!(lang, t::WAITS_CONNECT, name = name),
        CallName::Recv | CallName::Read | CallName::RecvFrom if is_datagram => {
            fill!(lang, t::WAITS_DATAGRAM, call = call, name = name)
        }
        CallName::Recv | CallName::Read | CallName::RecvFrom => {
            fill!(lang, t::WAITS_DATA, call = call, name = name)
        }
        CallName::Send | CallName::Write | CallName::SendTo => {
            fill!(lang, t::WAITS_ROOM, call = call, name = name)
        }
        CallName::Close => fill!(lang, t::WAITS_CLOSE, name = name),
        CallName::Poll | CallName::Select => fill!(lang, t::WAITS_READY, call = call),
        _ => fill!(lang, t::WAITS, call = call),
    }
}

/// Whether a blocked call is served before another one: both want the same of the same socket, and it came
/// first. Linux keeps that order for accept() alone where the threads are a program's own; it wakes all that
/// read or write.
fn is_before(world: &World, first: &CallRecord, call: &CallRecord) -> bool {
    let socket = |call: &CallRecord| Some(world.named(call.peer, call.fd.as_deref()?)?.id);
    let in_order = call.made.is_none() || call.call == CallName::Accept;
    in_order
        && first.seq < call.seq
        && first.peer == call.peer
        && wanted(first.call).is_some_and(|what| wanted(call.call) == Some(what))
        && socket(first).is_some_and(|id| socket(call) == Some(id))
}

/// What a call takes from a socket or puts into it; one that stands for all that do the same.
const fn wanted(call: CallName) -> Option<CallName> {
    match call {
        CallName::Accept => Some(CallName::Accept),
        CallName::Recv | CallName::Read | CallName::RecvFrom => Some(CallName::Recv),
        CallName::Send | CallName::Write | CallName::SendTo => Some(CallName::Send),
        _ => None,
    }
}

/// Which segment stands on the wire, and what each end knows of it.
fn on_the_wire(world: &World, row: &LadderRow, lang: Lang) -> String {
    let packet = &row.packet;
    let (id, word) = (packet.id.0, show::word(packet));
    let from = Peer::sender(packet.dir);
    let sender = world.end_at(from, packet.src, packet.dst);
    let receiver = world.end_at(from.other(), packet.dst, packet.src);
    let has_arrived =
        |other: &LadderRow| other.copy && other.packet.id == packet.id && other.lost.is_none();
    let first = match (sender, receiver) {
        (Some(sender), Some(receiver))
            if world.ladder.iter().any(has_arrived) && packet.is_tcp() =>
        {
            fill!(
                lang,
                t::STANDS_COPIED,
                id = id,
                word = word,
                sender = format!("{} {}", tell::who(world, from), sender.name),
                receiver = format!("{} {}", tell::who(world, from.other()), receiver.name),
                other = receiver.state
            )
        }
        (Some(sender), Some(receiver)) if packet.is_tcp() && !world.is_copy(row) => fill!(
            lang,
            t::STANDS_BETWEEN,
            id = id,
            word = word,
            sender = format!("{} {}", tell::who(world, from), sender.name),
            state = sender.state,
            receiver = format!("{} {}", tell::who(world, from.other()), receiver.name),
            other = receiver.state
        ),
        _ => {
            let receiver = tell::spoken(world, from.other(), lang);
            match word.strip_prefix("UDP ") {
                Some(bytes) => {
                    fill!(
                        lang,
                        t::STANDS_DATAGRAM,
                        id = id,
                        word = bytes,
                        receiver = receiver
                    )
                }
                None => fill!(lang, t::STANDS, id = id, word = word, receiver = receiver),
            }
        }
    };
    match world.held.len() - 1 {
        0 => first,
        more => format!("{first} {}", fill!(lang, t::STANDS_MORE, more = more)),
    }
}

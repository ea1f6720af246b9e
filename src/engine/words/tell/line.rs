//! One event as one line. `run` prints it, the timeline's panel shows it, files and exports hold it.

use std::borrow::Cow;

use sockscope_link::{Act, CallName, Direction};

use super::{asked, question, remark, verdict};
use crate::fill;
use crate::peer::Peer;
use crate::timeline::{
    Change, Event, Gate, HostKind, OptFact, Packet, Prediction, Returned, Session, SourcePart,
    Verdict, What,
};
use crate::words::show::{self, glyph, plain};
use crate::words::{Lang, Text, explain, foretold, t};
use crate::world::World;

/// How many bytes of what a program sends the text of its call has, at most.
const MOST_TOLD: u64 = 4096;

/// How a piece of a line is meant; who shows it knows the colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it comes.
    Plain,
    /// Beside the point.
    Dim,
    /// The point.
    Strong,
    /// It went well.
    Good,
    /// It did not.
    Bad,
    /// Something waits.
    Waiting,
}

/// One event in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Whose it is; `None` is the wire's, or the program's own.
    pub peer: Option<Peer>,
    /// Its kind, in a word.
    pub kind: Text,
    /// What it says, piece by piece; the pieces are put together as they are.
    pub parts: Vec<(Look, String)>,
    /// Why, in a sentence: of a call that failed.
    pub why: Option<String>,
}

impl Line {
    fn new(peer: Option<Peer>, kind: Text, look: Look, text: impl Into<String>) -> Line {
        Line {
            peer,
            kind,
            parts: vec![(look, text.into())],
            why: None,
        }
    }

    fn and(mut self, look: Look, text: impl Into<String>) -> Line {
        self.parts.push((look, text.into()));
        self
    }

    /// What it says, in one piece.
    pub fn text(&self) -> String {
        self.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// How its first piece is meant.
    pub fn look(&self) -> Look {
        self.parts.first().map_or(Look::Plain, |(look, _)| *look)
    }
}

/// What `event` says. `world` is what was so before it, or at a moment after it.
pub fn line(event: &Event, world: &World, lang: Lang) -> Line {
    match &event.what {
        What::Session(session) => {
            Line::new(None, t::KIND_SESSION, Look::Dim, said_of(session, lang))
        }
        What::Step {
            index, id, title, ..
        } => {
            let title = match title.get(lang.code()) {
                "" => id.as_str(),
                title => title,
            };
            let text = format!("{}. {title}", index + 1);
            Line::new(None, t::KIND_STEP, Look::Strong, text)
        }
        What::Call {
            peer,
            call,
            text,
            made,
            ..
        } => {
            let source = made.as_ref().and_then(|made| made.source.as_ref());
            let at = source.map_or_else(String::new, |line| format!("   {}", line.short()));
            let len = made.as_ref().and_then(|made| made.len);
            // The text has no more than its first bytes.
            let sends = matches!(call, CallName::Send | CallName::SendTo | CallName::Write);
            let len = len.filter(|len| sends && *len > MOST_TOLD);
            let len = len.map_or_else(String::new, |len| format!("   ({len} B)"));
            let text = plain(&format!("{text}{len}{at}")).into_owned();
            Line::new(Some(*peer), t::KIND_CALL, Look::Strong, text)
        }
        What::Blocked {
            peer, call, gone, ..
        } => {
            let text = match gone {
                true => fill!(lang, t::RUN_GONE, call = call),
                false => fill!(lang, t::RUN_BLOCKED, call = call),
            };
            Line::new(
                Some(*peer),
                t::KIND_BLOCKED,
                Look::Waiting,
                format!("… {text}"),
            )
        }
        What::Source(part) => {
            let text = source(part, lang);
            Line::new(Some(part.peer), t::KIND_SOURCE, Look::Dim, text)
        }
        What::Return(returned) => self::returned(returned, world, lang),
        What::State(change) => state(change, lang),
        What::Segment(packet) => segment(packet, world, lang),
        What::Lost { peer, segment, why } => {
            let why = foretold::loss(*why).get(lang);
            let text = fill!(lang, t::LOST_TOLD, id = segment, why = why);
            Line::new(Some(*peer), t::KIND_SEGMENT, Look::Waiting, text)
        }
        What::Gate(gate) => Line::new(
            None,
            t::KIND_GATE,
            Look::Waiting,
            self::gate(gate, world, lang),
        ),
        What::Facts(facts) => {
            let text = format!("{}: {}/{} B", facts.fd, facts.recv_queue, facts.send_queue);
            Line::new(Some(facts.peer), t::KIND_FACTS, Look::Dim, text)
        }
        What::Ask(asked) => {
            let (question, _) = super::asked(asked, lang);
            Line::new(None, t::KIND_PREDICT, Look::Dim, plain(&question))
        }
        What::Predict(prediction) => predict(prediction, lang),
        What::Verdict(verdict) => self::judged(verdict, lang),
        What::Log {
            peer,
            level,
            text,
            fact,
            ..
        } => {
            let text = remark(text, fact.as_ref(), lang);
            let text = format!("[{}] {}", level.name(), plain(&text));
            Line::new(Some(*peer), t::KIND_LOG, Look::Dim, text)
        }
        What::Note {
            text,
            fact,
            failure,
            about,
        } => {
            let text = remark(text, fact.as_ref(), lang);
            let (look, text) = match (failure, about) {
                (true, _) => (Look::Bad, text),
                (false, Some(_)) => (Look::Waiting, format!("! {text}")),
                (false, None) => (Look::Plain, text),
            };
            Line::new(None, t::KIND_NOTE, look, plain(&text))
        }
        What::Expect { text, ok: true, .. } => Line::new(
            None,
            t::KIND_EXPECT,
            Look::Good,
            format!("✓ {}", plain(text)),
        ),
        What::Expect { text, saw, .. } => {
            let text = fill!(lang, t::RUN_EXPECTED, text = plain(text), saw = plain(saw));
            Line::new(None, t::KIND_EXPECT, Look::Bad, format!("✗ {text}"))
        }
        What::End { ok: true } => Line::new(None, t::KIND_END, Look::Good, t::RUN_END_OK.get(lang)),
        // Nothing was made of it that could have been as expected.
        What::End { ok: false } if world.calls.is_empty() && world.unexpected.is_none() => {
            Line::new(None, t::KIND_END, Look::Bad, t::RUN_END_NOT_BEGUN.get(lang))
        }
        What::End { ok: false } => {
            Line::new(None, t::KIND_END, Look::Bad, t::RUN_END_FAILED.get(lang))
        }
    }
}

/// Which lines of a file are kept.
fn source(part: &SourcePart, lang: Lang) -> String {
    let (file, kept) = (plain(&part.file), part.numbers());
    match kept.end.saturating_sub(1) {
        _ if kept.is_empty() => fill!(lang, t::SOURCE_LEFT_OUT, file = file),
        last if kept.start == 1 && last == part.lines => file.into_owned(),
        last => fill!(
            lang,
            t::SOURCE_PART,
            file = file,
            first = kept.start,
            last = last,
            lines = part.lines
        ),
    }
}

/// What a peer is called: by its name in the call language, or as the learner's program that it is where both are.
pub fn who(world: &World, peer: Peer) -> Cow<'_, str> {
    name(world.session.as_ref(), peer)
}

/// Whether the host is a board core.
pub fn is_simulated(world: &World) -> bool {
    let session = world.session.as_ref();
    session.is_some_and(|session| session.host_kind == HostKind::Core)
}

/// Why a step is told and not shown: it needs a program in the host's part if `program`, else a real kernel.
pub fn why_told(world: &World, program: bool, lang: Lang) -> String {
    match &world.session {
        Some(session) if program => fill!(lang, t::TUI_TOLD_PROGRAM, lesson = session.lesson),
        _ => t::TUI_TOLD.get(lang).to_owned(),
    }
}

/// The same as a sentence says it: `the host`.
pub fn spoken(world: &World, peer: Peer, lang: Lang) -> Cow<'_, str> {
    let both = world
        .session
        .as_ref()
        .is_some_and(|session| session.programs.is_some());
    match both {
        true => who(world, peer),
        false => explain::peer(peer).get(lang).into(),
    }
}

/// What [`who`] says, by the session line.
pub fn name(session: Option<&Session>, peer: Peer) -> Cow<'_, str> {
    let programs = session.and_then(|session| session.programs.as_ref());
    programs.map_or(peer.name().into(), |names| plain(&names[peer as usize]))
}

fn said_of(session: &Session, lang: Lang) -> String {
    let show = |ip: Option<std::net::IpAddr>| ip.map_or("-".to_owned(), |ip| ip.to_string());
    if session.host_kind == HostKind::Core {
        let (host_addr, board_addr) = (show(session.host), show(session.board_addr));
        return fill!(
            lang,
            t::RUN_SESSION_PAIR,
            host_addr = host_addr,
            board_addr = board_addr
        );
    }
    if let Some([host, board]) = &session.programs {
        return fill!(
            lang,
            t::RUN_SESSION_PROGRAMS,
            host = plain(host),
            board = plain(board),
            link = session.link,
            host_addr = show(session.host),
            board_addr = show(session.board_addr)
        );
    }
    fill!(
        lang,
        t::RUN_SESSION,
        board = session.board,
        link = session.link,
        host_addr = show(session.host),
        board_addr = show(session.board_addr)
    )
}

fn returned(returned: &Returned, world: &World, lang: Lang) -> Line {
    let line = |look, text| Line::new(Some(returned.peer), t::KIND_RETURN, look, text);
    let call = format!("{}()", returned.call);
    if let Some(fact) = &returned.errno {
        let text = format!(
            "{call} = -1 {} ({}, {})",
            fact.name, fact.number, fact.system
        );
        return Line {
            why: Some(why(returned, world, lang)),
            ..line(Look::Bad, text)
        };
    }
    let mut text = format!("{call} = {}", returned.ret);
    for result in results(returned, lang) {
        text.push_str("  ");
        text.push_str(&result);
    }
    line(Look::Good, text)
}

/// Why a call failed, and what to do.
fn why(returned: &Returned, world: &World, lang: Lang) -> String {
    let name = returned.fd.as_ref();
    let socket = name.and_then(|fd| world.named(returned.peer, fd));
    let errno = returned.errno.as_ref().map(|fact| fact.errno());
    let before = socket.map(|socket| socket.state);
    errno.map_or_else(String::new, |errno| {
        explain::why(returned.call, errno, before)
            .get(lang)
            .to_owned()
    })
}

/// What a call filled in besides its return value, each ready to be shown.
pub fn results(returned: &Returned, lang: Lang) -> Vec<String> {
    let data = returned.data.as_ref().map(|data| quoted(data));
    let addr = returned.addr.map(|addr| addr.to_string());
    let number = returned.value.as_ref().map(|value| match value {
        OptFact::Int(number) => number.to_string(),
        OptFact::Millis { ms } => format!("{ms} ms"),
        OptFact::Linger { on, seconds } => {
            fill!(
                lang,
                t::RUN_VALUE_LINGER,
                on = u8::from(*on),
                seconds = seconds
            )
        }
    });
    let value = returned.value_name.clone().or(number);
    let ready = returned
        .poll
        .iter()
        .flatten()
        .filter(|entry| !entry.revents.is_empty());
    let ready = ready.map(|entry| format!("{} {}", entry.fd, entry.revents));
    let file = returned.file.as_ref().map(|file| {
        let mode = show::mode(file.mode);
        fill!(
            lang,
            t::RUN_FILE,
            inode = file.inode,
            mode = mode,
            size = file.size
        )
    });
    data.into_iter()
        .chain(addr)
        .chain(value)
        .chain(ready)
        .chain(file)
        .collect()
}

/// Long data is shown by its beginning and its length.
fn quoted(data: &str) -> String {
    const MOST: usize = 60;
    let shown = show::data(data, MOST);
    match data.chars().nth(MOST) {
        Some(_) => format!("\"{shown} ({})\"", data.len()),
        None => format!("\"{shown}\""),
    }
}

fn state(change: &Change, lang: Lang) -> Line {
    let (from, to) = (change.from, change.to);
    let cause = show::cause(change.cause, change.segment, lang);
    let evidence = show::evidence(change.evidence).get(lang);
    let arrow = format!("{} {from} → {} {to}", glyph(from), glyph(to));
    Line::new(
        Some(change.peer),
        t::KIND_STATE,
        Look::Plain,
        format!("{}: ", change.fd),
    )
    .and(Look::Strong, arrow)
    .and(Look::Dim, format!("  {cause} · {evidence}"))
}

fn segment(packet: &Packet, world: &World, lang: Lang) -> Line {
    let from = Peer::sender(packet.dir);
    let whose = |peer: Peer| match world.has_several() {
        true => world
            .whose(peer, packet)
            .map_or_else(String::new, |name| format!(" {name}")),
        false => String::new(),
    };
    let (mine, other) = (whose(from), whose(from.other()));
    let [sender, receiver] = [from, from.other()].map(|peer| who(world, peer));
    let head = format!("#{} {sender}{mine} → {receiver}{other} ", packet.id.0);
    let (main, rest) = match packet.is_icmp() {
        true => (foretold::icmp(packet).get(lang).to_owned(), Vec::new()),
        false => {
            let relative = world.relative(packet);
            show::segment(packet, (relative.seq, relative.ack), relative.win)
        }
    };
    let again = match packet.retransmissions {
        0 => String::new(),
        times => format!(" +{times}"),
    };
    let mut line = Line::new(Some(from), t::KIND_SEGMENT, Look::Plain, head)
        .and(Look::Strong, main)
        .and(Look::Plain, rest.concat() + &again);
    let word = foretold::word(packet, lang);
    if !word.is_empty() {
        line = line.and(Look::Waiting, format!("  {word}"));
    }
    let act = match packet.act {
        Act::Passed => return line,
        Act::Held => t::RUN_HELD,
        Act::Released => t::RUN_RELEASED,
        Act::Dropped => t::RUN_DROPPED,
        Act::Duplicated => t::RUN_DUPLICATED,
        Act::Delayed => {
            let late = fill!(lang, t::RUN_DELAYED, ms = packet.delay_ms);
            return line.and(Look::Waiting, format!("  {late}"));
        }
    };
    line.and(Look::Waiting, format!("  {}", act.get(lang)))
}

/// How the wire is cut, if it is: unplugged, or a machine that is off.
pub fn cut(gate: &Gate, world: &World, lang: Lang) -> Option<String> {
    let programs = (world.session.as_ref()).is_some_and(|session| session.programs.is_some());
    let off = |peer, text: Text| match programs {
        true => fill!(lang, t::RUN_PROGRAM_OFF, program = who(world, peer)),
        false => text.get(lang).to_owned(),
    };
    let cuts = [
        (gate.unplugged, t::RUN_UNPLUGGED.get(lang).to_owned()),
        (gate.host_off, off(Peer::Host, t::RUN_HOST_OFF)),
        (gate.board_off, off(Peer::Board, t::RUN_BOARD_OFF)),
    ];
    let cut = cuts.into_iter().filter(|(is, _)| *is);
    let cut: Vec<String> = cut.map(|(_, text)| text).collect();
    (!cut.is_empty()).then(|| cut.join(" · "))
}

fn gate(gate: &Gate, world: &World, lang: Lang) -> String {
    let lane = |dir: Direction| {
        let (lane, from) = (gate.lane(dir), Peer::sender(dir));
        let word = if lane.holding {
            t::RUN_GATE_HOLDING
        } else {
            t::RUN_GATE_OPEN
        };
        let held = if lane.held > 0 {
            format!(" ({})", lane.held)
        } else {
            String::new()
        };
        let delay = match lane.delay_ms {
            0 => String::new(),
            ms => format!(" +{ms} ms"),
        };
        let [from, to] = [from, from.other()].map(|peer| who(world, peer));
        format!("{from} → {to}: {}{held}{delay}", word.get(lang))
    };
    if let Some(cut) = cut(gate, world, lang) {
        return cut;
    }
    let [there, back] = Direction::BOTH.map(lane);
    format!("{there} · {back}")
}

fn predict(prediction: &Prediction, lang: Lang) -> Line {
    let (question, choices) = question(prediction, lang);
    let given = prediction.given.and_then(|given| choices.get(given));
    let given = given.map_or("-", String::as_str);
    // Whether it was right is said when it has been measured: see the verdict. An old recording has none.
    let (look, mark) = match prediction.correct.filter(|_| prediction.asked.is_none()) {
        Some(true) => (Look::Good, " ✓"),
        Some(false) => (Look::Bad, " ✗"),
        None => (Look::Dim, ""),
    };
    let line = Line::new(None, t::KIND_PREDICT, Look::Plain, format!("{question} "));
    line.and(look, format!("{given}{mark}"))
}

fn judged(judged: &Verdict, lang: Lang) -> Line {
    let (question, _) = asked(&judged.asked, lang);
    let (look, heading) = verdict::heading(judged, lang);
    let line = Line::new(None, t::KIND_VERDICT, Look::Plain, format!("? {question} "));
    Line {
        why: Some(verdict::text(judged, lang)),
        ..line.and(look, heading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_is_off_is_the_programs_where_both_ends_are_programs() {
        let gate = Gate {
            board_off: true,
            ..Gate::default()
        };
        let mut world = World::default();
        world.session = Some(Session::default());
        let said = cut(&gate, &world, Lang::Es).expect("it is cut");
        assert!(said.contains("la tarjeta"), "{said}");
        let names = ["server".to_owned(), "client.py".to_owned()];
        world.session.as_mut().expect("a session").programs = Some(names);
        let said = cut(&gate, &world, Lang::Es).expect("it is cut");
        assert!(said.contains("la máquina de client.py"), "{said}");
        assert_eq!(cut(&Gate::default(), &world, Lang::Es), None);
    }
}

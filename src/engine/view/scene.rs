//! The scene: everything that one picture is drawn from, gathered before the first cell is.

use std::net::SocketAddr;

use sockscope_link::State;

use super::theme::Theme;
use crate::fill;
use crate::peer::Peer;
use crate::run::{Item, Model, Status};
use crate::script::{Lane, LineKind, Pick, Role, WireCommand};
use crate::stage::Stage;
use crate::timeline::{Made, Packet, What};
use crate::words::show::plain;
use crate::words::{Lang, foretold, glyph, t, tell};
use crate::world::forecast::{self, Will};
use crate::world::{CallRecord, Tasks, World};

/// Everything that one picture of the screen is drawn from.
pub struct Scene<'a> {
    /// The model: the timeline, the program.
    pub model: &'a Model,
    /// The interface's own state.
    pub stage: &'a Stage,
    /// How it looks.
    pub theme: &'a Theme,
    /// What is so at the moment that is shown.
    pub world: &'a World,
    /// The language.
    pub lang: Lang,
    /// The part that the host plays.
    pub role: Role,
    /// The moment that is shown, in microseconds since the session began.
    pub now_us: u64,
    /// Whether sockets that are gone are on the state diagram too.
    pub gone_too: bool,
}

/// A line of the program that has not run at the moment shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Whose call; `None` is a command for the wire.
    pub peer: Option<Peer>,
    /// The line without the peer.
    pub text: String,
    /// Whether the next key runs it.
    pub next: bool,
    /// The lesson's step that it belongs to.
    pub step: Option<usize>,
    /// Who makes it, where it is a program's own call.
    pub made: Option<Box<Made>>,
}

impl<'a> Scene<'a> {
    /// The scene at `now_us` (microseconds since the session began).
    pub fn new(model: &'a Model, stage: &'a Stage, theme: &'a Theme, now_us: u64) -> Scene<'a> {
        let now_us = match &stage.past {
            Some(past) => model
                .log
                .event(past.seq())
                .map_or(now_us, |event| event.t_us),
            None => now_us,
        };
        let world = stage.world(model);
        Scene {
            model,
            stage,
            theme,
            world,
            lang: stage.lang,
            role: match model.lesson.as_ref().and_then(|lesson| lesson.program) {
                Some(example) => example.role(),
                None => shown_role(world, model.options.role),
            },
            now_us,
            gone_too: false,
        }
    }

    /// Whether the moment is now.
    pub fn is_live(&self) -> bool {
        self.stage.past.is_none()
    }

    /// Whether there is source of the learner's to be shown.
    pub fn has_source(&self) -> bool {
        self.stage.has_source(self.model)
    }

    /// The lesson's step at this moment: the one whose lines run or were run last; before the
    /// first, the first.
    pub fn step(&self) -> Option<usize> {
        self.world
            .step
            .or_else(|| self.model.lesson.as_ref().map(|_| 0))
    }

    /// The step that the caption is about: that of the next line to run, else that of the last. In
    /// the past, that of the moment.
    pub fn coming_step(&self) -> Option<usize> {
        let next = || self.next_line().or_else(|| self.coming().next());
        let next = self.is_live().then(next).flatten();
        next.and_then(|coming| coming.step).or_else(|| self.step())
    }

    /// What is still to come, in order: the calls that the past has not made yet, then the lines of the
    /// program that have not run. As many are put together as are asked for.
    pub fn coming(&self) -> impl Iterator<Item = Coming> {
        let calls = &self.model.log.world.calls;
        let last = self.world.calls.back().map(|call| call.seq);
        let made = calls.partition_point(|call| Some(call.seq) <= last);
        let later = calls.range(made..).map(|call| Coming {
            peer: Some(call.peer),
            text: call.text.clone(),
            next: false,
            step: call.step,
            made: call.made.clone(),
        });
        let runner = &self.model.runner;
        let next = runner.next_action();
        let lines = runner.unfinished();
        let lines = lines.filter_map(move |(index, item)| self.line(item, Some(index) == next));
        later.chain(lines)
    }

    /// The line of the program that the next key runs.
    pub fn next_line(&self) -> Option<Coming> {
        let runner = &self.model.runner;
        let item = runner.items().get(runner.next_action()?)?;
        self.line(item, true)
    }

    /// What makes the calls that are still to come now, where they are a program's own.
    pub fn makers(&self) -> impl Iterator<Item = (Peer, &'a Made)> {
        let role = self.model.options.role;
        let lines = self.model.runner.unfinished();
        let lines = lines.filter(|(_, item)| is_to_come(item) && self.is_live());
        lines.filter_map(move |(_, item)| {
            let LineKind::Call(call) = &item.line.kind else {
                return None;
            };
            Some((call.actor.peer(role), &item.called.as_ref()?.made))
        })
    }

    /// A line of the program that has not run; nothing if it has, or is no action.
    fn line(&self, item: &Item, next: bool) -> Option<Coming> {
        if !is_to_come(item) {
            return None;
        }
        let role = self.model.options.role;
        let (peer, text) = match &item.line.kind {
            _ if item.told => (None, t::TUI_TOLD_LINE.get(self.lang).to_owned()),
            LineKind::Call(call) => (Some(call.actor.peer(role)), call.text()),
            LineKind::Wire(wire) => (None, wire_text(*wire, role)),
            _ => return None,
        };
        Some(Coming {
            peer,
            text,
            next,
            step: item.step,
            made: item.called.as_ref().map(|of| Box::new(of.made.clone())),
        })
    }

    /// The event that ended a call; while it runs, the one that began it.
    pub fn end_of(&self, call: &CallRecord) -> u64 {
        let ends = |what: &What| matches!(what, What::Return(back) if back.id == call.id);
        let end = self.model.log.timeline.since(call.seq);
        let end = end.into_iter().find(|event| ends(&event.what));
        end.map_or(call.seq, |event| event.seq)
    }

    /// A call as it stands in its column: who makes it, where there are several, and what.
    pub fn called(&self, peer: Peer, made: Option<&Made>, text: &str) -> String {
        let text = plain(text);
        match made.and_then(|made| self.world.tasks[peer as usize].name(made)) {
            Some(name) => format!("{name} {text}"),
            None => text.into_owned(),
        }
    }

    /// What a held segment will do if it is let go, in words. Where questions are asked, only
    /// asked.
    pub fn effect_of(&self, packet: &Packet) -> String {
        let told = forecast::forecast(self.world, packet);
        let (peer, name) = (tell::who(self.world, told.peer), &told.name);
        let state = |state: State| format!("{} {state}", glyph(state));
        let said = match told.will {
            Will::Move(to) => {
                let to = if self.stage.predictions {
                    "?".to_owned()
                } else {
                    state(to)
                };
                return match told.is_birth() {
                    true => fill!(self.lang, t::TUI_BORN, peer = peer, name = name, to = to),
                    false => format!("{peer} {name}: {} → {to}", state(told.from)),
                };
            }
            // The question is about the very thing: it must not be told before.
            _ if self.stage.predictions
                && forecast::naive(told.from, packet.flags) != told.from =>
            {
                return format!("{peer} {name}: {} → ?", state(told.from));
            }
            Will::Take if !packet.is_tcp() || packet.len > 0 => t::WILL_QUEUE.get(self.lang),
            will => foretold::will(will).get(self.lang),
        };
        match told.socket {
            None => format!("{peer}: {said}"),
            Some(_) if packet.is_tcp() => format!("{peer} {name} {}: {said}", state(told.from)),
            Some(_) => format!("{peer} {name}: {said}"),
        }
    }
}

/// Whether a line is an action that has not run.
fn is_to_come(item: &Item) -> bool {
    item.status == Status::Waiting && item.is_action()
}

/// The part that the host plays: a program of the learner's shows it by its calls.
fn shown_role(world: &World, given: Role) -> Role {
    let session = world
        .session
        .as_ref()
        .filter(|_| !world.tasks.iter().all(Tasks::is_empty));
    match session.map(|session| session.role.as_str()) {
        Some("client") => Role::Client,
        Some("server") => Role::Server,
        _ => given,
    }
}

/// A command for the wire, short enough for the gap between the columns; an arrow is its lane.
fn wire_text(wire: WireCommand, role: Role) -> String {
    let arrow = |lane: Lane| match lane {
        Lane::Both => "",
        Lane::From(actor) if actor.peer(role) == role.server() => " ▸",
        Lane::From(_) => " ◂",
    };
    let pick = |pick: Pick| match pick {
        Pick::Next { count: 1, lane } => arrow(lane).to_owned(),
        Pick::Next { count, lane } => format!(" {count}{}", arrow(lane)),
        Pick::Id(id) => format!(" #{id}"),
        Pick::All(lane) => format!(" all{}", arrow(lane)),
    };
    match wire {
        WireCommand::Open(lane) => format!("open{}", arrow(lane)),
        WireCommand::Hold(lane) => format!("hold{}", arrow(lane)),
        WireCommand::Release(which) => format!("release{}", pick(which)),
        WireCommand::Drop(which) => format!("drop{}", pick(which)),
        WireCommand::Duplicate(which) => format!("dup{}", pick(which)),
        WireCommand::Delay { ms, lane } => format!("{ms} ms{}", arrow(lane)),
        WireCommand::Reorder(lane) => format!("reorder{}", arrow(lane)),
        WireCommand::Cut(_) | WireCommand::Mend(_) | WireCommand::RealTimers => wire.to_string(),
    }
}

/// An address as the panels write it: `10.77.0.1:7777`, `*:7777` for one that is unspecified.
pub fn address(addr: Option<SocketAddr>) -> String {
    match addr {
        None => "-".to_owned(),
        Some(addr) if addr.ip().is_unspecified() => format!("*:{}", addr.port()),
        Some(addr) => addr.to_string(),
    }
}

//! What stands, as lines: events, the caption, a question, a list; where one is, and why.

use sockscope_link::LogLevel;

use super::Talk;
use super::words::OWN;
use crate::fill;
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::run::Model;
use crate::stage::keys::{SPOKEN, spoken};
use crate::stage::menu::{Choice, Kind, Menu};
use crate::stage::{Front, Stage};
use crate::timeline::{Event, What};
use crate::view;
use crate::words::about::{about, words};
use crate::words::show::{plain, word};
use crate::words::tell::verdict;
use crate::words::{Lang, explain as explained, t, tell};
use crate::world::World;

impl Talk {
    /// The lines that are new since the last time. What stands (the caption, a question, a list) is said only
    /// where all is at `rest`: what passes is told by the events.
    pub fn news(&mut self, model: &Model, now: u64, rest: bool) -> Vec<String> {
        let mut lines = std::mem::take(&mut self.answer);
        let events = model.log.timeline.since(self.next);
        for event in events {
            lines.extend(told(event, &self.world, self.stage.lang));
            self.world.apply(event);
        }
        self.next = model.log.timeline.next_seq();
        lines.extend(self.stage.notice.take());
        if rest {
            lines.extend(self.stands(model, now));
        }
        lines
    }

    /// What stands now and did not when it was told last.
    fn stands(&mut self, model: &Model, now: u64) -> Vec<String> {
        let mut lines = Vec::new();
        let (heading, text) = view::caption_text(&self.stage, model, now);
        let stop = if heading.ends_with(['.', '?', '!', ':']) {
            ""
        } else {
            "."
        };
        let caption = format!("{heading}{stop} {text}");
        if caption != self.caption && !matches!(self.stage.front, Front::Question(_)) {
            lines.push(String::new());
            lines.push(caption.clone());
            self.caption = caption;
        }
        if self.front != self.stage.front {
            lines.extend(in_front(&self.stage, model));
            self.front.clone_from(&self.stage.front);
        }
        lines
    }
}

/// An event as a line, and why, if it says so. Captions and questions are said by the stage; an expectation that was
/// met is the lesson's own matter. The signs of the states are for the eye: their names are enough.
fn told(event: &Event, world: &World, lang: Lang) -> Option<String> {
    if matches!(
        event.what,
        What::Facts(_)
            | What::Log {
                level: LogLevel::Debug | LogLevel::Info,
                ..
            }
            | What::Source(_)
            | What::Ask(_)
            | What::Predict(_)
            | What::Step { .. }
            | What::Verdict(_)
            | What::Expect { ok: true, .. }
    ) {
        return None;
    }
    let line = tell::line(event, world, lang);
    let peer = match (&event.what, line.peer) {
        (What::Segment(_), _) | (_, None) => String::new(),
        (_, Some(peer)) => format!("{}: ", tell::who(world, peer)),
    };
    let is_state = matches!(event.what, What::State(_));
    let is_sign = |word: &&str| {
        let mut chars = word.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        is_state && one.is_some_and(|c| !c.is_alphanumeric() && c != '→')
    };
    let text = line.text();
    let text = text.split_whitespace().filter(|word| !is_sign(word));
    let text = text.collect::<Vec<_>>().join(" ");
    Some(match line.why {
        Some(why) => format!("{peer}{text}. {why}"),
        None => format!("{peer}{text}"),
    })
}

/// What stands in front: a question or a list, its choices numbered.
fn in_front(stage: &Stage, model: &Model) -> Vec<String> {
    let lang = stage.lang;
    let mut lines = vec![String::new()];
    let numbered = |(number, text): (usize, String)| format!("{number}. {text}");
    match &stage.front {
        Front::Question(question) => {
            let (asked, choices) = question.told(lang);
            lines.push(fill!(lang, t::TALK_QUESTION, question = asked));
            lines.extend((1..).zip(choices).map(numbered));
            lines.push(t::TALK_QUESTION_HOW.get(lang).to_owned());
        }
        Front::Menu(menu) => {
            lines.push(match menu.about.as_str() {
                "" => menu.title().get(lang).to_owned(),
                about => format!("{}: {about}", menu.title().get(lang)),
            });
            lines.extend((1..).zip(items(menu, stage)).map(numbered));
            lines.push(menu_how(menu, lang));
        }
        Front::Line(field) => {
            lines.push(fill!(lang, t::TALK_LINE, line = field.text()));
        }
        Front::Place(_) => lines.push(t::TALK_PLACE.get(lang).to_owned()),
        Front::Note(step) => lines.extend(note(model.lesson.as_deref(), *step, lang)),
        _ => return Vec::new(),
    }
    lines
}

fn menu_how(menu: &Menu, lang: Lang) -> String {
    let text = match menu.kind {
        Kind::Mend => t::TALK_MEND_HOW,
        _ => t::TALK_MENU_HOW,
    };
    text.get(lang).to_owned()
}

fn items(menu: &Menu, stage: &Stage) -> Vec<String> {
    let lang = stage.lang;
    let is_course = menu.kind == Kind::Lessons;
    let each = menu.items.iter().map(|item| {
        if let Choice::Do(action) = &item.choice {
            return action.entry().text.get(lang).to_owned();
        }
        let label = plain(item.label.trim()).into_owned();
        let (label, mark) = if is_course {
            marked(&label, lang)
        } else {
            (label.as_str(), "")
        };
        let more = [plain(&item.hint).into_owned(), mark.to_owned()];
        let more: Vec<String> = more.into_iter().filter(|text| !text.is_empty()).collect();
        match more.is_empty() {
            true => label.to_owned(),
            false => format!("{label} ({})", more.join(", ")),
        }
    });
    each.collect()
}

/// An entry of the course without its sign, and what the sign says.
fn marked(label: &str, lang: Lang) -> (&str, &'static str) {
    let signs = [
        ('✓', t::COURSE_DONE),
        ('›', t::COURSE_NEXT),
        ('●', t::TALK_OPEN_NOW),
    ];
    let found = signs
        .into_iter()
        .find_map(|(sign, text)| Some((label.strip_prefix(sign)?, text)));
    found.map_or((label, ""), |(rest, text)| (rest.trim(), text.get(lang)))
}

fn note(lesson: Option<&Lesson>, step: usize, lang: Lang) -> Option<String> {
    let note = lesson?.steps.get(step)?.note.as_ref()?;
    Some(note.get(lang).to_owned())
}

/// Where the learner is, and what is so.
pub fn place(stage: &Stage, model: &Model) -> Vec<String> {
    let lang = stage.lang;
    let world = stage.world(model);
    let mut lines = Vec::new();
    if let Some(lesson) = &model.lesson {
        let all = lesson.steps.len();
        let next = model.runner.next_action();
        let coming = next.and_then(|index| model.runner.items()[index].step);
        let at = coming.or(world.step).map_or(0, |step| step + 1);
        let title = lesson.title.get(lang);
        lines.push(fill!(
            lang,
            t::TALK_PLACE_IS,
            title = title,
            step = at,
            all = all
        ));
    }
    if stage.past.is_some() {
        lines.push(t::TALK_PAST.get(lang).to_owned());
    }
    for peer in [Peer::Host, Peer::Board] {
        let sockets = world
            .live(peer)
            .map(|socket| format!("{} {}", socket.name, socket.state));
        let sockets: Vec<String> = sockets.collect();
        let who = explained::peer(peer).get(lang);
        lines.push(match sockets.is_empty() {
            true => fill!(lang, t::TALK_NO_SOCKETS, peer = who),
            false => format!("{who}: {}", sockets.join(", ")),
        });
    }
    for call in world.blocked() {
        lines.push(fill!(
            lang,
            t::TALK_BLOCKED,
            peer = call.peer,
            call = plain(&call.text)
        ));
    }
    lines.push(match (world.lacks_gate(), world.is_frozen()) {
        (true, _) => t::TALK_NO_GATE.get(lang).to_owned(),
        (_, true) => t::TALK_IS_FROZEN.get(lang).to_owned(),
        (_, false) => t::TALK_IS_OPEN.get(lang).to_owned(),
    });
    for row in world.held_rows() {
        let (id, from) = (row.packet.id.0, Peer::sender(row.packet.dir));
        lines.push(fill!(
            lang,
            t::TALK_HELD,
            id = id,
            word = word(&row.packet),
            peer = from
        ));
    }
    lines.push(fill!(lang, t::TALK_SIDE_IS, peer = stage.side));
    lines
}

/// Why the last thing that is explained happened: a verdict, an error, a change of state.
pub fn why(stage: &Stage, model: &Model) -> String {
    let lang = stage.lang;
    let mut world = model.log.base.clone();
    let mut last = None;
    for event in model.log.timeline.events() {
        match &event.what {
            What::Verdict(judged) => last = Some(verdict::text(judged, lang)),
            What::State(change) => {
                let text = explained::transition(change.from, change.to, change.cause);
                let heading = format!(
                    "{} {}: {} → {}",
                    change.peer, change.fd, change.from, change.to
                );
                last = Some(format!("{heading}. {}", text.get(lang)));
            }
            What::Return(back) if back.errno.is_some() => last = told(event, &world, lang),
            _ => {}
        }
        world.apply(event);
    }
    last.unwrap_or_else(|| t::TALK_NO_WHY.get(lang).to_owned())
}

/// The words.
pub fn help(lang: Lang) -> Vec<String> {
    let mut lines = vec![t::TALK_HELP_HEAD.get(lang).to_owned()];
    for (action, text) in SPOKEN {
        let word = spoken(*action, lang).unwrap_or_default();
        let also = text
            .get(lang)
            .split(", ")
            .skip(1)
            .collect::<Vec<_>>()
            .join(", ");
        let also = if also.is_empty() {
            also
        } else {
            format!(" ({also})")
        };
        lines.push(format!("{word}{also}: {}", action.entry().text.get(lang)));
    }
    for (_, text, meaning) in OWN {
        let word = text.get(lang).split(", ").next().unwrap_or_default();
        lines.push(format!("{word}: {}", meaning.get(lang)));
    }
    lines.push(t::TALK_HELP_CALLS.get(lang).to_owned());
    lines
}

/// What a word of sockets means.
pub fn explain(said: &str, lang: Lang) -> Vec<String> {
    let told = about(said, lang);
    if told.is_empty() {
        let mut text = fill!(lang, t::EXPLAIN_UNKNOWN, word = plain(said));
        if let Some(word) = crate::script::nearest(said, words()) {
            text = format!(
                "{text} {}",
                fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word)
            );
        }
        return vec![text];
    }
    let mut lines = Vec::new();
    for about in told {
        lines.push(format!("{}. {}", about.head, about.meaning));
        lines.extend(
            about
                .rows
                .iter()
                .map(|(name, sentence)| format!("{name}: {sentence}")),
        );
        if !about.see.is_empty() {
            let see: Vec<&str> = about.see.iter().map(|at| at.name.as_str()).collect();
            lines.push(fill!(lang, t::EXPLAIN_SEE, places = see.join(", ")));
        }
    }
    lines
}

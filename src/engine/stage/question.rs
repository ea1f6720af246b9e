//! Going on, and the questions before it: what will happen?

use sockscope_link::{Cause, SegmentId};

use super::caption::Subject;
use super::{Front, Stage, Wish};
use crate::fact;
use crate::fill;
use crate::rfc9293::Arrow;
use crate::run::{Item, Message, Model, Pace};
use crate::script::{LineKind, WireCommand};
use crate::stage::keys::{Action, Key};
use crate::timeline::{Arg, Asked, Fact};
use crate::words::{Lang, explain, foretold, show, t, tell};
use crate::world::forecast::{self, Forecast, Will};
use crate::world::{LadderRow, World};

/// A question: what will happen?
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked.
    pub asked: Asked,
    /// The chosen one; none at first, so that the key that goes on answers nothing by accident.
    pub at: Option<usize>,
    /// What happens once it is answered.
    pub(super) then: Box<Wish>,
}

impl Question {
    /// The question and what can be answered, in words.
    pub fn told(&self, lang: Lang) -> (String, Vec<String>) {
        tell::asked(&self.asked, lang)
    }
}

impl Stage {
    pub(super) fn next(&mut self, model: &Model) -> Vec<Wish> {
        if self.past.is_some() {
            self.forward(model);
            return Vec::new();
        }
        if self.reviews(model) {
            return Vec::new();
        }
        // What stands on the screen is read before the next step's caption, which is read before that step.
        if let Some(read) = self.to_read(model) {
            self.read = Some(read);
            return Vec::new();
        }
        let advance = Wish::Tell(Message::Advance);
        let Some(index) = model.runner.next_action() else {
            if self.puzzle_next(model) || model.lesson.is_none() && self.tell_of_program(model) {
                return Vec::new();
            }
            // The end of the program: what was only waited for may still be let go.
            let (subject, _) = self.subject(model, &model.log.world);
            if let Some(lesson) = &model.lesson
                && subject == Subject::Over
                && self.task_how(model).is_none()
            {
                self.show_ending(model, lesson);
                return Vec::new();
            }
            self.read = Some(model.log.timeline.next_seq().saturating_sub(1));
            self.notice = Some(self.task_how(model).unwrap_or_else(|| self.what_now()));
            return vec![advance];
        };
        if let Some(item) = model.runner.held_up() {
            self.notice = Some(self.held_up(model, item));
            return Vec::new();
        }
        let item = &model.runner.items()[index];
        // Told once: the second time she goes on without it.
        let lacks = model.lacks_held().or_else(|| model.lacks_call());
        if lacks.is_some() && model.runner.pace == Pace::Step(0) {
            let line = item.line.source.as_str();
            let key = self.keys.hint(Action::Next, self.lang);
            self.notice = Some(fill!(self.lang, t::TUI_WAITS_FOR, wanted = line, key = key));
        }
        if let Some(question) = self.question_of_step(model, index, &advance) {
            self.front = Front::Question(question);
            return Vec::new();
        }
        if let LineKind::Wire(WireCommand::Release(_)) = item.line.kind
            && let Some(id) = model.log.world.next_held(None)
            && let Some(question) = self.question_of_segment(model, id, advance.clone())
        {
            self.front = Front::Question(question);
            return Vec::new();
        }
        vec![advance]
    }

    /// What the key that goes on only has read, as the event up to which it is: what stands on the
    /// screen where a new step begins, or none comes.
    pub(super) fn to_read(&self, model: &Model) -> Option<u64> {
        let (subject, read) = self.subject(model, &model.log.world);
        let next = model.runner.next_action();
        let step = next.and_then(|index| model.runner.items()[index].step);
        let is_verdict = matches!(subject, Subject::Verdict(_));
        let is_new = is_verdict || next.is_none() || step != model.log.world.step;
        read.filter(|_| model.lesson.is_some() && is_new)
    }

    /// At the end of a lesson: what can be done.
    pub(super) fn what_now(&self) -> String {
        let key = |action| self.keys.hint(action, self.lang);
        fill!(
            self.lang,
            t::TUI_LESSON_OVER,
            restart = key(Action::Restart),
            lesson = key(Action::Lesson),
            calls = key(Action::Calls),
        )
    }

    /// Why the program cannot go on: who is blocked in which call, and what lets it go on.
    fn held_up(&self, model: &Model, item: &Item) -> String {
        let LineKind::Call(line) = &item.line.kind else {
            return String::new();
        };
        let peer = explain::peer(line.actor.peer(model.runner.role)).get(self.lang);
        let call = line.call.name();
        let key = |action| self.keys.hint(action, self.lang);
        if model.log.world.held.is_empty() {
            return fill!(
                self.lang,
                t::TUI_HELD_UP,
                peer = peer,
                call = call,
                calls = key(Action::Calls),
            );
        }
        fill!(
            self.lang,
            t::TUI_HELD_UP_BY_THE_WIRE,
            peer = peer,
            call = call,
            release = key(Action::Release),
            open = key(Action::Freeze),
        )
    }

    pub(super) fn question_of_step(
        &mut self,
        model: &Model,
        line: usize,
        then: &Wish,
    ) -> Option<Question> {
        let items = model.runner.items();
        let index = items.get(line)?.step?;
        let predict = model.lesson.as_ref()?.steps.get(index)?.predict.as_ref()?;
        // Which line of its step it is; what the learner did herself does not count.
        let of_step = |item: &&Item| item.step == Some(index) && item.is_lessons();
        let nth = items[..line].iter().filter(of_step).count();
        let told = items[line].told;
        if !self.predictions || told || nth < predict.before || self.asked.contains(&index) {
            return None;
        }
        let question = Question {
            asked: predict.asked(index),
            at: None,
            then: Box::new(then.clone()),
        };
        self.asked.push(index);
        Some(question)
    }

    /// What will this segment do?
    pub(super) fn question_of_segment(
        &self,
        model: &Model,
        id: SegmentId,
        then: Wish,
    ) -> Option<Question> {
        let row = model
            .log
            .world
            .held_rows()
            .find(|row| row.packet.id == id)?;
        let told = forecast::forecast(&model.log.world, &row.packet);
        // Asked where a state moves, and where one seems to.
        let seems = forecast::naive(told.from, row.packet.flags) != told.from;
        let unsure = matches!(told.will, Will::Unsure(_));
        if !self.predictions || unsure || told.socket.is_none() || told.to() == told.from && !seems
        {
            return None;
        }
        let choices = forecast::choices(&told);
        Some(Question {
            asked: Asked {
                step: None,
                segment: Some(id.0),
                question: what_will_it_do(&model.log.world, &told, row).into(),
                answer: choices.iter().position(|state| *state == told.to())?,
                choices: choices.into_iter().map(Arg::text).collect(),
                because: because(&told).into(),
            },
            at: None,
            then: Box::new(then),
        })
    }

    pub(super) fn question_key(
        &mut self,
        model: &Model,
        mut question: Question,
        key: Key,
        now: u64,
    ) -> Vec<Wish> {
        let count = question.asked.choices.len();
        match key {
            Key::Up => {
                let above = question.at.and_then(|at| at.checked_sub(1));
                question.at = Some(above.unwrap_or(count - 1));
            }
            Key::Down | Key::Tab => {
                question.at = Some(question.at.map_or(0, |at| (at + 1) % count));
            }
            Key::Esc => return self.answer(question, None),
            Key::Enter | Key::Char(' ') => {
                if let Some(given) = question.at {
                    return self.answer(question, Some(given));
                }
                self.notice = Some(t::TUI_CHOOSE_FIRST.get(self.lang).to_owned());
            }
            Key::Char(digit @ '1'..='9') if (digit as usize - '1' as usize) < count => {
                let given = digit as usize - '1' as usize;
                return self.answer(question, Some(given));
            }
            // The screen can be arranged while the question stands.
            _ => match self.keys.action(key) {
                Some(Action::Quit) => return vec![Wish::Quit],
                Some(
                    action @ (Action::Language
                    | Action::Presenter
                    | Action::Zoom
                    | Action::Mouse
                    | Action::Predictions),
                ) => {
                    let wishes = self.act(model, action, now);
                    self.front = Front::Question(question);
                    return wishes;
                }
                _ => {}
            },
        }
        self.front = Front::Question(question);
        Vec::new()
    }

    pub(super) fn answer(&mut self, question: Question, given: Option<usize>) -> Vec<Wish> {
        if self.reel.is_some() {
            return self.answer_again(question, given);
        }
        let asked = question.asked;
        if let Some(choice) = given.and_then(|given| asked.choices.get(given)) {
            let given = tell::arg(choice, self.lang);
            self.notice = Some(fill!(self.lang, t::TUI_ANSWERED, given = given));
        }
        let predicted = Message::Predicted { asked, given };
        vec![Wish::Tell(predicted), *question.then]
    }
}

/// The question about a held segment.
fn what_will_it_do(world: &World, told: &Forecast, row: &LadderRow) -> Fact {
    let (id, flags) = (row.packet.id.0, show::bits(row.packet.flags));
    let both = world
        .session
        .as_ref()
        .is_some_and(|session| session.programs.is_some());
    let peer: Arg = match both {
        true => Arg::text(tell::who(world, told.peer)),
        false => explain::peer(told.peer).into(),
    };
    let name = &told.name;
    if told.is_birth() {
        return fact!(
            t::TUI_WHAT_IS_BORN,
            id = id,
            flags = flags,
            peer = peer,
            name = name
        );
    }
    let state = Arg::text(told.from);
    fact!(
        t::TUI_WHAT_WILL_IT_DO,
        id = id,
        flags = flags,
        peer = peer,
        name = name,
        state = state
    )
}

/// Why a segment will do what it does: a sentence for each arrow, with its section of RFC 9293; where
/// there is none, what becomes of it.
fn because(told: &Forecast) -> Vec<Fact> {
    let sentence = |arrow: &&Arrow| {
        let why = explain::transition(arrow.from, arrow.to, Cause::Segment(None));
        fact!(t::TUI_BECAUSE_OF, why = why, section = arrow.source)
    };
    let mut said: Vec<Fact> = told.path.iter().map(sentence).collect();
    if said.is_empty() {
        said.push(foretold::will(told.will).into());
    }
    said
}

//! Calls and segments by hand: lines of the call language that run at once.

use sockscope_link::{Direction, SegmentId};

use super::{Front, Stage, Wish};
use crate::fill;
use crate::run::{Message, Model};
use crate::script::{self, Lane, Line, LineKind, Pick, WireCommand};
use crate::stage::keys::Action;
use crate::stage::menu::Menu;
use crate::words::t;

impl Stage {
    /// Runs a line of the call language at once.
    pub(super) fn by_hand(&mut self, text: &str) -> Vec<Wish> {
        if !self.only_live() {
            return Vec::new();
        }
        self.typed += 1;
        match script::parse_line_for(self.side.into(), text, self.typed) {
            Ok(Some(line)) => vec![Wish::Tell(Message::ByHand(line))],
            Ok(None) => Vec::new(),
            Err(error) => {
                self.notice = Some(error.message(self.lang));
                Vec::new()
            }
        }
    }

    /// A line that was typed whole runs at once.
    #[must_use = "wishes must be carried out"]
    pub fn typed(&mut self, line: Line) -> Vec<Wish> {
        match self.only_live() {
            true => self.send(line),
            false => Vec::new(),
        }
    }

    pub(super) fn send(&mut self, line: Line) -> Vec<Wish> {
        match &line.kind {
            LineKind::Expect(_) | LineKind::Timeout(_) => {
                self.notice = Some(t::TUI_ONLY_CALLS.get(self.lang).to_owned());
                Vec::new()
            }
            _ => vec![Wish::Tell(Message::ByHand(line))],
        }
    }

    pub(super) fn with_held(
        &mut self,
        model: &Model,
        text: impl Fn(SegmentId) -> String,
    ) -> Vec<Wish> {
        if !self.only_live() {
            return Vec::new();
        }
        match self.chosen_held(&model.log.world) {
            Some(id) => self.by_hand(&text(id)),
            None => {
                self.notice = Some(if model.log.world.lacks_gate() {
                    let key = self.keys.hint(Action::Board, self.lang);
                    fill!(self.lang, t::TUI_NONE_TO_HOLD, key = key)
                } else if model.log.world.is_frozen() {
                    t::TUI_NOTHING_HELD_YET.get(self.lang).to_owned()
                } else {
                    let key = self.keys.hint(Action::Freeze, self.lang);
                    fill!(self.lang, t::TUI_NOTHING_HELD, key = key)
                });
                Vec::new()
            }
        }
    }

    /// Freezes the wire, or opens it.
    pub(super) fn freeze(&mut self, model: &Model) -> Vec<Wish> {
        if model.log.world.lacks_gate() {
            self.front = Front::Menu(Menu::without_gate(self.lang));
            return Vec::new();
        }
        let holding = model.log.world.is_frozen();
        let would = |wire: &WireCommand| match wire {
            WireCommand::Open(Lane::Both) => holding,
            WireCommand::Hold(Lane::Both) => !holding,
            _ => false,
        };
        if self.is_next_line(model, would) {
            return self.next(model);
        }
        self.by_hand(if holding { "wire: open" } else { "wire: hold" })
    }

    pub(super) fn drop_held(&mut self, model: &Model) -> Vec<Wish> {
        let wishes = self.with_held(model, |id| format!("wire: drop segment {}", id.0));
        if let Some(id) = self.told_of(model, &wishes) {
            self.notice = Some(fill!(self.lang, t::TUI_DROPPED_IT, id = id.0));
        }
        wishes
    }

    pub(super) fn duplicate_held(&mut self, model: &Model) -> Vec<Wish> {
        let wishes = self.with_held(model, |id| format!("wire: duplicate segment {}", id.0));
        if let Some(id) = self.told_of(model, &wishes) {
            self.notice = Some(fill!(self.lang, t::TUI_DUPLICATED_IT, id = id.0));
        }
        wishes
    }

    /// The held segment that these wishes are about.
    fn told_of(&self, model: &Model, wishes: &[Wish]) -> Option<SegmentId> {
        let chosen = self.chosen_held(&model.log.world);
        chosen.filter(|_| !wishes.is_empty())
    }

    pub(super) fn reorder(&mut self, model: &Model) -> Vec<Wish> {
        let two = Direction::BOTH
            .into_iter()
            .any(|dir| model.log.world.held_in(dir) > 1);
        if self.past.is_none() && !model.log.world.held.is_empty() && !two {
            self.tell(t::TUI_TWO_TO_SWAP);
            return Vec::new();
        }
        self.with_held(model, |_| "wire: reorder".to_owned())
    }

    /// Whether the lesson's next line is this very command for the wire: then the key is its step.
    pub(super) fn is_next_line(&self, model: &Model, does: impl Fn(&WireCommand) -> bool) -> bool {
        let next = model.runner.next_action();
        self.past.is_none()
            && next.is_some_and(|index| {
                matches!(&model.runner.items()[index].line.kind, LineKind::Wire(wire) if does(wire))
            })
    }

    pub(super) fn release(&mut self, model: &Model) -> Vec<Wish> {
        let role = model.runner.role;
        let chosen = self.chosen_held(&model.log.world);
        let would = |wire: &WireCommand| match wire {
            WireCommand::Release(Pick::Next { count: 1, lane }) => {
                let dir = match lane {
                    Lane::Both => None,
                    Lane::From(actor) => Some(actor.peer(role).outgoing()),
                };
                chosen.is_some() && model.log.world.next_held(dir) == chosen
            }
            _ => false,
        };
        if self.is_next_line(model, would) {
            return self.next(model);
        }
        let wishes = self.with_held(model, |id| format!("wire: release segment {}", id.0));
        if let [then] = wishes.as_slice()
            && let Some(id) = self.chosen_held(&model.log.world)
            && let Some(question) = self.question_of_segment(model, id, then.clone())
        {
            self.front = Front::Question(question);
            return Vec::new();
        }
        wishes
    }
}

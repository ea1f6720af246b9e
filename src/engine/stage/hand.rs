//! Calls and segments by hand: lines of the call language that run at once.

use sockscope_link::SegmentId;

use super::{Front, Stage, Wish};
use crate::fill;
use crate::run::{Message, Model};
use crate::script::{self, Lane, Line, LineKind, Pick, WireCommand};
use crate::stage::keys::Action;
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
        match self.chosen_held(&model.world) {
            Some(id) => self.by_hand(&text(id)),
            None => {
                self.notice = Some(if model.world.lacks_gate() {
                    let key = self.keys.hint(Action::Board, self.lang);
                    fill!(self.lang, t::TUI_NONE_TO_HOLD, key = key)
                } else if model.world.is_frozen() {
                    t::TUI_NOTHING_HELD_YET.get(self.lang).to_owned()
                } else {
                    let key = self.keys.hint(Action::Freeze, self.lang);
                    fill!(self.lang, t::TUI_NOTHING_HELD, key = key)
                });
                Vec::new()
            }
        }
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
        let chosen = self.chosen_held(&model.world);
        let would = |wire: &WireCommand| match wire {
            WireCommand::Release(Pick::Next { count: 1, lane }) => {
                let dir = match lane {
                    Lane::Both => None,
                    Lane::From(actor) => Some(actor.peer(role).outgoing()),
                };
                chosen.is_some() && model.world.next_held(dir) == chosen
            }
            _ => false,
        };
        if self.is_next_line(model, would) {
            return self.next(model);
        }
        let wishes = self.with_held(model, |id| format!("wire: release segment {}", id.0));
        if let [then] = wishes.as_slice()
            && let Some(id) = self.chosen_held(&model.world)
            && let Some(question) = self.question_of_segment(model, id, then.clone())
        {
            self.front = Front::Question(question);
            return Vec::new();
        }
        self.verdict = None;
        wishes
    }
}

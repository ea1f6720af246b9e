//! Looking back and coming forward: which moment is shown.

use super::Stage;
use crate::fill;
use crate::run::Model;
use crate::stage::keys::Action;
use crate::words::t;
use crate::world::past::Past;

impl Stage {
    /// One call, state or segment back.
    pub(super) fn back(&mut self, model: &Model) {
        let last = model.log.timeline.next_seq().saturating_sub(1);
        let at = self.past.as_ref().map_or(last, Past::seq);
        if let Some(to) = model.log.timeline.moment_before(at) {
            self.look_at(model, to);
        }
    }

    /// One call, state or segment towards now.
    pub(super) fn forward(&mut self, model: &Model) {
        if let Some(at) = self.past.as_ref().map(Past::seq) {
            self.look_at(model, model.log.timeline.moment_after(at));
        }
    }

    /// So many events of any kind: towards now if positive.
    pub(super) fn look_back(&mut self, model: &Model, events: isize) {
        let last = model.log.timeline.next_seq().saturating_sub(1);
        let at = self.past.as_ref().map_or(last, Past::seq);
        let to = at.saturating_add_signed(events as i64);
        if self.past.is_none() && to >= last {
            return;
        }
        self.look_at(model, to);
    }

    /// Shows the moment after event `seq`; the last event's is now.
    pub fn look_at(&mut self, model: &Model, seq: u64) {
        let last = model.log.timeline.next_seq().saturating_sub(1);
        self.auto = None;
        if seq >= last && self.reel.is_none() {
            self.past = None;
            return;
        }
        match &mut self.past {
            Some(past) => past.go(&model.log.base, &model.log.timeline, seq),
            None => self.past = Some(Past::at(&model.log.base, &model.log.timeline, seq)),
        }
    }

    /// Back to now, and to the end of what scrolls.
    pub(super) fn go_live(&mut self) {
        self.past = None;
        self.scroll = 0;
        self.flow_scroll = 0;
        self.source_scroll = 0;
    }

    /// Calls and segments are of now: in the past, says so instead.
    pub(super) fn only_live(&mut self) -> bool {
        if self.past.is_some() {
            let key = self.keys.hint(Action::Live, self.lang);
            self.notice = Some(fill!(self.lang, t::TUI_NOT_IN_THE_PAST, key = key));
        }
        self.past.is_none()
    }
}

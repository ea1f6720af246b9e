//! A task on the stage: its hints, one by one, and what the key that goes on says.

use super::Stage;
use super::keys::Action;
use crate::fill;
use crate::run::Model;
use crate::words::t;

impl Stage {
    /// One more hint.
    pub(super) fn hint(&mut self, model: &Model) {
        let Some(task) = model.task() else {
            let key = self.keys.hint(Action::Lesson, self.lang);
            self.notice = Some(fill!(self.lang, t::TASK_NO_HINTS, key = key));
            return;
        };
        if self.hints < task.hints.len() {
            self.hints += 1;
        } else {
            self.tell(t::TASK_NO_MORE_HINTS);
        }
    }

    /// At the end of what a task starts with: how it is solved.
    pub(super) fn task_how(&self, model: &Model) -> Option<String> {
        model.task().filter(|_| !model.is_reached())?;
        let key = |action| self.keys.hint(action, self.lang);
        Some(fill!(
            self.lang,
            t::TASK_HOW,
            calls = key(Action::Calls),
            prompt = key(Action::Prompt),
            hint = key(Action::Hint),
        ))
    }

    /// The hint that was given last: which of how many, and what it says.
    pub fn last_hint(&self, model: &Model) -> Option<String> {
        let hints = &model.task()?.hints;
        let hint = hints.get(self.hints.checked_sub(1)?)?.get(self.lang);
        let (number, all) = (self.hints, hints.len());
        Some(fill!(
            self.lang,
            t::TASK_HINT,
            number = number,
            all = all,
            hint = hint
        ))
    }
}

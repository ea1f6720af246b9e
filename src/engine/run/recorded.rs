//! A model of what was recorded: there are no peers, and no line is left to run.

use std::sync::Arc;

use super::{Model, Options};
use crate::lesson::{Lesson, recorded};
use crate::script::Role;
use crate::timeline::What;
use crate::world::Log;

impl Model {
    /// The model of a recording. `name` is what it is called where it names no lesson itself; in the
    /// `course` its lesson's title is found.
    pub fn of_recording(log: Log, name: &str, course: &[Arc<Lesson>]) -> Model {
        let session = log.world.session.clone().unwrap_or_default();
        let role = match session.role.as_str() {
            "client" => Role::Client,
            _ => Role::Server,
        };
        let mut model = Model::new(Options {
            role,
            ..Options::default()
        });
        let lesson = match session.lesson.as_str() {
            "" => name,
            lesson => lesson,
        };
        let found = course.iter().find(|entry| entry.id == lesson);
        let lesson = recorded::named(lesson, found.map(Arc::as_ref));
        model.lesson = Some(Arc::new(lesson));
        model.take_part(log);
        model
    }

    /// Another part of the same recording takes the place of the one before.
    pub fn take_part(&mut self, log: Log) {
        self.log = log;
        if let Some(lesson) = &mut self.lesson {
            hear_steps(Arc::make_mut(lesson), &self.log);
        }
    }
}

/// The lesson's steps, as far as the events at hand tell of them.
fn hear_steps(lesson: &mut Lesson, log: &Log) {
    for event in log.timeline.events() {
        if let What::Step {
            index, title, say, ..
        } = &event.what
        {
            recorded::hear(lesson, *index, title, say);
        }
    }
}

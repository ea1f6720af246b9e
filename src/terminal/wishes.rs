//! What comes in, as what the stage makes of it.

use std::io;

use super::run::App;
use super::{Input, Screen};
use crate::run::Model;
use crate::stage::keys::{Action, Key};
use crate::stage::{Front, Wish};
use crate::view::{self, Scene, Target};

impl App {
    /// What the stage makes of something that came in.
    pub(super) fn wishes(
        &mut self,
        model: &Model,
        now: u64,
        input: Input,
        screen: &mut Screen,
    ) -> io::Result<Vec<Wish>> {
        let target = match input {
            Input::Click(column, row) | Input::Wheel(column, row, _) => {
                let scene = Scene::new(model, &self.stage, &self.theme, now);
                view::target(&scene, screen.area()?, column, row)
            }
            _ => None,
        };
        let stage = &mut self.stage;
        Ok(match input {
            Input::Key(key) => stage.press(model, key, now),
            Input::Click(..) => match target {
                Some(Target::Action(action)) => stage.act(model, action, now),
                Some(Target::Panel(panel)) => stage.act(model, Action::Panel(panel), now),
                Some(Target::Item(index)) => stage.choose(model, index, now),
                Some(Target::Moment(seq)) => {
                    stage.look_at(model, seq);
                    Vec::new()
                }
                Some(Target::Away) => stage.away(model, now),
                None => Vec::new(),
            },
            Input::Wheel(_, _, up) => {
                if stage.front == Front::Nothing
                    && let Some(Target::Panel(panel)) = target
                    && panel != stage.panel
                {
                    let _ = stage.act(model, Action::Panel(panel), now);
                }
                match &stage.front {
                    Front::Nothing => {
                        stage.act(model, if up { Action::Up } else { Action::Down }, now)
                    }
                    _ => stage.press(model, if up { Key::Up } else { Key::Down }, now),
                }
            }
            Input::Paste(text) if stage.front == Front::Keyboard => stage.paste_to_program(&text),
            Input::Paste(text) => {
                stage.paste(&text);
                Vec::new()
            }
            Input::Suspend => vec![Wish::Suspend],
            Input::Continued => {
                screen.take_again()?;
                Vec::new()
            }
            Input::Ports(ports) => {
                stage.found(ports);
                Vec::new()
            }
            Input::Resized | Input::End(_) | Input::Failed(_) => Vec::new(),
        })
    }
}

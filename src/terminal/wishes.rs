//! What comes in, as what the stage makes of it.

use std::io;

use super::run::App;
use super::{Input, Screen};
use crate::fill;
use crate::run::Model;
use crate::stage::keys::{Action, Key};
use crate::stage::{Front, Wish};
use crate::view::{self, Scene, Target};
use crate::words::t;

/// How much of a panel is copied: columns that hold any line, and rows that terminals still take.
const COPIED: (u16, u16) = (132, 400);

impl App {
    /// Copies what the panel of choice shows.
    pub(super) fn copy(&mut self, model: &Model, now: u64, screen: &mut Screen) -> io::Result<()> {
        let panel = self.stage.panel;
        let scene = Scene::new(model, &self.stage, &self.theme, now);
        let lines = view::lines(&scene, panel, COPIED);
        screen.copy(&lines.join("\n"))?;
        let (lang, count) = (self.stage.lang, lines.len());
        let panel = panel.title().get(lang);
        self.stage.notice = Some(fill!(lang, t::TUI_COPIED, panel = panel, count = count));
        Ok(())
    }

    /// Finds the words of the screen that can be explained.
    pub(super) fn find_words(
        &mut self,
        model: &Model,
        now: u64,
        screen: &Screen,
    ) -> io::Result<()> {
        let scene = Scene::new(model, &self.stage, &self.theme, now);
        let words = view::explainable(&scene, screen.area()?);
        self.stage.offer_words(words);
        Ok(())
    }

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
            Input::Ground(is_light) => {
                self.heed_ground(is_light);
                Vec::new()
            }
            Input::Resized | Input::End(_) | Input::Failed(_) => Vec::new(),
        })
    }
}

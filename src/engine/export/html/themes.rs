//! One drawing for a dark page and a light one: its colours are numbers of meanings, and each page has its own
//! colours for them.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Style};

use super::pictures::Looks;
use crate::export::look::Look;
use crate::view::Theme;

/// The dark theme and the light one.
pub(super) struct Both {
    /// What is drawn with: the dark theme with numbers in place of its colours.
    pub marks: Theme,
    /// How a number's meaning looks, dark and light.
    styles: Vec<[Style; 2]>,
}

impl Both {
    pub fn new() -> Both {
        let [mut dark, mut light] =
            ["dark", "light"].map(|name| Theme::named(name).unwrap_or_default());
        let mut marks = dark.clone();
        for (number, style) in (0..).zip(marks.styles()) {
            style.fg = style.fg.and(Some(Color::Indexed(number)));
            style.bg = style.bg.and(Some(Color::Indexed(number)));
        }
        let styles = dark.styles().zip(light.styles());
        let styles = styles.map(|(dark, light)| [*dark, *light]).collect();
        Both { marks, styles }
    }

    /// How a cell that was drawn with the marks looks in either theme.
    pub fn looks(&self, cell: &Cell) -> Looks {
        let meaning = |mark: Color| match mark {
            Color::Indexed(number) => self.styles.get(usize::from(number)),
            _ => None,
        };
        let (text, ground) = (meaning(cell.fg), meaning(cell.bg));
        [0, 1].map(|theme| {
            let fg = text.and_then(|styles| styles[theme].fg);
            // In one theme a text may bring a background along that it has not in the other.
            let own = text.and_then(|styles| styles[theme].bg);
            let bg = own.or_else(|| ground.and_then(|styles| styles[theme].bg));
            let [fg, bg] = [fg, bg].map(Option::unwrap_or_default);
            Look::new(fg, bg, cell.modifier)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::draw;
    use super::*;
    use crate::export::tests::recording;
    use crate::lesson::{course, shipped};
    use crate::run::Model;
    use crate::script::Role;
    use crate::stage::{Opening, Reel, Stage};
    use crate::view::Scene;
    use crate::words::Lang;
    use crate::world::Log;

    /// One moment of so many is looked at.
    const EVERY: usize = 23;

    #[test]
    fn what_is_drawn_once_looks_as_if_drawn_in_each_theme() {
        let both = Both::new();
        let themes = ["dark", "light"].map(|name| Theme::named(name).expect("it ships"));
        for lesson in shipped() {
            let mut log = Log::default();
            recording(&lesson.id)
                .into_iter()
                .for_each(|event| log.take(event));
            let model = Model::of_recording(log, "", course());
            let opening = Opening {
                lesson: String::new(),
                role: Role::Server,
                board: String::new(),
            };
            let mut stage = Stage::new(opening, Lang::Es);
            stage.open_recording(&model);
            let count = model.log.timeline.next_seq();
            for event in model.log.timeline.events().step_by(EVERY) {
                stage.show_moment(&model, event.seq, Reel { count, whole: true });
                let drawn = |theme| draw(&Scene::new(&model, &stage, theme, event.t_us)).content;
                let [dark, light] = themes.each_ref().map(drawn);
                for (place, cell) in drawn(&both.marks).iter().enumerate() {
                    let each = [&dark[place], &light[place]];
                    let at = (&lesson.id, event.seq, place, cell);
                    assert!(
                        each.iter().all(|one| one.symbol() == cell.symbol()),
                        "{at:?}"
                    );
                    assert_eq!(both.looks(cell), each.map(Look::of), "{at:?}");
                }
            }
        }
    }
}

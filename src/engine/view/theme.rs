//! Colours as data: the themes of `assets/themes`.
//!
//! A theme says how each *meaning* looks. No meaning is told by colour alone: a state is also a
//! glyph and a word, a blocked call also says so, and monochrome is a theme like any other.

use ratatui::style::{Color, Modifier, Style};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};
use sockscope_link::State;

use crate::peer::Peer;
use crate::written::{self, Mistake};

/// How one meaning looks, as a theme file writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Look {
    #[serde(deserialize_with = "color")]
    fg: Option<Color>,
    #[serde(deserialize_with = "color")]
    bg: Option<Color>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
}

impl Look {
    fn style(self) -> Style {
        let mut style = Style::new();
        style.fg = self.fg;
        style.bg = self.bg;
        for (on, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ] {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

/// A colour by its name, its number or as `#rrggbb`.
fn color<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Color>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(|_| {
        let kinds = &"a colour: a name, 0 to 255, #rrggbb";
        D::Error::invalid_value(Unexpected::Str(&text), kinds)
    })
}

macro_rules! theme {
    ($($(#[$doc:meta])* $field:ident,)*) => {
        /// How everything looks. Every field is a style for one meaning.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(from = "ThemeFile")]
        pub struct Theme {
            /// The theme's name, as the configuration and the menu write it.
            pub name: String,
            $($(#[$doc])* pub $field: Style,)*
        }

        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct ThemeFile {
            name: String,
            $($field: Look,)*
        }

        impl Theme {
            /// Every meaning's style, in the order of the fields.
            pub fn styles(&mut self) -> impl Iterator<Item = &mut Style> {
                [$(&mut self.$field),*].into_iter()
            }
        }

        impl From<ThemeFile> for Theme {
            fn from(file: ThemeFile) -> Theme {
                Theme { name: file.name, $($field: file.$field.style(),)* }
            }
        }
    };
}

theme! {
    /// Plain text and the background of everything.
    text,
    /// What matters less, and what has not happened yet.
    dim,
    /// The frames of panels.
    frame,
    /// The frame of the panel that the arrow keys move.
    focus,
    /// Titles.
    title,
    /// The first and the last row of the screen.
    bar,
    /// A key's name in hints and help.
    key,
    /// The call that runs next.
    next,
    /// The call that runs now.
    current,
    /// What went well.
    ok,
    /// What went wrong.
    error,
    /// What waits.
    blocked,
    /// A segment that stands still at the gate.
    held,
    /// Marks of the past: looking back must never be taken for now.
    past,
    /// The host, wherever it is named.
    host,
    /// The board, wherever it is named.
    board,
    /// An arrow of the state diagram that was passed.
    walked,
    /// The last transition.
    last,
    /// The chosen line of a menu or list.
    chosen,
    /// No connection: UNBOUND, BOUND, CLOSED.
    state_none,
    /// LISTEN.
    state_listen,
    /// SYN-SENT, SYN-RECEIVED.
    state_opening,
    /// ESTABLISHED.
    state_open,
    /// CLOSE-WAIT, LAST-ACK: the other end closed first.
    state_passive_close,
    /// FIN-WAIT-1, FIN-WAIT-2, CLOSING: this end closed first, or both at once.
    state_active_close,
    /// TIME-WAIT.
    state_time_wait,
}

impl Theme {
    /// The built-in theme with this name. (They are TOML: without the feature of that name there is none.)
    pub fn named(name: &str) -> Option<Theme> {
        let text = match name {
            "dark" => include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/dark.toml")),
            "light" => include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/light.toml")),
            "contrast" => include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/contrast.toml")),
            "colorblind" => {
                include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/colorblind.toml"))
            }
            "monochrome" => {
                include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/monochrome.toml"))
            }
            _ => return None,
        };
        Theme::parse(text).ok()
    }

    /// Reads a theme file.
    ///
    /// # Errors
    /// A key that is missing or unknown, a colour that does not exist.
    fn parse(text: &str) -> Result<Theme, Mistake> {
        written::read(text)
    }

    /// How a state looks.
    pub fn state(&self, state: State) -> Style {
        match state {
            State::Unbound | State::Bound | State::Closed => self.state_none,
            State::Listen => self.state_listen,
            State::SynSent | State::SynReceived => self.state_opening,
            State::Established => self.state_open,
            State::CloseWait | State::LastAck => self.state_passive_close,
            State::FinWait1 | State::FinWait2 | State::Closing => self.state_active_close,
            State::TimeWait => self.state_time_wait,
        }
    }

    /// How a peer's name looks.
    pub fn peer(&self, peer: Peer) -> Style {
        match peer {
            Peer::Host => self.host,
            Peer::Board => self.board,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stage::menu::THEMES;
    use crate::words::show::glyph;

    #[test]
    fn every_built_in_theme_is_complete_and_bears_its_name() {
        for name in THEMES {
            let theme = Theme::named(name).unwrap_or_else(|| panic!("{name} does not parse"));
            assert_eq!(theme.name, name);
        }
        assert!(Theme::named("sepia").is_none());
    }

    #[test]
    fn monochrome_has_no_colour_at_all() {
        let text = include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/monochrome.toml"));
        assert!(!text.contains("fg"), "a foreground");
        assert!(!text.contains("bg"), "a background");
    }

    #[test]
    fn a_theme_with_an_unknown_meaning_is_refused() {
        let text = include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/dark.toml"))
            .replace("held =", "helt =");
        assert!(
            Theme::parse(&text)
                .unwrap_err()
                .to_string()
                .contains("helt")
        );
    }

    #[test]
    fn a_theme_with_a_colour_that_does_not_exist_is_refused() {
        let text = include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/themes/dark.toml"))
            .replace("fg = \"252\"", "fg = \"256\"");
        let said = Theme::parse(&text).unwrap_err().to_string();
        assert!(
            said.contains("\"256\"") && said.contains("#rrggbb"),
            "{said}"
        );
    }

    #[test]
    fn every_state_has_a_sign_of_its_own() {
        let signs: BTreeSet<_> = State::ALL.into_iter().map(glyph).collect();
        assert_eq!(signs.len(), State::ALL.len());
    }
}

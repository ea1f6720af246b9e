//! The configuration file of the terminal interface: `$XDG_CONFIG_HOME/sockscope/config.toml`.
//!
//! `assets/config.toml` is a sample with every field at its default.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::fill;
use crate::play::record::Destination;
use crate::play::xdg;
use crate::stage::Stage;
use crate::stage::keys::{Keymap, KeysError};
use crate::stage::menu::THEMES;
use crate::words::show::plain;
use crate::words::{Lang, mistake, t};

/// What the file can say. What it leaves out stays at its default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The language; without it, the locale's.
    pub lang: Option<Lang>,
    /// The theme's name.
    pub theme: Option<String>,
    /// Whether only ASCII characters are drawn; without it, the locale's encoding decides.
    pub ascii: Option<bool>,
    /// Whether clicks are taken.
    pub mouse: Option<bool>,
    /// Whether questions are asked.
    pub predictions: Option<bool>,
    /// Milliseconds between two steps of autoplay.
    pub pace_ms: Option<u64>,
    /// Where every session is recorded.
    pub record: Option<Recorded>,
    /// Keys of actions, in place of those of the table.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// Where every session is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recorded {
    /// In a file of its own, as with `--record auto`.
    Auto,
}

/// What is wrong with the file.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is a directory, a device or a pipe.
    NoFile,
    /// It is longer than any configuration.
    TooLong,
    /// It is no TOML, or has a field that does not exist.
    Toml {
        /// The TOML reader's own words.
        what: String,
        /// The line and the column, in characters from 1, if it says where.
        place: Option<(usize, usize)>,
    },
    /// A key or an action that does not exist, or a key for two.
    Keys(KeysError),
    /// A theme that does not exist.
    Theme(String),
}

impl ConfigError {
    /// What is wrong, for the user.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            ConfigError::Unreadable(why) => why.to_string(),
            ConfigError::NoFile => t::CONFIG_NO_FILE.get(lang).to_owned(),
            ConfigError::TooLong => fill!(lang, t::CONFIG_TOO_LONG, most = MOST >> 10),
            ConfigError::Toml { what, place } => {
                let what = mistake::said(what, lang);
                match place {
                    Some((line, column)) => {
                        fill!(
                            lang,
                            t::CONFIG_AT,
                            line = line,
                            column = column,
                            what = what
                        )
                    }
                    None => what,
                }
            }
            ConfigError::Keys(why) => why.display(lang),
            ConfigError::Theme(name) => {
                let known = THEMES.join(", ");
                fill!(lang, t::CONFIG_NO_THEME, name = plain(name), known = known)
            }
        }
    }
}

/// The error in English.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(Lang::En))
    }
}

impl std::error::Error for ConfigError {}

/// The theme that is chosen by the terminal's background.
const AUTO: &str = "auto";

/// How long the file can be, in bytes: many times the sample.
const MOST: u64 = 1 << 20;

impl Config {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// [`ConfigError::Toml`].
    pub fn parse(text: &str) -> Result<Config, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let place = before.map(|before| {
                let line = before.rsplit('\n').next().unwrap_or_default();
                (before.matches('\n').count() + 1, line.chars().count() + 1)
            });
            let what = error.message().to_owned();
            ConfigError::Toml { what, place }
        })
    }

    /// Where the file is looked for: the XDG base directory specification.
    pub fn path() -> Option<PathBuf> {
        Some(xdg::config()?.join("config.toml"))
    }

    /// Reads the user's file; the defaults if there is none, or none that this user can get at.
    ///
    /// # Errors
    /// The file exists and cannot be read or understood.
    pub fn load() -> Result<Config, ConfigError> {
        Config::path().map_or_else(|| Ok(Config::default()), |path| Config::read(&path))
    }

    fn read(path: &Path) -> Result<Config, ConfigError> {
        // stat(2) asks for nothing but the way there: no home, or another user's, is no mistake here.
        match std::fs::metadata(path) {
            Ok(file) if file.is_file() => {}
            Ok(_) => return Err(ConfigError::NoFile),
            Err(why) => {
                return match why.kind() {
                    ErrorKind::NotFound
                    | ErrorKind::NotADirectory
                    | ErrorKind::PermissionDenied => Ok(Config::default()),
                    _ => Err(ConfigError::Unreadable(why)),
                };
            }
        }
        let mut text = String::new();
        let file = File::open(path).map_err(ConfigError::Unreadable)?;
        let read = file.take(MOST + 1).read_to_string(&mut text);
        if text.len() as u64 > MOST {
            return Err(ConfigError::TooLong);
        }
        read.map_err(ConfigError::Unreadable)?;
        Config::parse(&text)
    }

    /// Where every session is recorded, if it is to be.
    pub fn target(&self) -> Option<Destination> {
        self.record.map(|Recorded::Auto| Destination {
            file: None,
            overwrite: false,
        })
    }

    /// Whether the theme is to be that of the terminal's background.
    pub fn asks_ground(&self) -> bool {
        self.theme.as_ref().is_none_or(|name| name == AUTO)
    }

    /// Sets up the stage.
    ///
    /// # Errors
    /// [`ConfigError::Keys`], [`ConfigError::Theme`].
    pub fn apply(&self, stage: &mut Stage) -> Result<(), ConfigError> {
        stage.keys = Keymap::with(self.keys.clone()).map_err(ConfigError::Keys)?;
        if let Some(theme) = self.theme.as_ref().filter(|name| *name != AUTO) {
            if !THEMES.contains(&theme.as_str()) {
                return Err(ConfigError::Theme(theme.clone()));
            }
            stage.theme.clone_from(theme);
        }
        stage.ascii = self.ascii.unwrap_or(stage.ascii);
        stage.mouse = self.mouse.unwrap_or(stage.mouse);
        stage.predictions = self.predictions.unwrap_or(stage.predictions);
        if let Some(ms) = self.pace_ms {
            stage.set_pace_ms(ms);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Role;
    use crate::stage::Opening;
    use crate::stage::keys::Action;

    const SAMPLE: &str = include_str!("../../assets/config.toml");

    fn stage() -> Stage {
        let opening = Opening {
            lesson: "lifecycle".into(),
            role: Role::Server,
            board: "auto".into(),
        };
        Stage::new(opening, Lang::En)
    }

    #[test]
    fn the_sample_says_the_defaults_and_names_every_action() {
        let mut set_up = stage();
        let config = Config::parse(SAMPLE).unwrap();
        config.apply(&mut set_up).unwrap();
        assert_eq!(set_up.keys, Keymap::default());
        assert_eq!(format!("{set_up:?}"), format!("{:?}", stage()));
        let named: Vec<&str> = config.keys.keys().map(String::as_str).collect();
        for entry in Action::all().map(Action::entry) {
            assert!(
                named.contains(&entry.name),
                "{} is not in the sample",
                entry.name
            );
        }
    }

    #[test]
    fn a_key_can_be_given_to_another_action() {
        let mut set_up = stage();
        let config = Config::parse("[keys]\nnext = [\"n\", \"Enter\"]").unwrap();
        config.apply(&mut set_up).unwrap();
        assert_eq!(set_up.keys.keys(Action::Next).len(), 2);
        assert_eq!(set_up.keys.keys(Action::Numbers), &[]);
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| {
            let config = Config::parse(text).map_err(|error| error.to_string());
            config
                .and_then(|c| c.apply(&mut stage()).map_err(|e| e.to_string()))
                .unwrap_err()
        };
        assert!(error("thema = \"dark\"").contains("thema"));
        assert!(error("theme = \"sepia\"").contains("monochrome"));
        assert!(error("[keys]\nnxet = [\"n\"]").contains("nxet"));
        assert!(error("[keys]\nnext = [\"Ctrl\"]").contains("Ctrl"));
        assert_eq!(
            error("lang = \"es\"\nmouse = 3"),
            "line 2, column 9: here stands a whole number; it must be true or false"
        );
    }

    #[test]
    fn mistakes_are_told_in_the_learners_language() {
        let error = Config::parse("lang = \"es\"\nthema = \"dark\"").unwrap_err();
        let said = error.display(Lang::Es);
        assert!(
            said.starts_with(
                "línea 2, columna 1: aquí no existe el campo thema; existen: lang, theme, "
            ),
            "{said}"
        );
        let config = Config::parse("[keys]\nnxet = [\"n\"]").unwrap();
        let said = config.apply(&mut stage()).unwrap_err().display(Lang::Es);
        assert_eq!(said, "keys: no existe la acción nxet");
    }

    #[test]
    fn no_way_to_the_file_is_no_file() {
        let nowhere = Config::read(Path::new("/dev/null/.config/sockscope/config.toml"));
        assert_eq!(nowhere.unwrap(), Config::default());
        let nobody = Config::read(Path::new("/no/such/home/config.toml"));
        assert_eq!(nobody.unwrap(), Config::default());
    }

    #[test]
    fn only_a_file_of_a_sane_length_is_read() {
        for endless in ["/dev/zero", "/"] {
            let error = Config::read(Path::new(endless)).unwrap_err();
            assert!(matches!(error, ConfigError::NoFile), "{error}");
        }
        let path = std::env::temp_dir().join(format!("sockscope-long-{}", std::process::id()));
        let file = File::create(&path).unwrap();
        // A hole: its bytes are zeros, and take no room on the disk.
        file.set_len(1 << 40).unwrap();
        let read = Config::read(&path);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(read, Err(ConfigError::TooLong)), "{read:?}");
    }
}

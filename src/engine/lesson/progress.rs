//! What the learner has done, and which of her predictions were right.
//!
//! It is kept as one fact a line (JSON), each added at the end:
//!
//! ```text
//! {"at":1764300000,"what":"done","id":"lifecycle"}
//! {"at":1764300123,"what":"answered","lesson":"queue","step":"full","right":false}
//! {"at":1764300200,"what":"named","name":"Ana"}
//! ```
//!
//! So two programs can add to it at once, and a line that makes no sense costs only itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Lesson, limits};

/// How long a name can be, in characters.
pub const MOST_NAME: usize = 60;

/// How much of the file is read, in bytes: its end.
pub const MOST_BYTES: usize = 1 << 20;

/// Something that the learner did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// When, in seconds since 1970 (UTC).
    pub at: u64,
    /// What.
    #[serde(flatten)]
    pub what: Deed,
}

/// What the learner did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Deed {
    /// She came to the end of a lesson, reached a task's goal or mended a puzzle.
    Done {
        /// Its name.
        id: String,
    },
    /// She predicted what a step would do.
    Answered {
        /// The lesson's name.
        lesson: String,
        /// The step's.
        step: String,
        /// Whether she was right.
        right: bool,
    },
    /// She typed her name.
    Named {
        /// It.
        name: String,
    },
}

impl Learnt {
    /// As a line of the file.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// How the predictions of one step went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// How often right.
    pub right: u32,
    /// How often not.
    pub wrong: u32,
    /// Whether the last one was not.
    pub missed: bool,
    /// The place of the last one among all that was learnt.
    order: usize,
}

/// What the learner has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Her name, if she typed one.
    pub name: Option<String>,
    done: BTreeMap<String, u64>,
    answers: BTreeMap<(String, String), Answers>,
    count: usize,
}

impl Progress {
    /// Reads the file's text. What makes no sense is left out.
    pub fn parse(text: &str) -> Progress {
        let mut progress = Progress::default();
        for line in text.lines() {
            if let Ok(learnt) = serde_json::from_str(line) {
                progress.take(&learnt);
            }
        }
        progress
    }

    /// Takes in one thing more. Names that nothing can have are left out.
    pub fn take(&mut self, learnt: &Learnt) {
        self.count += 1;
        match &learnt.what {
            Deed::Done { id } if is_id(id) => {
                self.done.entry(id.clone()).or_insert(learnt.at);
            }
            Deed::Answered {
                lesson,
                step,
                right,
            } if is_id(lesson) && is_id(step) => {
                let key = (lesson.clone(), step.clone());
                let answers = self.answers.entry(key).or_default();
                answers.missed = !right;
                answers.order = self.count;
                let counter = if *right {
                    &mut answers.right
                } else {
                    &mut answers.wrong
                };
                *counter = counter.saturating_add(1);
            }
            Deed::Named { name } => self.name = clean(name),
            Deed::Done { .. } | Deed::Answered { .. } => {}
        }
    }

    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.answers.is_empty()
    }

    /// Whether this lesson, task or puzzle was done.
    pub fn is_done(&self, id: &str) -> bool {
        self.done.contains_key(id)
    }

    /// When it was done first, in seconds since 1970.
    pub fn done_at(&self, id: &str) -> Option<u64> {
        self.done.get(id).copied()
    }

    /// How the predictions of a lesson's steps went.
    pub fn answers<'a>(&'a self, lesson: &'a str) -> impl Iterator<Item = (&'a str, Answers)> {
        let all = self.answers.iter();
        all.filter(move |((of, _), _)| of == lesson)
            .map(|((_, step), answers)| (step.as_str(), *answers))
    }

    /// Questions of `course` that were last answered wrong, the oldest first, but for those of the lesson
    /// `but`: indices of the lesson and of its step.
    pub fn missed<L: AsRef<Lesson>>(&self, course: &[L], but: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for ((lesson, step), answers) in self.answers.iter().filter(|(_, a)| a.missed) {
            let at = course.iter().position(|of| of.as_ref().id == *lesson);
            let Some(at) = at.filter(|_| lesson != but) else {
                continue;
            };
            let steps = &course[at].as_ref().steps;
            let of = steps
                .iter()
                .position(|of| of.id == *step && of.predict.is_some());
            found.extend(of.map(|step| (answers.order, at, step)));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, at, step)| (at, step)).collect()
    }

    /// Everything that was done, by name.
    pub fn done(&self) -> BTreeSet<&str> {
        self.done.keys().map(String::as_str).collect()
    }
}

/// Whether it is what a lesson or a step can be called.
fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= limits::TITLE && text.chars().all(plain)
}

/// A name without what a terminal would take for something else.
fn clean(name: &str) -> Option<String> {
    let plain = crate::words::show::plain(name.trim());
    let short: String = plain.chars().take(MOST_NAME).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(lesson: &str, step: &str, right: bool) -> Learnt {
        let (lesson, step) = (lesson.to_owned(), step.to_owned());
        Learnt {
            at: 7,
            what: Deed::Answered {
                lesson,
                step,
                right,
            },
        }
    }

    #[test]
    fn a_line_is_read_as_it_is_written() {
        let id = "lifecycle".to_owned();
        let done = Learnt {
            at: 1_764_300_000,
            what: Deed::Done { id },
        };
        assert_eq!(
            done.to_line(),
            r#"{"at":1764300000,"what":"done","id":"lifecycle"}"#
        );
        let text = format!(
            "{}\n{}\n",
            done.to_line(),
            answered("a", "b", false).to_line()
        );
        let progress = Progress::parse(&text);
        assert_eq!(progress.done_at("lifecycle"), Some(1_764_300_000));
        let all: Vec<_> = progress.answers("a").collect();
        assert_eq!((all[0].0, all[0].1.wrong, all[0].1.missed), ("b", 1, true));
    }

    #[test]
    fn what_makes_no_sense_costs_only_itself() {
        let text = "{\"at\":1,\"what\":\"done\",\"id\":\"goodbye\"}\nnonsense\n{\"at\":-1}\n\
                    {\"at\":1,\"what\":\"done\",\"id\":\"../../etc\\u001b[2J\"}\n\
                    {\"at\":2,\"what\":\"named\",\"name\":\" Ana\\u001b[31m\\u202e \"}\n\
                    {\"at\":3,\"what\":\"done\",\"id\":\"queue\"";
        let progress = Progress::parse(text);
        assert_eq!(progress.done(), BTreeSet::from(["goodbye"]));
        let name = progress.name.unwrap();
        assert!(name.starts_with("Ana"), "{name:?}");
        assert!(!name.chars().any(|c| c.is_control() || c == '\u{202e}'));
    }

    #[test]
    fn the_oldest_wrong_answer_comes_back_first_until_it_is_right() {
        let course: Vec<_> = crate::lesson::course().to_vec();
        let asked: Vec<_> = course[0]
            .steps
            .iter()
            .filter(|step| step.predict.is_some())
            .collect();
        let (first, second) = (&asked[0].id, &asked[1].id);
        let id = course[0].id.as_str();
        let mut progress = Progress::default();
        progress.take(&answered(id, second, false));
        progress.take(&answered(id, first, false));
        progress.take(&answered(id, "no-such-step", false));
        let missed = |progress: &Progress, but| -> Vec<String> {
            let all = progress.missed(&course, but);
            all.iter()
                .map(|(lesson, step)| course[*lesson].steps[*step].id.clone())
                .collect()
        };
        assert_eq!(missed(&progress, "other"), [second.clone(), first.clone()]);
        assert!(missed(&progress, id).is_empty(), "it asks by itself");
        progress.take(&answered(id, second, true));
        assert_eq!(missed(&progress, "other"), std::slice::from_ref(first));
    }
}

#[cfg(test)]
mod fuzz {
    use super::*;
    use proptest::prelude::*;

    fn line() -> impl Strategy<Value = String> {
        let id = "[a-z./\\\\\u{1b}-]{0,50}";
        prop_oneof![
            any::<String>(),
            (any::<u64>(), id).prop_map(|(at, id)| Learnt {
                at,
                what: Deed::Done { id }
            }
            .to_line()),
            (any::<u64>(), ".{0,90}").prop_map(|(at, name)| Learnt {
                at,
                what: Deed::Named { name }
            }
            .to_line()),
            (id, id, any::<bool>()).prop_map(|(lesson, step, right)| Learnt {
                at: 1,
                what: Deed::Answered {
                    lesson,
                    step,
                    right
                }
            }
            .to_line()),
        ]
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic_or_say_what_a_terminal_obeys(
            lines in prop::collection::vec((line(), 0..200usize), 0..30),
        ) {
            // Lines that were cut off anywhere, too.
            let cut = |(line, at): &(String, usize)| line.chars().take(*at).collect::<String>();
            let text: Vec<String> = lines.iter().map(cut).collect();
            let progress = Progress::parse(&text.join("\n"));
            progress.missed(crate::lesson::course(), "lifecycle");
            for id in progress.done() {
                prop_assert!(is_id(id));
            }
            if let Some(name) = &progress.name {
                prop_assert!(!name.chars().any(char::is_control));
                prop_assert!(name.chars().count() <= MOST_NAME);
            }
        }
    }
}

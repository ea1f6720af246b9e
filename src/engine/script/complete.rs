//! What can come next at a prompt. The parser itself is asked: what it expects where the text ends
//! is what can be completed there, so that the two cannot tell different stories.

use sockscope_link::{CallName, Errno};

use super::actor::Actor;
use super::error::{ErrorKind, Expected};
use super::parse::{parse_line, parse_line_for};
use crate::words::Text;
use crate::words::explain;

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// How many characters of the text stay; what follows them is replaced.
    pub keep: usize,
    /// What comes then.
    pub text: String,
    /// How the call is written, if it is one.
    pub form: Option<&'static str>,
    /// What it is, if there is a sentence on it.
    pub about: Option<Text>,
}

/// The ways to go on with `text`, the line up to the cursor, at the prompt of `actor` (`None`: a
/// script, where every line says who acts). `names` are the names that an actor's descriptors have.
/// Empty where nothing can be guessed, and where the text is wrong already.
pub fn complete(
    text: &str,
    actor: Option<Actor>,
    names: &dyn Fn(Actor) -> Vec<String>,
) -> Vec<Candidate> {
    let chars: Vec<char> = text.chars().take(super::MAX_LINE + 1).collect();
    if chars.len() >= super::MAX_LINE {
        return Vec::new();
    }
    let part_of_word = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '>');
    let keep = chars.len() - chars.iter().rev().take_while(part_of_word).count();
    let (before, typed): (String, String) = (
        chars[..keep].iter().collect(),
        chars[keep..].iter().collect(),
    );
    let Some(expected) = expected_after(&before, keep, actor) else {
        return Vec::new();
    };
    let speaker = speaker(&before).or(actor);
    let mut found = candidates(expected, actor.is_some(), speaker, names);
    found.retain(|candidate| {
        let start = candidate.text.get(..typed.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(&typed)) && candidate.text != typed
    });
    found
        .into_iter()
        .map(|candidate| Candidate { keep, ..candidate })
        .collect()
}

/// What the parser expects after `before`: it is shown a character there that nothing can begin with.
fn expected_after(before: &str, at: usize, actor: Option<Actor>) -> Option<Expected> {
    const NOTHING: char = '\u{1}';
    let probe = format!("{before}{NOTHING}");
    let parsed = match actor {
        Some(actor) => parse_line_for(actor, &probe, 1),
        None => parse_line(&probe, 1),
    };
    let error = parsed.err()?;
    match error.kind {
        ErrorKind::Unexpected { expected, .. } if error.column as usize == at + 1 => Some(expected),
        _ => None,
    }
}

/// Whose descriptors the text is about: the actor that it names last.
fn speaker(before: &str) -> Option<Actor> {
    let words = before.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .rev()
        .find_map(|word| Actor::ALL.into_iter().find(|actor| actor.name() == word))
}

fn plain(text: impl Into<String>) -> Candidate {
    Candidate {
        keep: 0,
        text: text.into(),
        form: None,
        about: None,
    }
}

fn calls() -> impl Iterator<Item = Candidate> {
    CallName::ALL.iter().map(|&call| Candidate {
        keep: 0,
        text: format!("{call}("),
        form: Some(call.form()),
        about: Some(explain::call(call)),
    })
}

fn candidates(
    expected: Expected,
    at_prompt: bool,
    speaker: Option<Actor>,
    names: &dyn Fn(Actor) -> Vec<String>,
) -> Vec<Candidate> {
    let words = expected.words().into_iter();
    match expected {
        Expected::LineStart => {
            let starts = words.map(|word| plain(format!("{word} ")));
            if at_prompt {
                calls().chain(starts).collect()
            } else {
                starts.collect()
            }
        }
        Expected::Call => calls().collect(),
        Expected::Descriptor | Expected::Name => speaker
            .map(names)
            .unwrap_or_default()
            .into_iter()
            .map(plain)
            .collect(),
        Expected::Address => words.map(|word| plain(format!("{word}:"))).collect(),
        Expected::State => sockscope_link::State::ALL
            .map(|state| Candidate {
                about: Some(explain::state(state)),
                ..plain(state.name())
            })
            .to_vec(),
        Expected::Outcome => {
            let actors = Actor::ALL.iter().map(|actor| plain(actor.name()));
            let errnos = Errno::ALL.iter().map(|errno| Candidate {
                about: Some(explain::errno_text(*errno)),
                ..plain(errno.name())
            });
            actors.chain(words.map(plain)).chain(errnos).collect()
        }
        // A direction, a time or a count may be left out; words of bytes are offered all the same.
        _ => words.map(plain).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<String> {
        let names = |actor| match actor {
            Actor::Host => vec!["s".to_string(), "server_2".to_string()],
            _ => vec!["c".to_string()],
        };
        let found = complete(text, Some(Actor::Host), &names);
        found.into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn the_grammar_says_what_can_come() {
        let cases: &[(&str, &[&str])] = &[
            ("lis", &["listen("]),
            (
                "se",
                &["send(", "sendto(", "setsockopt(", "select(", "server: "],
            ),
            (
                "host: get",
                &["getsockname(", "getpeername(", "getsockopt("],
            ),
            ("s = soc", &["socket("]),
            ("socket(", &["AF_INET", "AF_INET6"]),
            ("socket(af_inet", &["AF_INET", "AF_INET6"]),
            ("socket(AF_INET, ", &["SOCK_STREAM", "SOCK_DGRAM"]),
            ("close(", &["s", "server_2"]),
            ("board: close(", &["c"]),
            ("bind(s, HO", &["HOST:", "HOST6:"]),
            (
                "bind(s, ",
                &[
                    "HOST:",
                    "BOARD:",
                    "SERVER:",
                    "CLIENT:",
                    "HOST6:",
                    "BOARD6:",
                    "SERVER6:",
                    "CLIENT6:",
                    "ANY:",
                    "ANY6:",
                    "LOOPBACK:",
                    "LOOPBACK6:",
                ],
            ),
            (
                "setsockopt(s, SO_R",
                &[
                    "SO_REUSEADDR",
                    "SO_RCVTIMEO",
                    "SO_RCVBUF",
                    "SO_REUSEPORT",
                    "SO_RCVLOWAT",
                ],
            ),
            ("shutdown(s, SHUT_R", &["SHUT_RD", "SHUT_RDWR"]),
            ("poll(s POLLI", &["POLLIN"]),
            (
                "poll(s POLLIN+",
                &[
                    "POLLIN", "POLLOUT", "POLLPRI", "POLLERR", "POLLHUP", "POLLNVAL",
                ],
            ),
            ("recv(s, 4, MSG_D", &["MSG_DONTWAIT"]),
            ("fcntl(s, ", &["F_GETFL", "F_SETFL", "O_NONBLOCK"]),
            ("ioctl(s, ", &["FIONREAD", "FIONBIO"]),
            (
                "socket(AF_INET, SOCK_STREAM+",
                &["SOCK_NONBLOCK", "SOCK_CLOEXEC"],
            ),
            ("wire: off ", &["host", "board", "server", "client"]),
            ("wire: re", &["release", "reorder"]),
            ("wire: hold board-", &["board->host"]),
            ("wire: release a", &["all"]),
            (
                "expect ECONN",
                &["ECONNABORTED", "ECONNRESET", "ECONNREFUSED"],
            ),
            ("expect bo", &["board"]),
            ("expect board.", &["c"]),
            ("expect board.c FIN", &["FIN-WAIT-1", "FIN-WAIT-2"]),
            ("wi", &["wire: "]),
            ("time", &["timeout "]),
            // Nothing can be guessed, or the text is wrong.
            ("send(s, \"ho", &[]),
            ("listen(s, ", &["SOMAXCONN"]),
            ("listen(s, 1", &[]),
            ("lisen(s", &[]),
            ("close(s) x", &[]),
            ("# lis", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(ways(text), *expected, "{text}");
        }
    }

    #[test]
    fn what_is_typed_already_is_replaced_and_a_call_is_explained() {
        let found = complete("host: ac", None, &|_| vec![]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].keep, found[0].form), (6, Some("accept(s)")));
        assert_eq!(found[0].about, Some(explain::call(CallName::Accept)));
        assert!(complete(&"x".repeat(100_000), None, &|_| vec![]).is_empty());
        // In a script a line does not begin with a call.
        assert!(complete("lis", None, &|_| vec![]).is_empty());
    }
}

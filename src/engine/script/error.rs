//! What is wrong with a line, where, and what would be right.

use std::fmt;

use sockscope_link::CallName;

use super::actor::Actor;
use super::ast::{ADDRESS_WORDS, DataExpr, Name};
use super::{MAX_POLL, words};
use crate::fact;
use crate::timeline::{Arg, Fact};
use crate::words::{Lang, Text, t, tell};

/// What the parser would have accepted at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the texts of `Expected::text` say what each one is"
)]
pub enum Expected {
    LineStart,
    Call,
    Colon,
    OpenParen,
    CloseParen,
    Comma,
    EndOfLine,
    Descriptor,
    Name,
    Domain,
    Kind,
    Protocol,
    How,
    Option,
    Events,
    Address,
    Port,
    Number,
    Flags,
    Data,
    Duration,
    Backlog,
    NonBlock,
    Control,
    Request,
    Set,
    KindFlag,
    WireVerb,
    Lane,
    End,
    Timers,
    Bits,
    Pick,
    Outcome,
    State,
}

impl Expected {
    /// In words.
    pub const fn text(self) -> Text {
        match self {
            Expected::LineStart => t::SCRIPT_LINE_START,
            Expected::Call => t::SCRIPT_CALL,
            Expected::Colon => t::SCRIPT_COLON,
            Expected::OpenParen => t::SCRIPT_OPEN_PAREN,
            Expected::CloseParen => t::SCRIPT_CLOSE_PAREN,
            Expected::Comma => t::SCRIPT_COMMA,
            Expected::EndOfLine => t::SCRIPT_END_OF_LINE,
            Expected::Descriptor => t::SCRIPT_DESCRIPTOR,
            Expected::Name => t::SCRIPT_NAME,
            Expected::Domain => t::SCRIPT_DOMAIN,
            Expected::Kind => t::SCRIPT_KIND,
            Expected::Protocol => t::SCRIPT_PROTOCOL,
            Expected::How => t::SCRIPT_HOW,
            Expected::Option => t::SCRIPT_OPTION,
            Expected::Events => t::SCRIPT_EVENTS,
            Expected::Address => t::SCRIPT_ADDRESS,
            Expected::Port => t::SCRIPT_PORT,
            Expected::Number => t::SCRIPT_NUMBER,
            Expected::Flags => t::SCRIPT_FLAGS,
            Expected::Data => t::SCRIPT_DATA,
            Expected::Duration => t::SCRIPT_DURATION,
            Expected::NonBlock => t::SCRIPT_NONBLOCK,
            Expected::WireVerb => t::SCRIPT_WIRE_VERB,
            Expected::Lane => t::SCRIPT_LANE,
            Expected::End => t::SCRIPT_END,
            Expected::Timers => t::SCRIPT_TIMERS,
            Expected::Bits => t::SCRIPT_BITS,
            Expected::Control => t::SCRIPT_CONTROL,
            Expected::Backlog => t::SCRIPT_NUMBER,
            Expected::Request => t::SCRIPT_REQUEST,
            Expected::Set => t::SCRIPT_SET,
            Expected::KindFlag => t::SCRIPT_KIND_FLAG,
            Expected::Pick => t::SCRIPT_PICK,
            Expected::Outcome => t::SCRIPT_OUTCOME,
            Expected::State => t::SCRIPT_STATE,
        }
    }

    /// The words among which to choose; empty if it is not a choice of words.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Expected::LineStart => words::LINE_WORDS.to_vec(),
            Expected::Call => CallName::ALL.iter().map(|call| call.name()).collect(),
            Expected::Domain => words::names(&words::DOMAINS),
            Expected::Kind => words::names(&words::KINDS),
            Expected::Protocol => words::names(&words::PROTOCOLS),
            Expected::How => words::names(&words::HOWS),
            Expected::Option => words::names(&words::OPTIONS),
            Expected::Events => words::names(&words::EVENTS),
            Expected::Address => {
                let mut all = words::names(&words::PLACES);
                all.extend(words::names(&ADDRESS_WORDS));
                all
            }
            Expected::Data => words::names(&words::BYTE_WORDS),
            Expected::Control => {
                let mut all = words::CONTROLS.to_vec();
                all.push("O_NONBLOCK");
                all
            }
            Expected::NonBlock => words::names(&words::FILE_FLAGS),
            Expected::KindFlag => words::names(&words::KIND_FLAGS),
            Expected::Request => words::REQUESTS.to_vec(),
            Expected::Flags => words::names(&words::MSG_FLAGS),
            Expected::Backlog => words::names(&words::BACKLOGS),
            Expected::Set => vec!["NULL"],
            Expected::End => Actor::ALL.map(Actor::name).to_vec(),
            Expected::Timers => vec!["real"],
            Expected::WireVerb => words::WIRE_VERBS.to_vec(),
            Expected::Lane => words::LANES.to_vec(),
            Expected::Pick => {
                let mut all = vec!["all", "segment"];
                all.extend(words::LANES);
                all
            }
            Expected::State => sockscope_link::State::ALL
                .map(|state| state.name())
                .to_vec(),
            Expected::Outcome => vec!["ok", "blocked", "held", "segment", "not", "value"],
            _ => Vec::new(),
        }
    }
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Something else stands where `expected` should.
    Unexpected {
        /// What stands there; `None` is the end of the line.
        found: Option<String>,
        /// What would be accepted.
        expected: Expected,
        /// The word that was probably meant.
        meant: Option<String>,
    },
    /// A call without saying who makes it.
    NoActor,
    /// A name for the result of a call that returns no descriptor.
    NothingToName,
    /// A word of the language as the name of a descriptor.
    ReservedName,
    /// A name of more than [`Name::MAX`] characters.
    NameTooLong,
    /// A number outside its range.
    OutOfRange {
        /// The least that is accepted.
        min: i64,
        /// The most that is accepted.
        max: i64,
    },
    /// A `timeout` of nothing, or of more than a day.
    TimeoutOutOfRange,
    /// A text without its closing quotation mark.
    UnfinishedText,
    /// A backslash and something that C has no escape for.
    BadEscape,
    /// `hex"…"` with something else than pairs of hexadecimal digits.
    BadHex,
    /// A length that is more than the text has bytes.
    TextTooShort {
        /// How many it has.
        len: usize,
    },
    /// More bytes than one call can send: [`DataExpr::MAX_FILL`], [`DataExpr::MAX_REPEAT`].
    TooMuchData,
    /// More than [`MAX_POLL`] entries in a `poll()`.
    TooManyEntries,
    /// More than [`super::MAX_LINE`] characters in a line.
    LineTooLong,
    /// More than [`super::MAX_LINES`] lines, or [`super::MAX_SCRIPT`] bytes, in a script.
    ScriptTooLong,
}

/// A line that the parser does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line's number, from 1.
    pub line: u32,
    /// Where in the line, in characters from 1.
    pub column: u32,
    /// How many characters are concerned; at least 1.
    pub width: u32,
    /// The line, or the part of it around the column, fit to be shown: one line, no control
    /// characters, at most [`ScriptError::EXCERPT`] characters.
    pub excerpt: String,
    /// Where the concerned characters begin in the excerpt, in characters from 0.
    pub caret: u32,
    /// The call, if the place is among a call's arguments.
    pub call: Option<CallName>,
    /// What is wrong.
    pub kind: ErrorKind,
}

impl ScriptError {
    /// The most characters of an excerpt.
    pub const EXCERPT: usize = 72;

    pub(super) fn new(
        line: u32,
        text: &[char],
        at: usize,
        width: usize,
        call: Option<CallName>,
        kind: ErrorKind,
    ) -> ScriptError {
        let at = at.min(text.len());
        let start = if text.len() <= Self::EXCERPT {
            0
        } else {
            at.saturating_sub(40)
        };
        let mut excerpt: Vec<char> = text[start..]
            .iter()
            .take(Self::EXCERPT)
            .copied()
            .map(printable)
            .collect();
        if start > 0 {
            excerpt[0] = '…';
        }
        if start + excerpt.len() < text.len() {
            excerpt.pop();
            excerpt.push('…');
        }
        let caret = at - start;
        let room = (excerpt.len() + 1).saturating_sub(caret).max(1);
        ScriptError {
            line,
            column: at as u32 + 1,
            width: width.clamp(1, room) as u32,
            excerpt: excerpt
                .into_iter()
                .collect::<String>()
                .trim_end()
                .to_string(),
            caret: caret as u32,
            call,
            kind,
        }
    }

    /// What is wrong and what would be accepted, in one line.
    pub fn message(&self, lang: Lang) -> String {
        tell::arg(&self.facts().into(), lang)
    }

    fn facts(&self) -> Vec<Fact> {
        let form = self
            .call
            .map(|call| fact!(t::SCRIPT_FORM, form = call.form()));
        self.kind.facts().into_iter().chain(form).collect()
    }

    /// The whole error as a fact: place and message, the line, the caret.
    pub fn fact(&self) -> Fact {
        let (line, column, what) = (self.line, self.column, self.facts());
        if self.kind == ErrorKind::ScriptTooLong {
            return fact!(t::SCRIPT_AT, line = line, column = column, what = what);
        }
        let pad = " ".repeat(self.caret as usize);
        let carets = pad + &"^".repeat(self.width as usize);
        fact!(
            t::SCRIPT_AT_THIS,
            line = line,
            column = column,
            what = what,
            excerpt = &self.excerpt,
            carets = carets
        )
    }

    /// The message, and below it the line and the caret; a script that is too long has no line to
    /// show.
    pub(crate) fn message_and_line(&self, lang: Lang) -> String {
        let message = self.message(lang);
        if self.kind == ErrorKind::ScriptTooLong {
            return message;
        }
        let pad = " ".repeat(self.caret as usize);
        let carets = "^".repeat(self.width as usize);
        format!("{message}\n  {}\n  {pad}{carets}", self.excerpt)
    }

    /// The whole error for the learner, on three lines: place and message, the line, the caret.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.fact(), lang)
    }
}

/// The error in English, as [`ScriptError::display`] gives it.
impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(Lang::En))
    }
}

impl std::error::Error for ScriptError {}

impl ErrorKind {
    fn facts(&self) -> Vec<Fact> {
        let said = match self {
            ErrorKind::Unexpected {
                found,
                expected,
                meant,
            } => return unexpected(found.as_deref(), *expected, meant.as_deref()),
            ErrorKind::NoActor => fact!(t::SCRIPT_NO_ACTOR),
            ErrorKind::NothingToName => fact!(t::SCRIPT_NOTHING_TO_NAME),
            ErrorKind::ReservedName => fact!(t::SCRIPT_RESERVED_NAME),
            ErrorKind::NameTooLong => fact!(t::SCRIPT_NAME_TOO_LONG, max = Name::MAX),
            ErrorKind::OutOfRange { min, max } => {
                fact!(t::SCRIPT_OUT_OF_RANGE, min = *min, max = *max)
            }
            ErrorKind::TimeoutOutOfRange => fact!(t::SCRIPT_TIMEOUT_RANGE),
            ErrorKind::UnfinishedText => fact!(t::SCRIPT_UNFINISHED_TEXT),
            ErrorKind::BadEscape => fact!(t::SCRIPT_BAD_ESCAPE),
            ErrorKind::BadHex => fact!(t::SCRIPT_BAD_HEX),
            ErrorKind::TextTooShort { len } => fact!(t::SCRIPT_TEXT_TOO_SHORT, len = *len),
            ErrorKind::TooMuchData => fact!(
                t::SCRIPT_TOO_MUCH_DATA,
                fill = DataExpr::MAX_FILL,
                repeat = DataExpr::MAX_REPEAT
            ),
            ErrorKind::TooManyEntries => {
                fact!(t::SCRIPT_TOO_MANY_ENTRIES, max = MAX_POLL)
            }
            ErrorKind::LineTooLong => fact!(t::SCRIPT_LINE_TOO_LONG, max = super::MAX_LINE),
            ErrorKind::ScriptTooLong => fact!(
                t::SCRIPT_TOO_LONG,
                lines = super::MAX_LINES,
                bytes = super::MAX_SCRIPT
            ),
        };
        vec![said]
    }
}

fn unexpected(found: Option<&str>, expected: Expected, meant: Option<&str>) -> Vec<Fact> {
    let found = found.map_or(t::SCRIPT_END_OF_LINE.into(), |found| {
        Arg::text(format_args!("`{found}`"))
    });
    let words = expected.words();
    let expected = expected.text();
    let said = match words.is_empty() {
        true => fact!(t::SCRIPT_UNEXPECTED, found = found, expected = expected),
        false => {
            let words = words.join(", ");
            fact!(
                t::SCRIPT_UNEXPECTED_AMONG,
                found = found,
                expected = expected,
                words = words
            )
        }
    };
    let meant = meant.map(|meant| fact!(t::SCRIPT_DID_YOU_MEAN, word = meant));
    std::iter::once(said).chain(meant).collect()
}

/// A character that takes one cell of the terminal and does nothing else to it.
pub(super) fn printable(c: char) -> char {
    // Controls, and the invisible ones that turn or join what is around them.
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

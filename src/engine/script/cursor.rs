//! A place in one line, and the smallest things that can be read there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sockscope_link::{CallName, Opt};

use super::ast::{ADDRESS_WORDS, Endpoint, Name, Place};
use super::error::{ErrorKind, Expected, ScriptError, printable};
use super::words;

pub(super) type Parsed<T> = Result<T, ScriptError>;

/// A place in one line.
pub(super) struct Cursor<'a> {
    text: &'a [char],
    at: usize,
    line: u32,
    /// The call whose arguments are being read.
    pub call: Option<CallName>,
    /// The option whose value comes next.
    pub opt: Option<Opt>,
    /// Where the call's first argument begins.
    first: usize,
}

/// A word and where it began.
pub(super) struct Word {
    pub at: usize,
    pub text: String,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a [char], line: u32) -> Self {
        Cursor {
            text,
            at: 0,
            line,
            call: None,
            opt: None,
            first: 0,
        }
    }

    /// Where the cursor is, without the space before the next thing.
    pub fn place(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    pub fn go_back(&mut self, place: usize) {
        self.at = place;
    }

    /// Where the cursor is.
    pub fn here(&self) -> usize {
        self.at
    }

    /// The very next character, taken, space or not.
    pub fn take(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    /// The text between `start` and the cursor.
    pub fn since(&self, start: usize) -> String {
        self.text[start..self.at].iter().collect()
    }

    /// The rest of the line, comments and all.
    pub fn rest(&mut self) -> String {
        let rest: String = self.text[self.at..].iter().collect();
        self.at = self.text.len();
        rest.trim().to_string()
    }

    pub fn error(&self, at: usize, kind: ErrorKind) -> ScriptError {
        let width = self.at.max(at + 1) - at;
        ScriptError::new(self.line, self.text, at, width, self.call, kind)
    }

    /// Something else stands here than `expected`.
    pub fn unexpected(&mut self, expected: Expected) -> ScriptError {
        let at = self.place();
        self.unexpected_at(at, expected)
    }

    /// Something else stands at `at` than `expected`.
    pub fn unexpected_at(&mut self, at: usize, expected: Expected) -> ScriptError {
        const SHOWN: usize = 24;
        self.at = at;
        let word = self.lexeme();
        let meant = words::nearest(&word, expected.words()).map(str::to_string);
        let found = (!word.is_empty()).then(|| {
            let mut shown: String = word.chars().take(SHOWN).map(printable).collect();
            if word.chars().count() > SHOWN {
                shown.push('…');
            }
            shown
        });
        self.error(
            at,
            ErrorKind::Unexpected {
                found,
                expected,
                meant,
            },
        )
    }

    /// What stands here, as an error names it: a run of letters and figures, or one character.
    fn lexeme(&mut self) -> String {
        let start = self.at;
        if self.is_comment() {
            return String::new();
        }
        // A state has hyphens, a direction an arrow.
        while self
            .peek()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            || self.at > start && matches!(self.text[self.at - 1..], ['-', '>', ..])
        {
            self.at += 1;
        }
        if self.at == start && self.at < self.text.len() {
            self.at += 1;
        }
        self.since(start)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t')) {
            self.at += 1;
        }
    }

    fn is_comment(&self) -> bool {
        matches!(self.text[self.at..], ['#', ..] | ['/', '/', ..])
    }

    /// The very next character, space or not.
    pub fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// The next character that is not space; `None` at the end of the line or at a comment.
    pub fn next(&mut self) -> Option<char> {
        self.skip_space();
        if self.is_comment() { None } else { self.peek() }
    }

    /// Takes `c` if it is next.
    pub fn eat(&mut self, c: char) -> bool {
        let found = self.next() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub fn expect(&mut self, c: char, expected: Expected) -> Parsed<()> {
        if self.eat(c) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    /// From here on, errors tell how `call` is written.
    pub fn begin_call(&mut self, call: CallName) {
        self.call = Some(call);
    }

    /// The parenthesis has been opened.
    pub fn begin_arguments(&mut self) {
        self.first = self.place();
    }

    /// How many arguments stand between here and the parenthesis that ends them.
    pub fn arguments_ahead(&self) -> usize {
        let mut depth = 0;
        let mut count = 1;
        for c in &self.text[self.at..] {
            match c {
                '(' | '{' => depth += 1,
                ')' if depth == 0 => break,
                ')' | '}' => depth -= 1,
                ',' if depth == 0 => count += 1,
                _ => {}
            }
        }
        count
    }

    /// The comma before an argument; the first has none.
    pub fn comma(&mut self) -> Parsed<()> {
        if self.place() == self.first {
            return Ok(());
        }
        self.expect(',', Expected::Comma)
    }

    /// Nothing more may follow; a `;`, as C has it, is no harm.
    pub fn end(&mut self) -> Parsed<()> {
        self.eat(';');
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.unexpected(Expected::EndOfLine)),
        }
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        self.since(start)
    }

    /// A word of letters, figures and `_` that does not begin with a figure; `None` if none is next.
    pub fn word(&mut self) -> Option<Word> {
        let at = self.place();
        if !self
            .peek()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        {
            return None;
        }
        let text = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
        Some(Word { at, text })
    }

    /// A word that may have hyphens in it, as states have.
    pub fn hyphen_word(&mut self) -> Option<Word> {
        let Word { at, .. } = self.word()?;
        self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        Some(Word {
            at,
            text: self.since(at),
        })
    }

    /// A word that stands for something in `table`.
    pub fn one_of<T: Copy>(&mut self, table: &[(&str, T)], expected: Expected) -> Parsed<T> {
        let at = self.place();
        let found = self.word().and_then(|word| words::find(table, &word.text));
        found.ok_or_else(|| self.unexpected_at(at, expected))
    }

    /// A name for a descriptor.
    pub fn name(&mut self, word: Word) -> Parsed<Name> {
        if word.text.len() > Name::MAX {
            return Err(self.error(word.at, ErrorKind::NameTooLong));
        }
        if words::is_reserved(&word.text) {
            return Err(self.error(word.at, ErrorKind::ReservedName));
        }
        Ok(Name(word.text))
    }

    /// Whether a number is next.
    pub fn at_number(&mut self) -> bool {
        match self.next() {
            Some('-') => self.text.get(self.at + 1).is_some_and(char::is_ascii_digit),
            Some(c) => c.is_ascii_digit(),
            None => false,
        }
    }

    /// A whole number, decimal or `0x…`, from `min` to `max`.
    pub fn number(&mut self, min: i64, max: i64, expected: Expected) -> Parsed<i64> {
        let (at, value) = self.figures(expected)?;
        if self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return Err(self.unexpected_at(at, expected));
        }
        self.in_range(at, value, min, max)
    }

    /// A time: a number and `ms` or `s`; without a unit only where `bare` says what one is, in
    /// milliseconds. At most `max_ms`.
    pub fn duration(&mut self, bare: Option<i64>, min_ms: i64, max_ms: i64) -> Parsed<i64> {
        let (at, value) = self.figures(Expected::Duration)?;
        let unit = self.take_while(|c| c.is_alphanumeric() || c == '_');
        let factor = match (unit.as_str(), bare) {
            ("ms", _) => 1,
            ("s", _) => 1000,
            ("", Some(factor)) => factor,
            ("", None) if value == Some(0) => 1,
            _ => return Err(self.unexpected_at(at, Expected::Duration)),
        };
        self.in_range(
            at,
            value.and_then(|v| v.checked_mul(factor)),
            min_ms,
            max_ms,
        )
    }

    fn in_range(&self, at: usize, value: Option<i64>, min: i64, max: i64) -> Parsed<i64> {
        value
            .filter(|v| (min..=max).contains(v))
            .ok_or_else(|| self.error(at, ErrorKind::OutOfRange { min, max }))
    }

    /// The figures of a number; a value of `None` is too large for any use.
    fn figures(&mut self, expected: Expected) -> Parsed<(usize, Option<i64>)> {
        let at = self.place();
        if !self.at_number() {
            return Err(self.unexpected(expected));
        }
        let negative = self.eat('-');
        let hex = matches!(self.text[self.at..], ['0', 'x' | 'X', c, ..] if c.is_ascii_hexdigit());
        let value = if hex {
            self.at += 2;
            i64::from_str_radix(&self.take_while(|c| c.is_ascii_hexdigit()), 16)
        } else {
            self.take_while(|c| c.is_ascii_digit()).parse::<i64>()
        };
        Ok((at, value.ok().map(|v| if negative { -v } else { v })))
    }

    /// Whether the figures that are next have a dot among them.
    pub fn dotted(&mut self) -> bool {
        self.take_while(|c| c.is_ascii_digit() || c == '.')
            .contains('.')
    }

    /// An address and its port.
    pub fn endpoint(&mut self) -> Parsed<Endpoint> {
        let at = self.place();
        let place = match self.next() {
            // A Spanish keyboard hides the brackets, so parentheses do as well.
            Some(open @ ('[' | '(')) => {
                self.at += 1;
                let figures = self.take_while(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
                let ip = figures.parse::<Ipv6Addr>().ok();
                let closed = self.eat(if open == '[' { ']' } else { ')' });
                ip.filter(|_| closed).map(|ip| Place::Ip(IpAddr::V6(ip)))
            }
            Some(c) if c.is_ascii_digit() => {
                let figures = self.take_while(|c| c.is_ascii_digit() || c == '.');
                figures
                    .parse::<Ipv4Addr>()
                    .ok()
                    .map(|ip| Place::Ip(IpAddr::V4(ip)))
            }
            _ => self.word().and_then(|word| {
                let end = words::find(&words::PLACES, &word.text);
                let ip = words::find(&ADDRESS_WORDS, &word.text)
                    .or_else(|| words::find(&words::OTHER_ADDRESSES, &word.text));
                end.or(ip.map(Place::Ip))
            }),
        };
        let place = place.ok_or_else(|| self.unexpected_at(at, Expected::Address))?;
        self.expect(':', Expected::Port)?;
        let port = self.number(0, i64::from(u16::MAX), Expected::Port)? as u16;
        Ok(Endpoint { place, port })
    }
}

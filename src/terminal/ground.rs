//! Whether the terminal's background is light. The terminal is asked (xterm's control sequences, OSC 11),
//! and answers among the keys: the answer is taken out of them, and nothing else is.
//!
//! ```text
//!   asked:     ESC ] 11 ; ?               ESC \
//!   answered:  ESC ] 11 ; rgb:ffff/ffff/ffff ESC \      or BEL at its end
//! ```

use std::time::{Duration, Instant};

use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

/// The question.
pub(super) const ASK: &str = "\x1b]11;?\x1b\\";

/// How long an answer changes anything; one that comes later is only taken out of the keys.
const LIMIT: Duration = Duration::from_secs(1);

/// How an answer begins, and the most characters that it has.
const BEGINS: &str = "11;rgb";
const MOST: usize = 32;

/// Takes an answer out of what comes in.
pub(super) struct Ground {
    asked: Instant,
    /// What may be the beginning of an answer, and its characters.
    held: Vec<Event>,
    text: String,
    /// Whether Esc came last: a line may part it from what belongs to it.
    escaped: bool,
}

impl Ground {
    /// Listens from now on.
    pub fn new() -> Ground {
        Ground {
            asked: Instant::now(),
            held: Vec::new(),
            text: String::new(),
            escaped: false,
        }
    }

    /// What an event that has come is: the learner's, with those before it that were no answer; or the end
    /// of an answer, and then whether the background is light, if it came in time.
    pub fn take(&mut self, event: Event) -> (Vec<Event>, Option<bool>) {
        let typed = typed(&event);
        let escaped = std::mem::replace(&mut self.escaped, typed == Some(Typed::Esc));
        let ends = match typed {
            Some(Typed::Bell) => true,
            Some(Typed::Char('\\', alt)) => alt || escaped,
            _ => false,
        };
        if self.held.is_empty() {
            let begins = matches!(typed, Some(Typed::Char(']', alt)) if alt || escaped);
            if !begins {
                return (vec![event], None);
            }
            self.held.push(event);
            return (Vec::new(), None);
        }
        if ends && let Some(light) = is_light(&self.text) {
            self.held.clear();
            self.text.clear();
            let in_time = self.asked.elapsed() <= LIMIT;
            return (Vec::new(), in_time.then_some(light));
        }
        self.held.push(event);
        match typed {
            Some(Typed::Esc) => return (Vec::new(), None),
            Some(Typed::Char(c, false)) => self.text.push(c),
            _ => return (self.give_back(), None),
        }
        match may_go_on(&self.text) {
            true => (Vec::new(), None),
            false => (self.give_back(), None),
        }
    }

    /// What was held and is no answer: nothing came behind it.
    pub fn give_back(&mut self) -> Vec<Event> {
        self.text.clear();
        std::mem::take(&mut self.held)
    }
}

/// What a key types, as far as an answer goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    /// A character, and whether Alt is said to be held: ESC came before it.
    Char(char, bool),
    Esc,
    /// BEL, which is Ctrl+G too.
    Bell,
}

fn typed(event: &Event) -> Option<Typed> {
    let Event::Key(key) = event else { return None };
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => Some(Typed::Esc),
        KeyCode::Char('g') if control => Some(Typed::Bell),
        KeyCode::Char(c) if !control => Some(Typed::Char(c, alt)),
        _ => None,
    }
}

/// Whether these characters can be the beginning of an answer.
fn may_go_on(text: &str) -> bool {
    match text.strip_prefix(BEGINS) {
        None => BEGINS.starts_with(text),
        Some(rest) => {
            let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '/');
            rest.chars().all(is_part) && text.len() <= MOST
        }
    }
}

/// Whether the colour of a whole answer is light: `11;rgb:R/G/B`, each of one to four digits, of which the
/// largest is the brightest (X11's colour names). `None` if it is no answer.
fn is_light(text: &str) -> Option<bool> {
    let rest = text.strip_prefix(BEGINS)?;
    let mut parts = rest.trim_start_matches('a').strip_prefix(':')?.split('/');
    let mut part = || {
        let digits = parts
            .next()
            .filter(|digits| (1..=4).contains(&digits.len()))?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        Some(value * 1_000 / (16_u32.pow(digits.len() as u32) - 1))
    };
    let (red, green, blue) = (part()?, part()?, part()?);
    // How bright the eye finds each (ITU-R BT.601).
    Some(red * 299 + green * 587 + blue * 114 > 500_000)
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::KeyEvent;

    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn chars(text: &str) -> Vec<Event> {
        let of = |c| key(KeyCode::Char(c), KeyModifiers::NONE);
        text.chars().map(of).collect()
    }

    /// As crossterm reads `ESC ] TEXT ESC \`.
    fn answer(text: &str) -> Vec<Event> {
        let alt = |c| key(KeyCode::Char(c), KeyModifiers::ALT);
        [vec![alt(']')], chars(text), vec![alt('\\')]].concat()
    }

    /// What the learner typed, and what the terminal has answered.
    fn heard(events: Vec<Event>) -> (Vec<Event>, Option<bool>) {
        let mut ground = Ground::new();
        let (mut typed, mut light) = (Vec::new(), None);
        for event in events {
            let (more, answer) = ground.take(event);
            typed.extend(more);
            light = light.or(answer);
        }
        typed.extend(ground.give_back());
        (typed, light)
    }

    #[test]
    fn an_answer_is_taken_out_of_the_keys_around_it() {
        for (text, light) in [
            ("11;rgb:ffff/ffff/ffff", true),
            ("11;rgb:1e1e/1e1e/2e2e", false),
            ("11;rgb:fd/f6/e3", true),
            ("11;rgba:0000/0000/0000/ffff", false),
        ] {
            let events = [chars("ab"), answer(text), chars("c")].concat();
            assert_eq!(heard(events), (chars("abc"), Some(light)), "{text}");
        }
    }

    #[test]
    fn an_answer_may_end_with_a_bell_and_come_in_pieces() {
        let esc = || vec![key(KeyCode::Esc, KeyModifiers::NONE)];
        let bell = vec![key(KeyCode::Char('g'), KeyModifiers::CONTROL)];
        let text = chars("11;rgb:ffff/ffff/ffff");
        let rung = [answer("")[..1].to_vec(), text.clone(), bell].concat();
        assert_eq!(heard(rung), (Vec::new(), Some(true)));
        let pieces = [esc(), chars("]"), text, esc(), chars("\\")].concat();
        assert_eq!(heard(pieces), (esc(), Some(true)));
    }

    #[test]
    fn whatever_is_no_answer_is_the_learner_s() {
        for events in [
            answer("11;rgb:no/no/no"),
            answer("11;rgb:ffff"),
            answer("52;c;"),
            chars("]11;rgb:ffff/ffff/ffff"),
            chars("release"),
            [answer("11;rgb:")[..6].to_vec(), vec![Event::Resize(80, 24)]].concat(),
        ] {
            assert_eq!(heard(events.clone()), (events, None));
        }
    }

    #[test]
    fn an_answer_that_comes_late_changes_nothing_and_types_nothing() {
        let mut ground = Ground::new();
        let Some(long_ago) = Instant::now().checked_sub(LIMIT * 2) else {
            return; // the machine has just started
        };
        ground.asked = long_ago;
        for event in answer("11;rgb:ffff/ffff/ffff") {
            assert_eq!(ground.take(event), (Vec::new(), None));
        }
    }
}

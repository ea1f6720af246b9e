//! The interface's own state: what is shown, and what a key means at this moment. Pure: keys in,
//! [`Wish`]es out; the views draw it.
//!
//! ```text
//!   Key ──┬─ front     a menu, the prompt or a question stands in front and takes it
//!         └─ keymap ──► Action ──► act ──┬─► panel, moment, autoplay   what is shown
//!                                        ├─► question, hand            going on, by hand
//!                                        └─► Wish   tell the model, open a lesson, save, quit
//! ```

mod act;
mod autoplay;
pub mod caption;
mod course;
mod explaining;
pub mod field;
mod front;
mod hand;
pub mod keys;
pub mod learner;
pub mod menu;
mod moment;
mod offers;
mod panel;
pub mod prompt;
mod puzzle;
mod question;
mod reel;
mod review;
mod steps;
mod task;
mod wish;

use sockscope_link::{LogLevel, SegmentId};

pub use course::Course;
pub use explaining::Explaining;
pub use front::Front;
pub use learner::Learner;
pub use panel::{Panel, View};
pub use puzzle::{Mending, is_solved};
pub use question::Question;
pub use reel::Reel;
pub use review::Review;
pub use wish::{Opening, Wish};

use self::field::Field;
use self::keys::{Action, Key, Keymap};
use self::menu::Port;
use crate::peer::Peer;
use crate::run::Model;
use crate::words::Lang;
use crate::world::World;
use crate::world::past::Past;

/// How long what the log is searched for can be, in characters.
const MOST_SEARCH: usize = 60;

/// The state of the interface.
#[derive(Debug)]
pub struct Stage {
    /// Which key does what.
    pub keys: Keymap,
    /// The language of everything on the screen.
    pub lang: Lang,
    /// The theme's name.
    pub theme: String,
    /// Whether only ASCII characters are drawn.
    pub ascii: bool,
    /// Whether clicks are taken.
    pub mouse: bool,
    /// Whether questions are asked.
    pub predictions: bool,
    /// What fills the screen.
    pub view: View,
    /// The panel of choice, which the arrow keys move.
    pub panel: Panel,
    /// What stands in front.
    pub front: Front,
    /// Whose calls the menu and the prompt make.
    pub side: Peer,
    /// How far the panel is scrolled back, in lines.
    pub scroll: usize,
    /// How far the flow is scrolled back, in rows.
    pub flow_scroll: usize,
    /// Whether the ladder shows payloads.
    pub payload: bool,
    /// Whether the ladder shows absolute numbers.
    pub absolute: bool,
    /// Which of C, Rust and Python the code panel shows where there is room for one.
    pub language: usize,
    /// How far the learner's source is scrolled from the line that is lit, in lines; down is positive.
    pub source_scroll: isize,
    /// The held segment that release, drop and duplicate are about; else the oldest.
    pub held: Option<SegmentId>,
    /// The least weight of the log lines that are shown.
    pub level: LogLevel,
    /// What the log is searched for; empty is nothing.
    pub search: Field,
    /// The moment of the past that is shown.
    pub past: Option<Past>,
    /// The recording that is shown; then there are no peers, and every moment is past.
    pub reel: Option<Reel>,
    /// The learner's own program, where the host is one.
    pub learner: Option<Learner>,
    /// When autoplay takes its next step, in microseconds; `None` is off.
    pub auto: Option<u64>,
    /// Which of the paces.
    pace: usize,
    /// The event up to which what stands on the screen has been read.
    pub read: Option<u64>,
    /// The step whose panel was turned to.
    turned: Option<usize>,
    /// The caption that autoplay has given time to read.
    paced: String,
    /// One line for the learner, until the next key.
    pub notice: Option<String>,
    /// How many hints of the task were given.
    pub hints: usize,
    /// How far the learner is with a puzzle.
    pub mending: Mending,
    /// What was wrong before, to be asked again.
    pub review: Review,
    /// What runs.
    pub opening: Opening,
    /// What there is to learn, and what was learnt.
    pub course: Course,
    /// The boards that can be chosen.
    pub boards: Vec<String>,
    /// The kinds of export that there are, and the programs that open each.
    pub exports: Vec<(&'static str, &'static str)>,
    /// The serial ports that were found last.
    pub ports: Vec<Port>,
    /// The loss of the board's sockets that the learner was asked about.
    heeded: Option<u64>,
    asked: Vec<usize>,
    history: Vec<String>,
    typed: u32,
    /// What the key that was just pressed would do if it is pressed once more.
    confirm: Option<Action>,
    /// Whether the key that forgets what was done was pressed just now.
    forget_next: bool,
}

impl Stage {
    /// The stage at its beginning.
    pub fn new(opening: Opening, lang: Lang) -> Stage {
        Stage {
            keys: Keymap::default(),
            lang,
            theme: "dark".to_owned(),
            ascii: false,
            mouse: true,
            predictions: true,
            view: View::Stage,
            panel: Panel::States,
            front: Front::Nothing,
            side: Peer::Host,
            scroll: 0,
            flow_scroll: 0,
            payload: false,
            absolute: false,
            language: 0,
            source_scroll: 0,
            held: None,
            level: LogLevel::Debug,
            search: Field::new(MOST_SEARCH),
            past: None,
            reel: None,
            learner: None,
            auto: None,
            pace: 2,
            read: None,
            turned: None,
            paced: String::new(),
            notice: None,
            hints: 0,
            mending: Mending::default(),
            review: Review::default(),
            opening,
            course: Course::default(),
            boards: Vec::new(),
            exports: Vec::new(),
            ports: Vec::new(),
            heeded: None,
            asked: Vec::new(),
            history: Vec::new(),
            typed: 0,
            confirm: None,
            forget_next: false,
        }
    }

    /// A lesson begins: everything that belonged to the one before is forgotten.
    pub fn begin(&mut self, opening: Opening) {
        if self.opening.lesson != opening.lesson {
            self.mending = Mending::default();
        }
        self.opening = opening;
        self.learner = None;
        self.past = None;
        self.auto = None;
        self.read = None;
        self.turned = None;
        self.front = Front::Nothing;
        self.asked.clear();
        self.hints = 0;
        self.heeded = None;
        self.held = None;
        self.scroll = 0;
        self.flow_scroll = 0;
        self.course.begin();
        self.plan_review();
    }

    /// The same lesson goes on, on other peers: what was asked is not asked again.
    pub fn go_on(&mut self, opening: Opening) {
        let asked = std::mem::take(&mut self.asked);
        self.begin(opening);
        self.asked = asked;
    }

    /// The world that is shown: now, or the moment of the past.
    pub fn world<'a>(&'a self, model: &'a Model) -> &'a World {
        self.past.as_ref().map_or(&model.log.world, Past::world)
    }

    /// A key was pressed at `now`.
    #[must_use = "wishes must be carried out"]
    pub fn press(&mut self, model: &Model, key: Key, now: u64) -> Vec<Wish> {
        self.notice = None;
        let confirmed = self.confirm.take();
        // Ctrl+C ends the program from everywhere, Ctrl+Z puts it aside, unless the learner's has the keyboard.
        if let Key::Ctrl(_) = key
            && self.front != Front::Keyboard
            && let Some(action @ (Action::Quit | Action::Suspend | Action::Redraw)) =
                self.keys.action(key)
        {
            return self.act(model, action, now);
        }
        match std::mem::replace(&mut self.front, Front::Nothing) {
            Front::Nothing => match self.keys.action(key) {
                Some(action) if self.asks_again(model, action, confirmed) => Vec::new(),
                Some(action) => self.act(model, action, now),
                None => self.other_key(key),
            },
            Front::Help(line) => self.help_key(line, key),
            Front::Note(_) => Vec::new(),
            Front::Explain(words) => self.explain_key(words, key),
            Front::Menu(menu) => self.menu_key(model, menu, key, now),
            Front::Prompt(prompt) => self.prompt_key(model, prompt, key),
            Front::Search => self.search_key(key),
            Front::Line(field) => self.line_key(model, field, key),
            Front::Find(text) => self.find_key(text, key),
            Front::Place(place) => self.place_key(place, key),
            Front::Keyboard => self.keyboard_key(key),
            Front::Question(question) => self.question_key(model, question, key, now),
        }
    }

    /// Text was pasted: into the prompt or the place of a board if one is open, else nowhere.
    pub fn paste(&mut self, text: &str) {
        match &mut self.front {
            Front::Prompt(prompt) => prompt.paste(text),
            Front::Place(field) | Front::Line(field) | Front::Find(field) => field.paste(text),
            Front::Explain(words) if words.line.is_none() => words.typed.paste(text),
            _ => {}
        }
    }
}

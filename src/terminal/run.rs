//! The main loop of the terminal interface: what comes in, the model's and the stage's answers,
//! and a frame when something has changed.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use super::input::{HANGUP, is_gone};
use super::play::{Live, Shown, save_log};
use super::{Config, Input, Inputs, Screen};
use crate::export::KINDS;
use crate::fill;
use crate::lesson::Deed;
use crate::play::own::Own;
use crate::play::program::course;
use crate::play::progress::Kept;
use crate::play::record::Destination;
use crate::play::{self, drive, keep, say};
use crate::run::{Exit, Model};
use crate::script::Role;
use crate::session::{BoardChoice, Session, look_for_boards};
use crate::stage::{Course, Opening, Stage, Wish};
use crate::view::{self, Scene, Theme};
use crate::words::{Lang, show, system, t};

/// No more than this passes between two frames while messages pour in.
const FRAME: Duration = Duration::from_millis(16);

/// The themes for a terminal's background.
const DARK: &str = "dark";
const LIGHT: &str = "light";

/// The lesson that opens when nothing was done yet.
const FIRST: &str = "lifecycle";

/// How the interface starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// A lesson's name, or a file; none: where the learner is in the course.
    pub what: Option<String>,
    /// The step of the lesson that it begins at, by its name or its number.
    pub step: Option<String>,
    /// Which board.
    pub board: BoardChoice,
    /// The part that the host plays.
    pub role: Role,
    /// The language, if it was asked for on the command line.
    pub lang: Option<Lang>,
    /// The locale's language.
    pub locale: Lang,
    /// Where the timeline is written as JSON Lines.
    pub record: Option<Destination>,
    /// The learner's own program, to be stepped in place of a lesson.
    pub own: Option<Own>,
}

/// Runs the terminal interface until the user leaves it.
pub fn main(start: &Start) -> Exit {
    let lang = start.lang.unwrap_or(start.locale);
    let what = start.what.as_deref().unwrap_or(FIRST);
    if !super::is_there() {
        say(&fill!(lang, t::TUI_NOT_A_TERMINAL, lesson = what));
        return Exit::Usage;
    }
    if super::is_dumb() {
        say(&fill!(lang, t::TUI_DUMB, lesson = what));
        return Exit::Usage;
    }
    let mut app = match App::new(start) {
        Ok(app) => app,
        Err(error) => {
            let path = Config::path().unwrap_or_default();
            say(&format!("{}: {}", path.display(), error.display(lang)));
            return Exit::Usage;
        }
    };
    let played = match app.open(app.stage.opening.clone()) {
        Ok(play) => {
            app.welcome();
            app.run(play)
        }
        Err((exit, text)) => {
            say(&text);
            return exit;
        }
    };
    app.parting.iter().for_each(|text| say(text));
    match played {
        // What was to be recorded is not in the file.
        Ok(Exit::Done) if !app.parting.is_empty() => Exit::Environment,
        Ok(exit) => exit,
        // Nobody is left to tell.
        Err(_) if is_gone() => Exit::Signal(HANGUP),
        Err(why) => {
            say(&fill!(
                app.stage.lang,
                t::TUI_UNUSABLE,
                why = system::said(why, app.stage.lang)
            ));
            Exit::Environment
        }
    }
}

/// What lasts from session to session.
pub(super) struct App {
    pub(super) stage: Stage,
    pub(super) theme: Theme,
    pub(super) record: Option<Destination>,
    pub(super) recordings: u32,
    /// What is said when the terminal has been given back.
    pub(super) parting: Vec<String>,
    /// Whether a session was opened before.
    pub(super) opened: bool,
    /// What the window is called.
    title: String,
    /// Whoever lists the ports now.
    pub(super) looking: Option<JoinHandle<()>>,
    /// What the learner has done, and where that is kept.
    kept: Kept,
    /// What is said when the first screen is there.
    trouble: Option<String>,
    /// Whether the learner is asked how to go on.
    offers: bool,
    /// The lines that run in place of this puzzle's own.
    pub(super) mended: Option<(String, Vec<String>)>,
    /// The step that the first session begins at.
    pub(super) step: Option<String>,
    /// The learner's own program, if it was named.
    pub(super) own: Option<Own>,
    /// The program that this session steps: that one, or the one that its lesson is about.
    pub(super) stepped: Option<Own>,
    /// What decided how large that program's terminal is, once it has been started.
    pub(super) shown: Option<Shown>,
    /// The columns and rows of its terminal.
    pub(super) own_size: (u16, u16),
    /// Whether the theme is to be that of the terminal's background.
    asks_ground: bool,
}

/// How one session of the interface ends.
enum After {
    Leave(Exit),
    /// Another one, which goes on with the program where it is, or begins it.
    Change(Opening, bool),
}

impl App {
    pub(super) fn new(start: &Start) -> Result<App, super::ConfigError> {
        let config = Config::load()?;
        let lang = start.lang.or(config.lang).unwrap_or(start.locale);
        let (kept, trouble) = kept(lang);
        let course = Course::new(course(), kept.progress.clone());
        let offers = start.what.is_none() && start.own.is_none() && !kept.progress.is_empty();
        let next = course.next().filter(|_| offers);
        let first = next.map_or(FIRST, |next| next.id.as_str());
        let named = start.own.as_ref().map(Own::name).or(start.what.clone());
        let opening = Opening {
            lesson: named.unwrap_or_else(|| first.to_owned()),
            role: start.role,
            board: start.board.to_string(),
        };
        let mut stage = Stage::new(opening, lang);
        stage.course = course;
        stage.boards = BoardChoice::WORDS.map(str::to_owned).to_vec();
        if !stage.boards.contains(&stage.opening.board) {
            stage.boards.push(stage.opening.board.clone());
        }
        stage.exports = KINDS.iter().map(|kind| (kind.name, kind.opens)).collect();
        stage.ascii = !speaks_utf8();
        config.apply(&mut stage)?;
        // no-color.org: set and not empty, whatever its value.
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if is_plain {
            stage.theme = "monochrome".to_owned();
        }
        let theme = Theme::named(&stage.theme)
            .ok_or_else(|| super::ConfigError::Theme(stage.theme.clone()))?;
        Ok(App {
            stage,
            theme,
            record: start.record.clone().or_else(|| config.target()),
            recordings: 0,
            parting: Vec::new(),
            opened: false,
            title: String::new(),
            looking: None,
            kept,
            trouble,
            offers,
            mended: None,
            step: start.step.clone(),
            own: start.own.clone(),
            stepped: None,
            shown: None,
            own_size: (0, 0),
            asks_ground: !is_plain && config.asks_ground(),
        })
    }

    /// Takes the terminal.
    pub(super) fn take_screen(&self) -> io::Result<Screen> {
        let mut screen = Screen::take(self.stage.mouse)?;
        if self.asks_ground {
            screen.ask_ground()?;
        }
        Ok(screen)
    }

    /// The terminal's background is light, or dark: the theme follows, unless another one was chosen.
    pub(super) fn heed_ground(&mut self, is_light: bool) {
        if self.stage.theme == DARK && is_light {
            self.stage.theme = LIGHT.to_owned();
        }
    }

    /// The first screen: what went wrong before it, and how the learner may go on.
    fn welcome(&mut self) {
        if let Some(trouble) = self.trouble.take() {
            self.stage.notice = Some(trouble);
        }
        if self.offers {
            self.stage.offer_to_go_on();
        }
    }

    /// Keeps what the learner has done since the last time.
    fn learn(&mut self, model: &Model) {
        for deed in self.stage.learnt(model) {
            self.keep(deed);
        }
    }

    fn keep(&mut self, deed: Deed) {
        let kept = self.kept.add(deed);
        self.stage.course.progress.clone_from(&self.kept.progress);
        self.say_unless_kept(kept);
    }

    /// Keeps what was done as a lesson of the learner's own, which then stands in the course.
    fn keep_lesson(&mut self, model: &Model) {
        let kept = keep::keep(model, self.stage.lang);
        if kept.is_ok() {
            self.stage.course.entries = course();
        }
        self.stage.notice = Some(kept.unwrap_or_else(|why| why));
    }

    /// Says, once, that what was done cannot be kept.
    fn say_unless_kept(&mut self, kept: Result<(), (PathBuf, io::Error)>) {
        if let Err((file, why)) = kept {
            let (lang, file) = (self.stage.lang, file.display());
            self.stage.notice = Some(fill!(
                lang,
                t::COURSE_UNWRITABLE,
                file = file,
                why = system::said(why, lang)
            ));
            self.kept.path = None;
        }
    }

    /// Session after session, until the user leaves.
    fn run(&mut self, first: Live) -> io::Result<Exit> {
        let inputs = Inputs::listen()?;
        let mut screen = self.take_screen()?;
        let mut play = first;
        loop {
            let mut front = OnScreen {
                app: self,
                inputs: &inputs,
                screen: &mut screen,
                // What waits at the beginning belongs to the first frame.
                drawn: Instant::now(),
            };
            let (opening, goes_on) = match drive(&mut play, &mut front)? {
                After::Leave(exit) => {
                    self.leave(&mut play);
                    return Ok(exit);
                }
                After::Change(opening, goes_on) => (opening, goes_on),
            };
            match self.change(play, opening, goes_on, &inputs, &mut screen)? {
                ControlFlow::Continue(next) => play = next,
                ControlFlow::Break(exit) => return Ok(exit),
            }
        }
    }

    /// Lists the ports, unless somebody does so already.
    fn look_for_boards(&mut self, session: &Session, to: Sender<Input>) -> io::Result<()> {
        if self.looking.as_ref().is_none_or(JoinHandle::is_finished) {
            let tell = move |ports| drop(to.send(Input::Ports(ports)));
            let own = session.place().map(str::to_owned);
            self.looking = Some(look_for_boards(own, tell)?);
        }
        Ok(())
    }

    /// Puts the program aside, if there is a shell to bring it back.
    pub(super) fn suspend(&mut self, screen: &mut Screen) -> io::Result<()> {
        if !screen.suspend()? {
            self.stage.notice = Some(t::TUI_NO_SHELL.get(self.stage.lang).to_owned());
        }
        Ok(())
    }

    pub(super) fn draw_model(
        &mut self,
        model: &Model,
        now: u64,
        screen: &mut Screen,
    ) -> io::Result<()> {
        if self.theme.name != self.stage.theme
            && let Some(theme) = Theme::named(&self.stage.theme)
        {
            self.theme = theme;
        }
        let scene = Scene::new(model, &self.stage, &self.theme, now);
        let title = &self.stage.opening.lesson;
        if self.title != *title {
            screen.set_title(&format!("sockscope: {}", show::plain(title)))?;
            self.title.clone_from(title);
        }
        screen.draw(|frame| {
            let area = frame.area();
            view::draw(&scene, area, frame.buffer_mut());
            if let Some(at) = view::cursor(&scene, area) {
                frame.set_cursor_position(at);
            }
        })
    }
}

/// The stage on its screen, in front of a session.
struct OnScreen<'a> {
    app: &'a mut App,
    inputs: &'a Inputs,
    screen: &'a mut Screen,
    /// When the last frame was drawn.
    drawn: Instant,
}

impl play::Front<Session> for OnScreen<'_> {
    type Input = Input;
    type End = After;

    fn show(&mut self, play: &mut Live) -> io::Result<Option<After>> {
        if let Err((file, why)) = play.write_record(self.app.stage.lang, true) {
            self.app.recording_ended(&file, &why);
        }
        self.app.stage.heed(&play.model);
        self.app.learn(&play.model);
        let idle = self.inputs.receiver.is_empty() && !play.source.is_pending();
        if idle || self.drawn.elapsed() >= FRAME {
            let now = play.source.now_us();
            self.app.draw_model(&play.model, now, self.screen)?;
            self.drawn = Instant::now();
            self.app.attend(play, self.screen.area()?);
        }
        Ok(None)
    }

    fn wake(&self, play: &Live) -> Option<u64> {
        self.app.stage.wake(&play.model, play.source.now_us())
    }

    fn inputs(&self) -> Option<&Receiver<Input>> {
        Some(&self.inputs.receiver)
    }

    fn take(&mut self, play: &mut Live, input: Option<Input>) -> io::Result<Option<After>> {
        match input.unwrap_or(Input::End(HANGUP)) {
            Input::End(signal) => Ok(Some(After::Leave(Exit::Signal(signal)))),
            Input::Failed(why) => Err(io::Error::other(why)),
            input => {
                let now = play.source.now_us();
                let wishes = self.app.wishes(&play.model, now, input, self.screen)?;
                self.grant_all(play, wishes)
            }
        }
    }

    fn tick(&mut self, play: &mut Live, now: u64) -> io::Result<Option<After>> {
        let wishes = self.app.stage.tick(&play.model, now);
        self.grant_all(play, wishes)
    }
}

impl OnScreen<'_> {
    fn grant_all(&mut self, play: &mut Live, wishes: Vec<Wish>) -> io::Result<Option<After>> {
        for wish in wishes {
            if let Some(after) = self.grant(play, wish)? {
                return Ok(Some(after));
            }
        }
        Ok(None)
    }

    /// Does what the stage wants; says how the session ends, if it does.
    fn grant(&mut self, play: &mut Live, wish: Wish) -> io::Result<Option<After>> {
        match wish {
            Wish::Tell(message) => {
                let now = play.source.now_us();
                play.tell(now, message);
            }
            Wish::Open(opening) => {
                self.app.mended = None;
                return Ok(Some(After::Change(opening, false)));
            }
            Wish::Mend(lines) => {
                let opening = self.app.stage.opening.clone();
                self.app.mended = Some((opening.lesson.clone(), lines));
                return Ok(Some(After::Change(opening, false)));
            }
            Wish::GoOn(opening) => return Ok(Some(After::Change(opening, true))),
            Wish::LookForBoards => {
                let to = self.inputs.sender.clone();
                self.app.look_for_boards(&play.source, to)?;
            }
            Wish::Quit => return Ok(Some(After::Leave(Exit::Done))),
            Wish::Mouse(on) => self.screen.set_mouse(on)?,
            Wish::Keep(deed) => self.app.keep(deed),
            Wish::Forget => {
                let forgotten = self.app.kept.forget();
                self.app.say_unless_kept(forgotten);
            }
            Wish::Suspend => self.app.suspend(self.screen)?,
            Wish::Redraw => self.screen.redraw()?,
            Wish::Record => self.app.record_now(play),
            Wish::Export(kind) => {
                let log = &play.model.log;
                let events = log.forgotten();
                let events = events.chain(log.timeline.events().cloned());
                let (model, area) = (&play.model, self.screen.area()?);
                self.app.export(kind, model, area, || events.collect());
            }
            Wish::Type(peer, bytes) => play.source.type_to_program(peer, bytes),
            // Only a recording has them.
            Wish::Seek(_) | Wish::Find(_) => {}
            Wish::Copy => {
                let now = play.source.now_us();
                self.app.copy(&play.model, now, self.screen)?;
            }
            Wish::FindWords => {
                let now = play.source.now_us();
                self.app.find_words(&play.model, now, self.screen)?;
            }
            Wish::KeepLesson => self.app.keep_lesson(&play.model),
            Wish::SaveLog => {
                let lang = self.app.stage.lang;
                self.app.stage.notice = Some(match save_log(&play.model, lang) {
                    Ok(file) => fill!(lang, t::TUI_LOG_SAVED, file = file.display()),
                    Err(why) => fill!(lang, t::TUI_LOG_NOT_SAVED, why = system::said(why, lang)),
                });
            }
        }
        Ok(None)
    }
}

/// What the learner has done, and what is said if that cannot be read: then nothing is kept either.
fn kept(lang: Lang) -> (Kept, Option<String>) {
    match Kept::load() {
        Ok(kept) => (kept, None),
        Err((file, why)) => {
            let file = file.display();
            let text = fill!(
                lang,
                t::COURSE_UNREADABLE,
                file = file,
                why = system::said(why, lang)
            );
            (Kept::default(), Some(text))
        }
    }
}

/// Whether the terminal shows UTF-8: what the locale says (locale(7)); where it says nothing,
/// every terminal but the kernel's own console does.
fn speaks_utf8() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set) {
        Some(locale) => {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => set("TERM").is_none_or(|term| term != "linux" && term != "dumb"),
    }
}

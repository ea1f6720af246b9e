//! The main loop of the terminal interface: what comes in, the model's and the stage's answers,
//! and a frame when something has changed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{after, never, select};
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};

use super::{Config, Input, Inputs, Screen};
use crate::cli::{Program, feed, load, open_error, say};
use crate::fill;
use crate::lesson;
use crate::model::keys::{Action, Key};
use crate::model::stage::{Front, Opening, Stage, Wish};
use crate::model::{Effect, Exit, Message, Model, Options, Pace, update};
use crate::script::Role;
use crate::session::{BoardChoice, Plan, Session};
use crate::text::{Lang, t};
use crate::timeline::to_line;
use crate::tui::{self, Scene, Target, Theme};

/// No more than this passes between two frames while messages pour in.
const FRAME: Duration = Duration::from_millis(16);

/// How the interface starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// A lesson's name, or a file.
    pub what: String,
    /// Which board.
    pub board: BoardChoice,
    /// The part that the host plays.
    pub role: Role,
    /// The language, if it was asked for on the command line.
    pub lang: Option<Lang>,
    /// The locale's language.
    pub locale: Lang,
    /// Where the timeline is written as JSON Lines.
    pub record: Option<PathBuf>,
}

/// Runs the terminal interface until the user leaves it.
pub fn main(start: &Start) -> Exit {
    let lang = start.lang.unwrap_or(start.locale);
    if !super::is_there() {
        say(&fill!(lang, t::TUI_NOT_A_TERMINAL, lesson = start.what));
        return Exit::Usage;
    }
    let mut app = match App::new(start) {
        Ok(app) => app,
        Err(error) => {
            let path = Config::path().unwrap_or_default();
            say(&format!("{}: {error}", path.display()));
            return Exit::Usage;
        }
    };
    let played = match app.open(app.stage.opening.clone()) {
        Ok(play) => app.run(play),
        Err((exit, text)) => {
            say(&text);
            return exit;
        }
    };
    match played {
        Ok(()) => Exit::Done,
        // A terminal that can no longer be written to is one that is gone: nobody to tell.
        Err(_) => Exit::Environment,
    }
}

/// A picture of the screen after some keys: what the README shows.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where the SVG goes.
    pub file: PathBuf,
    /// The keys that are pressed first, as the configuration file writes them.
    pub keys: Vec<String>,
    /// Columns and rows.
    pub size: (u16, u16),
}

/// Presses keys as a user would, on real peers but without a terminal, and draws what is then on
/// the screen.
pub fn picture(start: &Start, picture: &Picture) -> Exit {
    match draw_picture(start, picture) {
        Ok(()) => Exit::Done,
        Err((exit, text)) => {
            say(&text);
            exit
        }
    }
}

fn draw_picture(start: &Start, picture: &Picture) -> Result<(), (Exit, String)> {
    /// After this long without news the peers have come to rest.
    const QUIET: Duration = Duration::from_millis(300);
    let usage = |why: String| (Exit::Usage, why);
    let mut app = App::new(start).map_err(|error| usage(error.to_string()))?;
    app.stage.ascii = false;
    let mut play = app.open(app.stage.opening.clone())?;
    let keys = picture
        .keys
        .iter()
        .map(|key| Key::parse(key).ok_or_else(|| usage(format!("there is no key {key:?}"))));
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    let settle = |play: &mut Play| {
        while let Ok((at, message)) = play.session.messages().recv_timeout(QUIET) {
            tell(play, at, message);
        }
    };
    settle(&mut play);
    for key in keys {
        let now = play.session.now_us();
        for wish in app.stage.press(&play.model, key, now) {
            if let Wish::Tell(message) = wish {
                tell(&mut play, now, message);
            }
        }
        settle(&mut play);
    }
    let area = Rect::new(0, 0, picture.size.0, picture.size.1);
    let mut buf = Buffer::empty(area);
    let scene = Scene::new(&play.model, &app.stage, &app.theme, play.session.now_us());
    tui::draw(&scene, area, &mut buf);
    std::fs::write(&picture.file, tui::svg(&buf)).map_err(|why| {
        let file = picture.file.display();
        (
            Exit::Environment,
            fill!(app.stage.lang, t::RUN_UNWRITABLE, file = file, why = why),
        )
    })
}

/// One session and its model.
struct Play {
    session: Session,
    model: Model,
    record: Option<BufWriter<File>>,
    recorded: u64,
}

struct App {
    stage: Stage,
    theme: Theme,
    record: Option<PathBuf>,
    recordings: u32,
    /// Whether a session was opened before.
    opened: bool,
}

/// How one session of the interface ends.
enum After {
    Quit,
    Open(Opening),
}

impl App {
    fn new(start: &Start) -> Result<App, super::ConfigError> {
        let config = Config::load()?;
        let lang = start.lang.or(config.lang).unwrap_or(start.locale);
        let opening = Opening {
            lesson: start.what.clone(),
            role: start.role,
            board: start.board.to_string(),
        };
        let mut stage = Stage::new(opening, lang);
        stage.lessons = lesson::shipped().iter().cloned().map(Arc::new).collect();
        stage.boards = ["auto", "virtual", "loopback"].map(str::to_owned).to_vec();
        if !stage.boards.contains(&stage.opening.board) {
            stage.boards.push(stage.opening.board.clone());
        }
        stage.ascii = !speaks_utf8();
        config.apply(&mut stage)?;
        // no-color.org: set and not empty, whatever its value.
        if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            stage.theme = "monochrome".to_owned();
        }
        let theme = Theme::named(&stage.theme)
            .ok_or_else(|| super::ConfigError::Theme(stage.theme.clone()))?;
        Ok(App {
            stage,
            theme,
            record: start.record.clone(),
            recordings: 0,
            opened: false,
        })
    }

    /// Starts a session and gives its model the program.
    fn open(&mut self, opening: Opening) -> Result<Play, (Exit, String)> {
        let lang = self.stage.lang;
        let (program, ipv6) = load(&opening.lesson, lang).map_err(|text| (Exit::Usage, text))?;
        if matches!(program, Program::Stdin) {
            let text = fill!(lang, t::TUI_NOT_A_TERMINAL, lesson = opening.lesson);
            return Err((Exit::Usage, text));
        }
        let Ok(board) = opening.board.parse();
        let plan = Plan {
            board,
            lesson: opening.lesson.clone(),
            lang,
            role: opening.role,
            ipv6,
        };
        let session =
            Session::open(&plan).map_err(|error| (Exit::Environment, open_error(&error, lang)))?;
        let options = Options {
            lang,
            role: opening.role,
            pace: Pace::Step(0),
            stop_on_failure: false,
            facts: true,
        };
        let record = self
            .next_recording()
            .map_err(|text| (Exit::Environment, text))?;
        let inbox = session.inbox();
        inbox.put(session.opened());
        let side = opening.role.server();
        let again = self.opened && self.stage.opening.lesson == opening.lesson;
        self.opened = true;
        self.stage.begin(opening);
        self.stage.side = side;
        // A lesson that is run again leaves the panel that the learner has chosen.
        if let Program::Lesson(lesson) = &program
            && let Some(panel) = lesson.panel
            && !again
        {
            self.stage.open_with(panel);
        }
        feed(program, &inbox, lang);
        if let Some(why) = session.fallback() {
            let (step, why) = (why.step, &why.source);
            self.stage.notice = Some(fill!(lang, t::SESSION_FALLBACK, step = step, why = why));
        }
        Ok(Play {
            session,
            model: Model::new(options),
            record,
            recorded: 0,
        })
    }

    /// The file that the next session is recorded in: the one asked for, then `NAME-2`, `NAME-3` …
    fn next_recording(&mut self) -> Result<Option<BufWriter<File>>, String> {
        let Some(path) = &self.record else {
            return Ok(None);
        };
        self.recordings += 1;
        let path = if self.recordings == 1 {
            path.clone()
        } else {
            numbered(path, self.recordings)
        };
        match File::create(&path) {
            Ok(file) => Ok(Some(BufWriter::new(file))),
            Err(why) => {
                let file = path.display();
                Err(fill!(
                    self.stage.lang,
                    t::RUN_UNWRITABLE,
                    file = file,
                    why = why
                ))
            }
        }
    }

    /// Session after session, until the user leaves.
    fn run(&mut self, first: Play) -> io::Result<()> {
        let inputs = Inputs::listen()?;
        let mut screen = Screen::take(self.stage.mouse)?;
        let mut play = first;
        loop {
            let opening = match self.play(&mut play, &inputs, &mut screen)? {
                After::Quit => return Ok(()),
                After::Open(opening) => opening,
            };
            let before = self.stage.opening.clone();
            // The old peers go first: the new ones may need what they hold.
            drop(play);
            play = match self.open(opening) {
                Ok(play) => play,
                Err((_, text)) => match self.open(before) {
                    Ok(play) => {
                        self.stage.notice = Some(text);
                        play
                    }
                    Err((_, again)) => {
                        drop(screen);
                        say(&text);
                        say(&again);
                        return Ok(());
                    }
                },
            };
        }
    }

    /// One session: until the user leaves it.
    fn play(&mut self, play: &mut Play, inputs: &Inputs, screen: &mut Screen) -> io::Result<After> {
        let mut drawn = Instant::now() - FRAME;
        loop {
            let idle = inputs.receiver.is_empty() && !play.session.is_pending();
            if idle || drawn.elapsed() >= FRAME {
                self.draw(play, screen)?;
                drawn = Instant::now();
            }
            let now = play.session.now_us();
            let deadline = earlier(play.model.deadline(), self.stage.wake(&play.model, now));
            let timer = match deadline {
                Some(due) => after(Duration::from_micros(due.saturating_sub(now))),
                None => never(),
            };
            let wishes = select! {
                recv(inputs.receiver) -> input => {
                    let input = input.unwrap_or(Input::End);
                    self.take(play, screen, input)?
                }
                recv(play.session.messages()) -> stamped => match stamped {
                    Ok((at, message)) => {
                        tell(play, at, message);
                        Vec::new()
                    }
                    Err(_) => vec![Wish::Quit],
                },
                recv(timer) -> _ => {
                    let now = play.session.now_us();
                    tell(play, now, Message::Tick);
                    self.stage.tick(&play.model, now)
                }
            };
            for wish in wishes {
                if let Some(after) = self.grant(play, screen, wish)? {
                    return Ok(after);
                }
            }
            record(play);
        }
    }

    /// What the stage makes of something that came in.
    fn take(&mut self, play: &Play, screen: &mut Screen, input: Input) -> io::Result<Vec<Wish>> {
        let (model, now) = (&play.model, play.session.now_us());
        Ok(match input {
            Input::Key(key) => self.stage.press(model, key, now),
            Input::Click(column, row) => {
                let area = area(screen)?;
                match tui::target(&self.stage, area, column, row) {
                    Some(Target::Action(action)) => self.stage.act(model, action, now),
                    Some(Target::Panel(panel)) => self.stage.act(model, panel.action(), now),
                    Some(Target::Item(index)) => self.stage.choose(model, index, now),
                    Some(Target::Away) => self.stage.press(model, Key::Esc, now),
                    None => Vec::new(),
                }
            }
            Input::Wheel(column, row, up) => {
                if self.stage.front == Front::Nothing
                    && let Some(Target::Panel(panel)) =
                        tui::target(&self.stage, area(screen)?, column, row)
                    && panel != self.stage.panel
                {
                    let _ = self.stage.act(model, panel.action(), now);
                }
                match &self.stage.front {
                    Front::Nothing => {
                        self.stage
                            .act(model, if up { Action::Up } else { Action::Down }, now)
                    }
                    _ => self
                        .stage
                        .press(model, if up { Key::Up } else { Key::Down }, now),
                }
            }
            Input::Paste(text) => {
                self.stage.paste(&text);
                Vec::new()
            }
            Input::Resized => Vec::new(),
            Input::Suspend => vec![Wish::Suspend],
            Input::End => vec![Wish::Quit],
        })
    }

    /// Does what the stage wants; says how the session ends, if it does.
    fn grant(
        &mut self,
        play: &mut Play,
        screen: &mut Screen,
        wish: Wish,
    ) -> io::Result<Option<After>> {
        match wish {
            Wish::Tell(message) => {
                let now = play.session.now_us();
                tell(play, now, message);
            }
            Wish::Open(opening) => return Ok(Some(After::Open(opening))),
            Wish::Quit => return Ok(Some(After::Quit)),
            Wish::Language(lang) => play.model.options.lang = lang,
            Wish::Mouse(on) => screen.set_mouse(on)?,
            Wish::Suspend => screen.suspend()?,
            Wish::Redraw => screen.redraw()?,
            Wish::SaveLog => {
                let lang = self.stage.lang;
                self.stage.notice = Some(match save_log(&play.model) {
                    Ok(file) => fill!(lang, t::TUI_LOG_SAVED, file = file.display()),
                    Err(why) => fill!(lang, t::TUI_LOG_NOT_SAVED, why = why),
                });
            }
        }
        Ok(None)
    }

    fn draw(&mut self, play: &Play, screen: &mut Screen) -> io::Result<()> {
        if self.theme.name != self.stage.theme
            && let Some(theme) = Theme::named(&self.stage.theme)
        {
            self.theme = theme;
        }
        let now = play.session.now_us();
        let scene = Scene::new(&play.model, &self.stage, &self.theme, now);
        screen.terminal().draw(|frame| {
            let area = frame.area();
            tui::draw(&scene, area, frame.buffer_mut());
            if let Some((x, y)) = tui::cursor(&scene, area) {
                frame.set_cursor_position(Position { x, y });
            }
        })?;
        Ok(())
    }
}

/// The model is told something, and the peers what it wants done.
fn tell(play: &mut Play, now: u64, message: Message) {
    for effect in update(&mut play.model, now, message) {
        match effect {
            Effect::Command(peer, command) => play.session.send(peer, command),
            // Stepped by hand, a program has no end but the user's.
            Effect::Finish(_) => {}
        }
    }
}

/// Writes what has happened since the last time. A disk that is full ends the recording, not the
/// lesson.
fn record(play: &mut Play) {
    let Some(file) = &mut play.record else { return };
    let mut events = play.model.timeline.since(play.recorded);
    let written = events.try_for_each(|event| writeln!(file, "{}", to_line(event)));
    if written.and_then(|()| file.flush()).is_err() {
        play.record = None;
    }
    play.recorded = play.model.timeline.next_seq();
}

fn area(screen: &mut Screen) -> io::Result<Rect> {
    let size = screen.terminal().size()?;
    Ok(Rect::new(0, 0, size.width, size.height))
}

fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path
        .extension()
        .map(|end| format!(".{}", end.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{end}"))
}

/// Writes the log to a new file of the working directory.
fn save_log(model: &Model) -> io::Result<PathBuf> {
    for number in 1.. {
        let path = PathBuf::from(format!("sockscope-log-{number}.txt"));
        let mut file = match File::create_new(&path) {
            Ok(file) => BufWriter::new(file),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(why) => return Err(why),
        };
        for line in &model.world.log {
            let (time, level) = (line.t_us as f64 / 1e6, line.level.name());
            let uptime = line
                .uptime_ms
                .map(|ms| format!(" {ms} ms"))
                .unwrap_or_default();
            writeln!(
                file,
                "{time:>10.6} {} {level:<5}{uptime} {}",
                line.peer, line.text
            )?;
        }
        file.flush()?;
        return Ok(path);
    }
    Err(io::ErrorKind::AlreadyExists.into())
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

//! The page's state: a session on two cores or a recording, the stage in front of it, and what the
//! stage wants done.

use std::io::Cursor;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope_engine::fill;
use sockscope_engine::lesson::{self, Kind, Learnt, Lesson, Progress};
use sockscope_engine::pair::Sim;
use sockscope_engine::run::{Message, Model, Options, earlier};
use sockscope_engine::script::{self, LineKind, Role};
use sockscope_engine::stage::keys::{Action, Key, Keymap};
use sockscope_engine::stage::{Course, Front, Opening, Panel, Reel, Stage, Wish};
use sockscope_engine::timeline::HostKind;
use sockscope_engine::view::linear::{Linear, linear};
use sockscope_engine::view::{self, Scene, Target, Theme};
use sockscope_engine::words::{Lang, t, tell};
use sockscope_engine::world::tape::Tape;

use crate::course::{course, read};
use crate::given::Given;
use crate::shown::{News, Shown, Want};
use crate::words;

/// What a page cannot do: its browser is there to be left and to copy, there is no other board, and nowhere
/// to put a lesson or an export.
const NOT_HERE: [Action; 10] = [
    Action::Quit,
    Action::Suspend,
    Action::Mouse,
    Action::Board,
    Action::Keep,
    Action::Export,
    Action::Hold,
    Action::Keyboard,
    Action::Panel(Panel::Terminal),
    Action::Copy,
];

/// What is shown.
enum Playing {
    /// Nothing yet: its text is on the way.
    Waiting(Box<Model>),
    Live(Box<Sim>),
    Film(Box<Model>, Box<Tape<Cursor<Vec<u8>>>>),
}

/// The page.
pub struct Page {
    pub stage: Stage,
    playing: Playing,
    themes: Vec<Theme>,
    theme: Theme,
    area: Rect,
    shown: Shown,
    spoken: Option<Linear>,
    told: Option<Lang>,
    wants: Vec<Want>,
    seed: u64,
    /// When the session began, and what time it is, in microseconds of the page's clock.
    began: u64,
    now: u64,
    /// What is to be opened when its text is there.
    awaited: Option<(Opening, Option<String>)>,
}

impl Page {
    /// A page that opens what `given` names.
    pub fn new(given: &str, size: (u16, u16), seed: u32) -> Page {
        let given: Given = serde_json::from_str(given).unwrap_or_default();
        let opening = Opening {
            lesson: given.lesson,
            role: match given.role.as_str() {
                "client" => Role::Client,
                _ => Role::Server,
            },
            board: "pair".to_owned(),
        };
        let mut stage = Stage::new(opening.clone(), Lang::from_locale(&given.lang));
        // Tab is the browser's: whoever came in by it goes out by it.
        let keys = Keymap::with([("side", vec!["0".to_owned()])]).unwrap_or_default();
        stage.keys = keys.without(&NOT_HERE);
        stage.theme = given.theme;
        stage.course = Course::new(course(given.course), Progress::parse(&given.progress));
        let step = Some(given.step).filter(|step| !step.is_empty());
        let mut page = Page {
            stage,
            playing: Playing::Waiting(Box::new(Model::new(Options::default()))),
            theme: given.themes.first().cloned().unwrap_or_default(),
            themes: given.themes,
            area: Rect::new(0, 0, size.0, size.1),
            shown: Shown::default(),
            spoken: None,
            told: None,
            wants: Vec::new(),
            seed: seed.into(),
            began: 0,
            now: 0,
            awaited: None,
        };
        page.open(opening, step);
        page
    }

    fn model(&self) -> &Model {
        match &self.playing {
            Playing::Live(sim) => &sim.model,
            Playing::Waiting(model) | Playing::Film(model, _) => model,
        }
    }

    /// Microseconds since the session began.
    fn at(&self) -> u64 {
        self.now.saturating_sub(self.began)
    }

    /// Opens what is there; asks for the text of what is not.
    fn open(&mut self, opening: Opening, step: Option<String>) {
        let entries = &self.stage.course.entries;
        let found = entries.iter().find(|entry| entry.id == opening.lesson);
        let Some(entry) = found.or(entries.first()).cloned() else {
            return;
        };
        if !entry.steps.is_empty() {
            return self.begin(&entry, opening, step);
        }
        let folder = match entry.kind() {
            Kind::Lesson => "lessons",
            Kind::Task => "tasks",
            Kind::Puzzle => "puzzles",
        };
        let id = entry.id.clone();
        self.wants.push(Want::Lesson {
            id: id.clone(),
            folder,
        });
        let opening = Opening {
            lesson: id,
            ..opening
        };
        self.awaited = Some((opening, step));
    }

    /// The text of a lesson has come.
    pub fn lesson(&mut self, id: &str, text: &str, now: u64) {
        self.now = self.now.max(now);
        let entries = &mut self.stage.course.entries;
        let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) else {
            return;
        };
        match read(entry, text) {
            Ok(lesson) => {
                *entry = Arc::new(lesson);
                if let Some((opening, step)) =
                    self.awaited.take_if(|(opening, _)| opening.lesson == id)
                {
                    self.open(opening, step);
                }
            }
            Err(why) => {
                self.awaited = None;
                self.stage.notice = Some(why.display(self.stage.lang));
            }
        }
    }

    fn begin(&mut self, lesson: &Arc<Lesson>, opening: Opening, step: Option<String>) {
        let options = Options::stepping(opening.role);
        // Another run of the same lesson has other numbers.
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.began = self.now;
        let mut sim = Sim::of_lesson(lesson, options, self.seed);
        let named = |(index, of): &(usize, &lesson::Step)| {
            step.as_ref()
                .is_some_and(|step| of.id == *step || (index + 1).to_string() == *step)
        };
        if let Some((index, _)) = lesson.steps.iter().enumerate().find(named) {
            sim.tell(Message::GoTo(index));
        }
        self.playing = Playing::Live(Box::new(sim));
        self.stage.reel = None;
        self.stage.side = opening.role.server();
        self.stage.begin(opening);
        if let Some(panel) = lesson.panel {
            self.stage.open_with(panel);
        }
    }

    /// Time goes on to `now`.
    pub fn pass(&mut self, now: u64) {
        self.now = self.now.max(now);
        let at = self.at();
        if let Playing::Live(sim) = &mut self.playing {
            sim.advance(at);
        }
        let wishes = match &self.playing {
            Playing::Live(sim) => self.stage.tick(&sim.model, at),
            Playing::Waiting(model) | Playing::Film(model, _) => self.stage.tick(model, at),
        };
        self.grant_all(wishes);
    }

    /// A key was pressed.
    pub fn key(&mut self, name: &str, now: u64) {
        self.pass(now);
        let Some(key) = Key::parse(name) else { return };
        let at = self.at();
        let wishes = match &self.playing {
            Playing::Live(sim) => self.stage.press(&sim.model, key, at),
            Playing::Waiting(model) | Playing::Film(model, _) => self.stage.press(model, key, at),
        };
        self.grant_all(wishes);
    }

    /// A cell was clicked.
    pub fn click(&mut self, column: u16, row: u16, now: u64) {
        self.pass(now);
        let scene = Scene::new(self.model(), &self.stage, &self.theme, self.at());
        let target = view::target(&scene, self.area, column, row);
        match target {
            Some(Target::Action(action)) => self.act(action),
            Some(Target::Panel(panel)) => self.act(Action::Panel(panel)),
            Some(Target::Item(index)) => self.choose(index, now),
            Some(Target::Moment(seq)) => match &self.playing {
                Playing::Film(..) => self.seek(seq),
                Playing::Live(sim) => self.stage.look_at(&sim.model, seq),
                Playing::Waiting(_) => {}
            },
            Some(Target::Away) => self.key("Esc", now),
            None => {}
        }
    }

    fn act(&mut self, action: Action) {
        let at = self.at();
        let wishes = match &self.playing {
            Playing::Live(sim) => self.stage.act(&sim.model, action, at),
            Playing::Waiting(model) | Playing::Film(model, _) => self.stage.act(model, action, at),
        };
        self.grant_all(wishes);
    }

    /// What is asked is answered.
    pub fn choose(&mut self, index: usize, now: u64) {
        self.pass(now);
        let at = self.at();
        let wishes = match &self.playing {
            Playing::Live(sim) => self.stage.choose(&sim.model, index, at),
            Playing::Waiting(model) | Playing::Film(model, _) => {
                self.stage.choose(model, index, at)
            }
        };
        self.grant_all(wishes);
    }

    fn grant_all(&mut self, wishes: Vec<Wish>) {
        wishes.into_iter().for_each(|wish| self.grant(wish));
        if let Playing::Live(sim) = &self.playing {
            self.stage.heed(&sim.model);
            let deeds = self.stage.learnt(&sim.model);
            deeds.into_iter().for_each(|deed| self.keep(deed));
        }
    }

    fn grant(&mut self, wish: Wish) {
        match wish {
            Wish::Tell(message) => match &mut self.playing {
                Playing::Live(sim) => sim.tell(message),
                _ => self.stage.only_a_recording(),
            },
            Wish::Open(opening) | Wish::GoOn(opening) => self.open(opening, None),
            Wish::Mend(lines) => self.mend(&lines.join("\n")),
            Wish::Keep(deed) => self.keep(deed),
            Wish::Forget => self.wants.push(Want::Forget),
            Wish::Seek(seq) => self.seek(seq),
            Wish::Find(text) => self.find(&text),
            Wish::Record => self.wants.push(Want::Recording {
                name: format!("{}.jsonl", self.stage.opening.lesson),
            }),
            Wish::SaveLog => self.save_log(),
            Wish::FindWords => {
                let scene = Scene::new(self.model(), &self.stage, &self.theme, self.at());
                let words = view::explainable(&scene, self.area);
                self.stage.offer_words(words);
            }
            Wish::Redraw => self.shown.forget(),
            // What there are no keys for here.
            _ => {}
        }
    }

    fn keep(&mut self, deed: lesson::Deed) {
        let learnt = Learnt {
            at: 0,
            what: deed.clone(),
        };
        self.stage.course.progress.take(&learnt);
        self.wants.push(Want::Keep { deed });
    }

    /// A puzzle with lines of the learner's own.
    fn mend(&mut self, text: &str) {
        let opening = self.stage.opening.clone();
        let entries = &self.stage.course.entries;
        let found = entries.iter().find(|entry| entry.id == opening.lesson);
        match (found, script::parse(text)) {
            (Some(puzzle), Ok(lines)) => {
                let mended = Arc::new(puzzle.with_solution(lines));
                self.begin(&mended, opening, None);
            }
            (_, Err(why)) => self.stage.notice = Some(why.display(self.stage.lang)),
            (None, Ok(_)) => {}
        }
    }

    fn save_log(&mut self) {
        let lines = self.model().log.world.log.iter().map(|line| {
            let said = tell::remark(&line.text, line.fact.as_ref(), self.stage.lang);
            format!("{:>10.6} {} {said}\n", line.t_us as f64 / 1e6, line.peer)
        });
        let text = lines.collect();
        let name = "sockscope-log.txt".to_owned();
        self.wants.push(Want::File { name, text });
    }

    /// A recording takes the place of the session.
    pub fn film(&mut self, name: &str, lines: &str, now: u64) {
        self.now = self.now.max(now);
        let mut tape = Tape::new(Cursor::new(lines.as_bytes().to_vec()));
        // Memory cannot fail to be read.
        let _ = tape.read_on(u64::MAX);
        let Ok(log) = tape.window(0) else { return };
        if tape.count() == 0 {
            let lang = self.stage.lang;
            self.stage.notice = Some(fill!(lang, t::PAGE_NO_RECORDING, file = name));
            return;
        }
        let model = Model::of_recording(log, name, &self.stage.course.entries);
        self.stage.begin(self.stage.opening.clone());
        self.stage.open_recording(&model);
        let trouble = tape.troubles().0.first();
        let said = trouble.map(|(line, trouble)| tell::fact(&trouble.fact(*line), self.stage.lang));
        self.stage.notice = said;
        self.playing = Playing::Film(Box::new(model), Box::new(tape));
        self.seek(0);
    }

    /// The recording is put away.
    pub fn leave(&mut self, now: u64) {
        self.now = self.now.max(now);
        self.open(self.stage.opening.clone(), None);
    }

    /// Shows the moment after an event of the recording.
    fn seek(&mut self, seq: u64) {
        let Playing::Film(model, tape) = &mut self.playing else {
            return;
        };
        let seq = seq.min(tape.count().saturating_sub(1));
        let here = model.log.timeline.first_seq()..model.log.timeline.next_seq();
        if !here.contains(&seq)
            && let Ok(part) = tape.window(seq)
        {
            model.take_part(part);
            self.stage.past = None;
        }
        let reel = Reel {
            count: tape.count(),
            whole: true,
        };
        self.stage.show_moment(model, seq, reel);
    }

    fn find(&mut self, text: &str) {
        let Playing::Film(_, tape) = &mut self.playing else {
            return;
        };
        let lang = self.stage.lang;
        let from = self.stage.past.as_ref().map_or(0, |past| past.seq() + 1);
        let wanted = text.to_lowercase();
        let found = tape.find(from, |event, world| {
            let line = tell::line(event, world, lang);
            let said = format!("{} {}", line.kind.get(lang), line.text());
            said.to_lowercase().contains(&wanted)
        });
        match found {
            Ok(Some(seq)) => self.seek(seq),
            _ => self.stage.notice = Some(fill!(lang, t::TUI_NOT_FOUND, text = text)),
        }
    }

    /// The page has another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.area = Rect::new(0, 0, columns, rows);
        self.shown.forget();
    }

    /// When it wants to be woken, in microseconds of the page's clock.
    pub fn wake(&self) -> Option<u64> {
        let stage = self.stage.wake(self.model(), self.at());
        let due = match &self.playing {
            Playing::Live(sim) => earlier(sim.due(), stage),
            Playing::Film(..) => self.stage.auto,
            Playing::Waiting(_) => None,
        };
        due.map(|due| due + self.began)
    }

    /// The session so far, as JSON Lines.
    pub fn recording(&self) -> String {
        let log = &self.model().log;
        let lang = self.stage.lang;
        let events = log.forgotten();
        events
            .chain(log.timeline.events().cloned())
            .map(|event| tell::to_line(&event, lang) + "\n")
            .collect()
    }

    /// What has changed, as JSON.
    pub fn draw(&mut self) -> String {
        if self.theme.name != self.stage.theme
            && let Some(theme) = self
                .themes
                .iter()
                .find(|theme| theme.name == self.stage.theme)
        {
            self.theme = theme.clone();
        }
        let lang = self.stage.lang;
        let mut buf = Buffer::empty(self.area);
        let scene = Scene::new(self.model(), &self.stage, &self.theme, self.at());
        view::draw(&scene, self.area, &mut buf);
        let cursor = view::cursor(&scene, self.area).map(|at| (at.x, at.y));
        let said = linear(&scene);
        let session = scene.world.session.as_ref();
        let simulated = session.is_none_or(|session| session.host_kind == HostKind::Core);
        let (frozen, title) = (scene.world.is_frozen(), title(self.model(), lang));
        let mut news = News {
            lang: lang.code(),
            title,
            cursor,
            simulated,
            film: matches!(self.playing, Playing::Film(..)),
            typing: matches!(
                self.stage.front,
                Front::Prompt(_) | Front::Search | Front::Find(_) | Front::Line(_)
            ),
            frozen,
            busy: waits(self.model()),
            wants: std::mem::take(&mut self.wants),
            words: (self.told != Some(lang)).then(|| words::of(lang)),
            ..News::default()
        };
        self.told = Some(lang);
        self.shown.take(&buf, &mut news);
        if self.spoken.as_ref() != Some(&said) {
            self.spoken = Some(said);
            news.linear = self.spoken.as_ref();
        }
        serde_json::to_string(&news).unwrap_or_default()
    }
}

/// Whether the lesson waits for what it expects to become so.
fn waits(model: &Model) -> bool {
    let next = model.runner.upcoming();
    next.is_some_and(|at| matches!(model.runner.items()[at].line.kind, LineKind::Expect(_)))
}

fn title(model: &Model, lang: Lang) -> String {
    let lesson = model.lesson.as_ref();
    lesson.map_or_else(String::new, |lesson| lesson.title.get(lang).to_owned())
}

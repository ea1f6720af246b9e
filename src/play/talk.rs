//! `sockscope talk`: the stage in plain lines, from stdin to stdout. The same loop as for the screen, with lines in
//! place of keys and frames.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::counter::{self, Counter};
use super::feed::feed;
use super::own::Own;
use super::program::{Program, course, prepare};
use super::progress::Kept;
use super::record::Destination;
use super::{Front, Play, drive, keep, say};
use crate::fill;
use crate::lesson::Deed;
use crate::peer::Peer;
use crate::run::{Exit, Message, Model, Options, Status};
use crate::script::{LineKind, Role};
use crate::session::{BoardChoice, Session};
use crate::stage::{Course, Opening, Stage, Wish};
use crate::talk::Talk;
use crate::words::show::plain;
use crate::words::{Lang, system, t};

/// So long nothing has happened where all is at rest, in microseconds.
const REST_US: u64 = 120_000;

/// A line longer than this is none.
const MOST: u64 = 1 << 16;

/// The lesson that opens when nothing was done yet.
const FIRST: &str = "lifecycle";

/// How it starts.
pub struct Start {
    /// A lesson's name, or a file; none: where the learner is in the course.
    pub what: Option<String>,
    /// Which board.
    pub board: BoardChoice,
    /// The part that the host plays.
    pub role: Role,
    /// The language at the beginning.
    pub lang: Lang,
    /// Where the first session is recorded.
    pub record: Option<Destination>,
}

type Live = Play<Session>;

/// Talks until the learner leaves, or stdin ends.
pub fn main(start: Start) -> Exit {
    let lang = start.lang;
    let mut speaker = Speaker::new(&start);
    let record = start.record.as_ref();
    if let Err(why) = record.map_or(Ok(()), |to| to.check(&speaker.talk.stage.opening.lesson)) {
        say(&why.display(lang));
        return why.exit();
    }
    let opening = speaker.talk.stage.opening.clone();
    let mut play = match speaker.open(&opening, None) {
        Ok(play) => play,
        Err((exit, text)) => {
            say(&text);
            return exit;
        }
    };
    if let Some(target) = record {
        match target.create(&opening.lesson) {
            Ok(recording) => play.record_all(recording),
            Err(why) => {
                say(&why.display(lang));
                return why.exit();
            }
        }
    }
    if start.what.is_none() && !speaker.kept.progress.is_empty() {
        speaker.talk.stage.offer_to_go_on();
    }
    match speaker.run(play) {
        Ok(exit) => exit,
        // Whoever listened has left.
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(why) => {
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = "stdout",
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
    }
}

/// Who speaks, and what lasts from session to session.
struct Speaker {
    talk: Talk,
    kept: Kept,
    lines: Receiver<String>,
    /// The lines that run in place of this puzzle's own.
    mended: Option<(String, Vec<String>)>,
    /// Whether somebody types: then there is a prompt.
    is_typed: bool,
}

/// How one session ends.
enum After {
    Leave(Exit),
    /// Another one, which goes on with the program where it is, or begins it.
    Change(Opening, bool),
}

impl Speaker {
    fn new(start: &Start) -> Speaker {
        let lang = start.lang;
        let kept = Kept::load().unwrap_or_else(|(file, why)| {
            say(&fill!(
                lang,
                t::COURSE_UNREADABLE,
                file = file.display(),
                why = system::said(why, lang)
            ));
            Kept::default()
        });
        let course = Course::new(course(), kept.progress.clone());
        let next = course
            .next()
            .map_or(FIRST, |next| next.id.as_str())
            .to_owned();
        let opening = Opening {
            lesson: start.what.clone().unwrap_or(next),
            role: start.role,
            board: start.board.to_string(),
        };
        let mut stage = Stage::new(opening, lang);
        stage.course = course;
        stage.boards = BoardChoice::WORDS.map(str::to_owned).to_vec();
        Speaker {
            talk: Talk::new(stage),
            kept,
            lines: listen(),
            mended: None,
            is_typed: io::stdin().is_terminal() && io::stdout().is_terminal(),
        }
    }

    /// Session after session.
    fn run(&mut self, first: Live) -> io::Result<Exit> {
        let hello = t::TALK_HELLO.get(self.talk.stage.lang).to_owned();
        self.print(&[hello])?;
        let mut play = first;
        loop {
            let lines = self.lines.clone();
            let mut front = Spoken {
                speaker: self,
                lines,
                seen: 0,
                quiet_at: 0,
                rests: false,
                asks: true,
            };
            match drive(&mut play, &mut front)? {
                After::Leave(exit) => {
                    let now = play.source.now_us();
                    play.tell(now, Message::Left);
                    return Ok(self.recorded(&mut play).unwrap_or(exit));
                }
                After::Change(opening, goes_on) => match self.change(play, opening, goes_on)? {
                    Ok(next) => play = next,
                    Err(exit) => return Ok(exit),
                },
            }
        }
    }

    /// Another session after `play`; where it cannot be had, the one before again, from its beginning.
    fn change(
        &mut self,
        mut play: Live,
        wanted: Opening,
        goes_on: bool,
    ) -> io::Result<Result<Live, Exit>> {
        let lesson = play.model.lesson.as_ref();
        let frozen = goes_on && lesson.is_some_and(|lesson| lesson.needs_gate);
        let lang = self.talk.stage.lang;
        let no_gate = |board: &str| [fill!(lang, t::TUI_NEEDS_GATE, board = board)];
        if frozen && wanted.board.parse() == Ok(BoardChoice::Loopback) {
            self.print(&no_gate(&wanted.board))?;
            return Ok(Ok(play));
        }
        let now = play.source.now_us();
        play.tell(now, Message::Left);
        let _ = self.recorded(&mut play);
        let Play { source, model, .. } = play;
        // The old peers go first: the new ones may need what they hold.
        drop(source);
        let before = self.talk.stage.opening.clone();
        let work = goes_on.then(|| Message::GoOn(model.lesson.clone(), model.runner.clone()));
        match self.open(&wanted, work) {
            // What was to be found by itself may have come out without a gate.
            Ok(play) if frozen && !play.source.has_gate() => {
                self.print(&no_gate(play.source.board()))?;
            }
            Ok(play) => return Ok(Ok(play)),
            Err((_, text)) => self.print(&[text])?,
        }
        match self.open(&before, None) {
            Ok(play) => Ok(Ok(play)),
            Err((exit, text)) => {
                say(&text);
                Ok(Err(exit))
            }
        }
    }

    /// Opens a session and gives its model the program, or the work of the session before.
    fn open(&mut self, opening: &Opening, work: Option<Message>) -> Result<Live, (Exit, String)> {
        let lang = self.talk.stage.lang;
        let prepared = prepare(opening, self.mended.as_ref(), lang);
        let (plan, program) = prepared.map_err(|text| (Exit::Usage, text))?;
        if matches!(program, Program::Stdin) {
            return Err((Exit::Usage, t::TALK_NO_STDIN.get(lang).to_owned()));
        }
        let session = counter::open(&plan, Counter::in_lines(lang))?;
        Ok(self.begin(session, opening.clone(), program, work))
    }

    fn begin(
        &mut self,
        mut session: Session,
        opening: Opening,
        program: Program,
        work: Option<Message>,
    ) -> Live {
        let options = Options::stepping(opening.role);
        let inbox = session.inbox();
        inbox.put(session.opened());
        for said in session.remarks() {
            inbox.put(Message::Note(said));
        }
        let own = Own::of(&program, &session);
        if let Some(own) = &own {
            own.announce(&inbox);
            own.start(&mut session, None);
        }
        let steps = own.is_some();
        let side = match steps {
            true => Peer::Board,
            false => opening.role.server(),
        };
        self.talk.begin();
        match work {
            Some(work) => {
                self.talk.stage.go_on(opening);
                inbox.put(work);
            }
            None => {
                self.talk.stage.begin(opening);
                // A program from stdin was refused before: there is nobody to hold back.
                let _ = feed(program, &inbox);
            }
        }
        if steps {
            self.talk.stage.face_program(false);
        }
        self.talk.stage.side = side;
        Play::new(session, Model::new(options), None)
    }

    fn print(&self, lines: &[String]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            writeln!(out, "{}", plain(line))?;
        }
        out.flush()
    }

    fn prompt(&self) -> io::Result<()> {
        if self.is_typed {
            let mut out = io::stdout().lock();
            write!(out, "> ")?;
            return out.flush();
        }
        Ok(())
    }

    /// Writes the recording; says, once, that it can be written no more.
    fn recorded(&self, play: &mut Live) -> Option<Exit> {
        let lang = self.talk.stage.lang;
        let (file, why) = play.write_record(lang, true).err()?;
        say(&fill!(
            lang,
            t::RUN_UNWRITABLE,
            file = file.display(),
            why = system::said(why, lang)
        ));
        Some(Exit::Environment)
    }

    fn keep(&mut self, deed: Deed) {
        let kept = self.kept.add(deed);
        self.talk
            .stage
            .course
            .progress
            .clone_from(&self.kept.progress);
        self.say_unless_kept(kept);
    }

    fn say_unless_kept(&mut self, kept: Result<(), (PathBuf, io::Error)>) {
        if let Err((file, why)) = kept {
            let lang = self.talk.stage.lang;
            self.talk.stage.notice = Some(fill!(
                lang,
                t::COURSE_UNWRITABLE,
                file = file.display(),
                why = system::said(why, lang)
            ));
            self.kept.path = None;
        }
    }
}

/// The speaker in front of a session.
struct Spoken<'a> {
    speaker: &'a mut Speaker,
    lines: Receiver<String>,
    /// The next event when the timeline was looked at last.
    seen: u64,
    /// When all is at rest if nothing more happens, in microseconds.
    quiet_at: u64,
    rests: bool,
    /// Whether a line is waited for anew.
    asks: bool,
}

impl Front<Session> for Spoken<'_> {
    type Input = String;
    type End = After;

    fn show(&mut self, play: &mut Live) -> io::Result<Option<After>> {
        let _ = self.speaker.recorded(play);
        self.speaker.talk.stage.heed(&play.model);
        for deed in self.speaker.talk.stage.learnt(&play.model) {
            self.speaker.keep(deed);
        }
        let (now, next) = (play.source.now_us(), play.model.log.timeline.next_seq());
        if next != self.seen {
            self.seen = next;
            self.quiet_at = now + REST_US;
        }
        let busy = is_busy(&play.model, self.speaker.is_typed, now) || play.source.is_pending();
        let rested = self.rests;
        self.rests = now >= self.quiet_at && !busy;
        if busy {
            self.quiet_at = self.quiet_at.max(now + REST_US);
        }
        let lines = self.speaker.talk.news(&play.model, now, self.rests);
        self.speaker.print(&lines)?;
        if self.rests && (self.asks || !rested) {
            self.asks = false;
            self.speaker.prompt()?;
        }
        Ok(None)
    }

    fn wake(&self, _: &Live) -> Option<u64> {
        (!self.rests).then_some(self.quiet_at)
    }

    fn inputs(&self) -> Option<&Receiver<String>> {
        self.rests.then_some(&self.lines)
    }

    fn take(&mut self, play: &mut Live, line: Option<String>) -> io::Result<Option<After>> {
        let Some(line) = line else {
            return Ok(Some(After::Leave(Exit::Done)));
        };
        self.asks = true;
        self.quiet_at = play.source.now_us() + REST_US;
        let now = play.source.now_us();
        for wish in self.speaker.talk.take(&play.model, &line, now) {
            if let Some(after) = self.grant(play, wish) {
                return Ok(Some(after));
            }
        }
        Ok(None)
    }
}

impl Spoken<'_> {
    /// Does what the stage wants; says how the session ends, if it does.
    fn grant(&mut self, play: &mut Live, wish: Wish) -> Option<After> {
        let speaker = &mut *self.speaker;
        match wish {
            Wish::Tell(message) => {
                let now = play.source.now_us();
                play.tell(now, message);
            }
            Wish::Open(opening) => {
                speaker.mended = None;
                return Some(After::Change(opening, false));
            }
            Wish::Mend(lines) => {
                let opening = speaker.talk.stage.opening.clone();
                speaker.mended = Some((opening.lesson.clone(), lines));
                return Some(After::Change(opening, false));
            }
            Wish::GoOn(opening) => return Some(After::Change(opening, true)),
            Wish::Quit => return Some(After::Leave(Exit::Done)),
            Wish::Keep(deed) => speaker.keep(deed),
            Wish::Forget => {
                let forgotten = speaker.kept.forget();
                speaker.say_unless_kept(forgotten);
            }
            Wish::KeepLesson => {
                let kept = keep::keep(&play.model, speaker.talk.stage.lang);
                if kept.is_ok() {
                    speaker.talk.stage.course.entries = course();
                }
                speaker.talk.stage.notice = Some(kept.unwrap_or_else(|why| why));
            }
            Wish::LookForBoards => {}
            Wish::Mouse(_)
            | Wish::Seek(_)
            | Wish::Find(_)
            | Wish::Record
            | Wish::Type(..)
            | Wish::Export(_)
            | Wish::SaveLog
            | Wish::Copy
            | Wish::FindWords
            | Wish::Suspend
            | Wish::Redraw => {
                let lang = speaker.talk.stage.lang;
                speaker.talk.stage.notice = Some(t::TALK_ONLY_STAGE.get(lang).to_owned());
            }
        }
        None
    }
}

/// Whether something is under way that the next line should not overtake. Who types sees what is expected, and may
/// do something about it; a file of lines waits for it.
fn is_busy(model: &Model, is_typed: bool, now: u64) -> bool {
    let items = model.runner.items();
    if items.iter().any(|item| item.status == Status::Running) {
        return true;
    }
    let upcoming = model.runner.upcoming().map(|index| &items[index]);
    !is_typed
        && upcoming.is_some_and(|item| {
            let since = item.since.unwrap_or(now);
            let limit = u64::try_from(item.timeout.as_micros()).unwrap_or(u64::MAX);
            matches!(item.line.kind, LineKind::Expect(_))
                && now < since.saturating_add(limit)
                && began(model)
        })
}

/// Whether the program has begun: what is expected at its beginning is of lines that were not run.
fn began(model: &Model) -> bool {
    model.runner.items().iter().any(|item| item.began.is_some())
}

/// The lines of stdin, as they come.
fn listen() -> Receiver<String> {
    let (to, lines) = bounded(1);
    std::thread::spawn(move || read(&to));
    lines
}

fn read(to: &Sender<String>) {
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        match input.by_ref().take(MOST).read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if to.send(text).is_err() {
            return;
        }
    }
}

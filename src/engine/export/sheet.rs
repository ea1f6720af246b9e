//! A lesson on paper: the handout for the class, and the teacher's key to it.
//!
//! ```text
//!   handout   flow of calls · blank table of states · questions
//!   key       plan of 50 minutes · the states as measured · answers, and why each wrong one tempts
//! ```

use std::sync::Arc;

use crate::fill;
use crate::lesson::{Lesson, Predict, Step, Task, recorded};
use crate::pair::Sim;
use crate::peer::Peer;
use crate::run::Options;
use crate::script::{Line, LineKind};
use crate::timeline::{Event, What, from_line};
use crate::words::{Lang, t};
use crate::world::{Log, World};

/// A minute of two ends that wait for nobody, in microseconds.
const LIMIT_US: u64 = 60_000_000;

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// HTML of its own, to be printed.
    Html,
}

/// A piece of the sheet.
enum Piece {
    Title(String),
    Heading(String),
    Text(String),
    List(Vec<String>),
    Table(Vec<Vec<String>>),
}

/// The sheet of a lesson: the handout, or with `key` what the teacher needs. `course` is where its tasks
/// are found.
pub fn sheet(lesson: &Lesson, course: &[Arc<Lesson>], key: bool, lang: Lang, to: Format) -> String {
    let page = Page { lesson, lang };
    let mut pieces = vec![
        Piece::Title(lesson.title.get(lang).to_owned()),
        Piece::Text(lesson.about.get(lang).to_owned()),
    ];
    if key {
        page.key(course, &mut pieces);
    } else {
        page.handout(&mut pieces);
    }
    match to {
        Format::Markdown => markdown(&pieces),
        Format::Html => {
            let style = if key { KEY_STYLE } else { "" };
            html(&pieces, lesson.title.get(lang), style, lang)
        }
    }
}

/// A lesson in a language.
struct Page<'a> {
    lesson: &'a Lesson,
    lang: Lang,
}

impl Page<'_> {
    fn handout(&self, pieces: &mut Vec<Piece>) {
        let lang = self.lang;
        pieces.push(Piece::Text(t::SHEET_NAME.get(lang).to_owned()));
        pieces.push(Piece::Heading(t::SHEET_FLOW.get(lang).to_owned()));
        pieces.push(Piece::Table(self.flow()));
        pieces.push(Piece::Heading(t::SHEET_STATES.get(lang).to_owned()));
        pieces.push(Piece::Text(t::SHEET_STATES_HOW.get(lang).to_owned()));
        let blank = |_: usize| [String::new(), String::new()];
        pieces.push(Piece::Table(self.states(blank)));
        pieces.push(Piece::Heading(t::SHEET_QUESTIONS.get(lang).to_owned()));
        for (number, (step, predict)) in (1..).zip(self.questions()) {
            pieces.push(Piece::Text(self.question(number, step, predict)));
            let choices = predict.choices.iter().zip('a'..);
            let choices =
                choices.map(|(choice, letter)| format!("{letter}) {}", choice.text.get(lang)));
            pieces.push(Piece::List(choices.collect()));
        }
    }

    fn key(&self, course: &[Arc<Lesson>], pieces: &mut Vec<Piece>) {
        let lang = self.lang;
        pieces.push(Piece::Heading(t::SHEET_PLAN.get(lang).to_owned()));
        pieces.push(Piece::Table(self.plan(course)));
        let noted = self
            .lesson
            .steps
            .iter()
            .filter_map(|step| Some((step, step.note.as_ref()?)));
        let notes =
            noted.map(|(step, note)| format!("{}: {}", step.title.get(lang), note.get(lang)));
        let notes: Vec<String> = notes.collect();
        if !notes.is_empty() {
            pieces.push(Piece::Heading(t::SHEET_NOTES.get(lang).to_owned()));
            pieces.push(Piece::List(notes));
        }
        pieces.push(Piece::Heading(t::SHEET_STATES.get(lang).to_owned()));
        pieces.push(Piece::Text(t::SHEET_STATES_FROM.get(lang).to_owned()));
        let measured = measured(self.lesson);
        let of = |index: usize| measured.get(index).cloned().unwrap_or_default();
        pieces.push(Piece::Table(self.states(of)));
        pieces.push(Piece::Heading(t::SHEET_BANK.get(lang).to_owned()));
        for (number, (step, predict)) in (1..).zip(self.questions()) {
            pieces.push(Piece::Text(self.question(number, step, predict)));
            let choices = predict.choices.iter().zip('a'..).enumerate();
            let told = choices.map(|(index, (choice, letter))| {
                let mark = if index == predict.answer {
                    "✓"
                } else {
                    "✗"
                };
                let why = match &choice.why {
                    Some(why) => format!(" — {}", why.get(lang)),
                    None => String::new(),
                };
                let belief = choice.misconception.map_or(String::new(), |held| {
                    let belief = held.text().get(lang);
                    format!(" {}", fill!(lang, t::SHEET_BELIEF, belief = belief))
                });
                format!("{mark} {letter}) {}{why}{belief}", choice.text.get(lang))
            });
            pieces.push(Piece::List(told.collect()));
            pieces.push(Piece::Text(predict.because.get(lang).to_owned()));
        }
        for (entry, task) in tasks(self.lesson, course) {
            let title = entry.title.get(lang);
            pieces.push(Piece::Heading(fill!(lang, t::TASK_HEADING, title = title)));
            let goal = entry.steps.first().map_or("", |step| step.say.get(lang));
            pieces.push(Piece::Text(goal.to_owned()));
            pieces.push(Piece::List(
                task.right.iter().map(|line| line.source.clone()).collect(),
            ));
        }
    }

    fn questions(&self) -> impl Iterator<Item = (&Step, &Predict)> {
        let steps = self.lesson.steps.iter();
        steps.filter_map(|step| Some((step, step.predict.as_ref()?)))
    }

    fn question(&self, number: usize, step: &Step, predict: &Predict) -> String {
        let (lang, title) = (self.lang, step.title.get(self.lang));
        format!("{number}. {} ({title})", predict.question.get(lang))
    }

    /// What each side calls, step by step.
    fn flow(&self) -> Vec<Vec<String>> {
        let lang = self.lang;
        let heads = [
            t::SHEET_STEP,
            t::SHEET_SERVER,
            t::SHEET_CLIENT,
            t::SHEET_WIRE,
        ];
        let mut rows = vec![heads.map(|head| head.get(lang).to_owned()).to_vec()];
        for (number, step) in (1..).zip(&self.lesson.steps) {
            let side = |peer| calls(&step.run, peer).join("; ");
            rows.push(vec![
                format!("{number}. {}", step.title.get(lang)),
                side(Some(Peer::Host)),
                side(Some(Peer::Board)),
                side(None),
            ]);
        }
        rows
    }

    /// A row a step, with what `of` says of both ends.
    fn states(&self, of: impl Fn(usize) -> [String; 2]) -> Vec<Vec<String>> {
        let lang = self.lang;
        let heads = [t::SHEET_STEP, t::SHEET_SERVER, t::SHEET_CLIENT];
        let mut rows = vec![heads.map(|head| head.get(lang).to_owned()).to_vec()];
        for (index, step) in self.lesson.steps.iter().enumerate() {
            let [server, client] = of(index);
            let title = format!("{}. {}", index + 1, step.title.get(lang));
            rows.push(vec![title, server, client]);
        }
        rows
    }

    /// Fifty minutes.
    fn plan(&self, course: &[Arc<Lesson>]) -> Vec<Vec<String>> {
        let lang = self.lang;
        let (steps, questions) = (self.lesson.steps.len(), self.questions().count());
        let id = &self.lesson.id;
        let mut work: Vec<String> = tasks(self.lesson, course)
            .map(|(entry, _)| entry.id.clone())
            .collect();
        if work.is_empty() {
            work.push(t::SHEET_FREE_PLAY.get(lang).to_owned());
        }
        let work = work.join(", ");
        let rows = [
            ("0–5", t::SHEET_PLAN_ASK.get(lang).to_owned()),
            (
                "5–30",
                fill!(
                    lang,
                    t::SHEET_PLAN_SHOW,
                    id = id,
                    steps = steps,
                    questions = questions
                ),
            ),
            ("30–42", fill!(lang, t::SHEET_PLAN_WORK, work = work)),
            ("42–50", t::SHEET_PLAN_TELL.get(lang).to_owned()),
        ];
        let heads = [t::SHEET_MINUTES, t::SHEET_WHAT].map(|head| head.get(lang).to_owned());
        let rows = rows.map(|(minutes, what)| vec![minutes.to_owned(), what]);
        [heads.to_vec()].into_iter().chain(rows).collect()
    }
}

/// The tasks of a lesson.
fn tasks<'a>(
    lesson: &'a Lesson,
    course: &'a [Arc<Lesson>],
) -> impl Iterator<Item = (&'a Lesson, &'a Task)> {
    let of = |entry: &'a Arc<Lesson>| Some((entry.as_ref(), entry.task.as_ref()?));
    let own = |(_, task): &(&Lesson, &Task)| task.after == lesson.id;
    course.iter().filter_map(of).filter(own)
}

/// The calls of one side, the server's being the host; `None`: what the wire is told.
fn calls(lines: &[Line], of: Option<Peer>) -> Vec<String> {
    let text = |line: &Line| match (&line.kind, of) {
        (LineKind::Call(call), Some(peer)) => {
            let own = call.actor.peer(crate::script::Role::Server) == peer;
            own.then(|| {
                line.source
                    .split_once(':')
                    .map_or("", |(_, text)| text.trim())
                    .to_owned()
            })
        }
        (LineKind::Wire(_), None) => line
            .source
            .strip_prefix("wire:")
            .map(|text| text.trim().to_owned()),
        _ => None,
    };
    lines.iter().filter_map(text).collect()
}

/// What happens in a lesson, as two board cores have it; where a program is the host, as it was recorded.
fn ran(lesson: &Lesson) -> Vec<Event> {
    if let Some(lines) = lesson.program.and_then(|_| recorded::shipped(&lesson.id)) {
        return lines
            .lines()
            .filter_map(|line| from_line(line).ok())
            .collect();
    }
    let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), Options::default(), 1);
    sim.run(LIMIT_US);
    sim.model.log.timeline.events().cloned().collect()
}

/// The states of both ends after each step, the server's first.
fn measured(lesson: &Lesson) -> Vec<[String; 2]> {
    let mut log = Log::default();
    let mut rows: Vec<[String; 2]> = Vec::new();
    for event in ran(lesson) {
        if let What::Step { index, .. } = &event.what {
            // What was so when this step began is how the one before ended.
            rows.resize(*index, told(&log.world));
        }
        log.take(event);
    }
    rows.resize(lesson.steps.len(), told(&log.world));
    rows
}

fn told(world: &World) -> [String; 2] {
    [Peer::Host, Peer::Board].map(|peer| {
        let sockets = world.sockets.iter().filter(|socket| socket.peer == peer);
        let all = sockets.map(|socket| format!("{} {}", socket.name, socket.state));
        all.collect::<Vec<_>>().join(", ")
    })
}

fn markdown(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Title(text) => out += &format!("# {text}\n\n"),
            Piece::Heading(text) => out += &format!("## {text}\n\n"),
            Piece::Text(text) => out += &format!("{text}\n\n"),
            Piece::List(items) => {
                items.iter().for_each(|item| out += &format!("- {item}\n"));
                out.push('\n');
            }
            Piece::Table(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    let cells: Vec<String> =
                        row.iter().map(|cell| cell.replace('|', "\\|")).collect();
                    out += &format!("| {} |\n", cells.join(" | "));
                    if index == 0 {
                        out += &format!("|{}\n", " --- |".repeat(row.len()));
                    }
                }
                out.push('\n');
            }
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// Small enough for two sides of a sheet of paper.
const STYLE: &str = "@page{size:A4;margin:12mm}body{font:9.5pt/1.25 sans-serif;max-width:186mm;margin:auto}\
h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:6pt 0 2pt}p{margin:2pt 0}ul{margin:1pt 0 4pt;padding-left:14pt}\
table{border-collapse:collapse;width:100%}td,th{border:.5pt solid #777;padding:1pt 3pt;text-align:left;\
vertical-align:top;height:11pt}tr,li{break-inside:avoid}";

/// The key has more to say: two columns of a smaller size.
const KEY_STYLE: &str = "@page{margin:10mm}body{font-size:8pt;line-height:1.18;max-width:none;column-count:2;\
column-gap:6mm}h1{column-span:all}h2{font-size:10pt}";

fn html(pieces: &[Piece], title: &str, style: &str, lang: Lang) -> String {
    let (title, code) = (escaped(title), lang.code());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}{style}</style></head><body>\n"
    );
    for piece in pieces {
        match piece {
            Piece::Title(text) => out += &format!("<h1>{}</h1>\n", escaped(text)),
            Piece::Heading(text) => out += &format!("<h2>{}</h2>\n", escaped(text)),
            Piece::Text(text) => out += &format!("<p>{}</p>\n", escaped(text)),
            Piece::List(items) => {
                let items = items
                    .iter()
                    .map(|item| format!("<li>{}</li>", escaped(item)));
                out += &format!("<ul>{}</ul>\n", items.collect::<String>());
            }
            Piece::Table(rows) => {
                out += "<table>";
                for (index, row) in rows.iter().enumerate() {
                    let tag = if index == 0 { "th" } else { "td" };
                    let cells = row
                        .iter()
                        .map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
                    out += &format!("<tr>{}</tr>", cells.collect::<String>());
                }
                out += "</table>\n";
            }
        }
    }
    out + "</body></html>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{course, shipped};

    #[test]
    fn the_key_has_every_answer_and_the_handout_has_none() {
        for lesson in shipped() {
            for lang in Lang::ALL {
                let handout = sheet(lesson, course(), false, lang, Format::Markdown);
                let key = sheet(lesson, course(), true, lang, Format::Markdown);
                for step in &lesson.steps {
                    let Some(predict) = &step.predict else {
                        continue;
                    };
                    assert!(
                        handout.contains(predict.question.get(lang)),
                        "{}",
                        lesson.id
                    );
                    assert!(
                        !handout.contains(predict.because.get(lang)),
                        "{}",
                        lesson.id
                    );
                    assert!(key.contains(predict.because.get(lang)), "{}", lesson.id);
                    let whys = predict
                        .choices
                        .iter()
                        .filter_map(|choice| choice.why.as_ref());
                    whys.for_each(|why| assert!(key.contains(why.get(lang)), "{}", lesson.id));
                }
                assert!(!handout.contains("ESTABLISHED, "), "{}", lesson.id);
            }
        }
    }

    #[test]
    fn the_states_of_the_key_are_measured() {
        let lesson = shipped()
            .iter()
            .find(|lesson| lesson.id == "lifecycle")
            .expect("it ships");
        let rows = measured(lesson);
        assert_eq!(rows.len(), lesson.steps.len());
        let at = |state: &str| rows.iter().position(|row| row[0].contains(state));
        assert!(
            at("LISTEN").is_some() && at("LISTEN") < at("ESTABLISHED"),
            "{rows:?}"
        );
    }

    #[test]
    fn nothing_of_a_lesson_is_taken_for_html() {
        let mut lesson = shipped()[0].clone();
        lesson.title = crate::lesson::Words::same("<script>alert(\"&\")</script>");
        let page = sheet(&lesson, course(), false, Lang::En, Format::Html);
        assert!(!page.contains("<script>"), "{page}");
        assert!(
            page.contains("&lt;script&gt;alert(&quot;&amp;&quot;)"),
            "{page}"
        );
    }
}

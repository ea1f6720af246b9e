//! The whole course by typed words, on two cores.

use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::words::{OWN, word};
use super::*;
use crate::lesson::{self, Deed, Lesson};
use crate::pair::Sim;
use crate::run::{Options, Pace};
use crate::script::Role;
use crate::stage::keys::SPOKEN;
use crate::stage::{Course, Opening};
use crate::words::Lang;

/// So long is it until the next line: whatever waits for a repeat has come by then.
const PAUSE_US: u64 = 3_000_000;

/// Two cores, and who types.
struct Bench {
    sim: Sim,
    talk: Talk,
    deeds: Vec<Deed>,
    wishes: Vec<Wish>,
    said: Vec<String>,
}

impl Bench {
    fn new(lesson: &Lesson, lang: Lang) -> Bench {
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "pair".to_owned(),
        };
        let mut stage = Stage::new(opening.clone(), lang);
        stage.course = Course::new(lesson::course().to_vec(), Default::default());
        stage.begin(opening);
        let mut bench = Bench {
            sim: sim(lesson),
            talk: Talk::new(stage),
            deeds: Vec::new(),
            wishes: Vec::new(),
            said: Vec::new(),
        };
        bench.rest();
        bench
    }

    fn rest(&mut self) {
        let now = self.sim.now_us() + PAUSE_US;
        self.sim.advance(now);
        self.talk.stage.heed(&self.sim.model);
        self.deeds.extend(self.talk.stage.learnt(&self.sim.model));
        self.said.extend(self.talk.news(&self.sim.model, now, true));
    }

    /// A line is typed; what is said until all is at rest.
    fn line(&mut self, line: &str) -> String {
        let from = self.said.len();
        for wish in self.talk.take(&self.sim.model, line, self.sim.now_us()) {
            match wish {
                Wish::Tell(message) => self.sim.tell(message),
                other => self.wishes.push(other),
            }
        }
        self.rest();
        self.said[from..].join("\n")
    }

    fn is_done(&self) -> bool {
        self.deeds
            .iter()
            .any(|deed| matches!(deed, Deed::Done { .. }))
    }
}

fn sim(lesson: &Lesson) -> Sim {
    let options = Options {
        pace: Pace::Step(0),
        stop_on_failure: false,
        ..Options::default()
    };
    Sim::of_lesson(&Arc::new(lesson.clone()), options, 7)
}

/// On by empty lines, the first answer to every question.
fn go_through(bench: &mut Bench) {
    for _ in 0..600 {
        if bench.is_done() {
            return;
        }
        let line = match bench.talk.stage.front {
            Front::Question(_) => "1",
            Front::Menu(_) => "0",
            _ => "",
        };
        bench.line(line);
    }
}

#[test]
fn every_lesson_can_be_finished_by_typed_words() {
    for (number, lesson) in lesson::shipped().iter().enumerate() {
        let lang = Lang::ALL[number % Lang::ALL.len()];
        let mut bench = Bench::new(lesson, lang);
        go_through(&mut bench);
        assert!(bench.is_done(), "{}:\n{}", lesson.id, bench.said.join("\n"));
        for step in &lesson.steps {
            let said = bench
                .said
                .iter()
                .any(|line| line.contains(step.say.get(lang)));
            assert!(said, "{} {}: its caption was not said", lesson.id, step.id);
            if let Some(predict) = step.predict.as_ref().filter(|_| step.needs.is_none()) {
                let question = predict.question.get(lang);
                assert!(
                    bench.said.iter().any(|line| line.contains(question)),
                    "{question}"
                );
            }
        }
        // Nothing of it moves a cursor.
        assert!(
            !bench
                .said
                .iter()
                .any(|line| line.chars().any(char::is_control)),
            "{}",
            lesson.id
        );
    }
}

#[test]
fn every_task_can_be_solved_by_typed_calls() {
    for entry in lesson::course() {
        let Some(task) = &entry.task else { continue };
        let mut bench = Bench::new(entry, Lang::Es);
        for _ in 0..60 {
            if bench.sim.model.runner.upcoming().is_none() {
                break;
            }
            bench.line("siguiente");
        }
        assert!(
            bench.line("pista").contains(task.hints[0].get(Lang::Es)),
            "{}",
            entry.id
        );
        for line in &task.right {
            bench.line(&line.source);
        }
        assert!(bench.is_done(), "{}:\n{}", entry.id, bench.said.join("\n"));
    }
}

/// What makes `from` into `to`: numbers of lines to be taken away, the last one first, and lines to be put behind
/// others, in their order.
fn changes(from: &[String], to: &[String]) -> (Vec<usize>, Vec<(usize, String)>) {
    let mut kept = HashSet::new();
    let mut away = Vec::new();
    let mut next = 0;
    for (index, line) in from.iter().enumerate() {
        match to[next..].iter().position(|other| other == line) {
            Some(ahead) => {
                next += ahead + 1;
                kept.insert(next - 1);
            }
            None => away.push(index + 1),
        }
    }
    away.reverse();
    let fresh = (0..to.len()).filter(|index| !kept.contains(index));
    (
        away,
        fresh.map(|index| (index, to[index].clone())).collect(),
    )
}

#[test]
fn every_puzzle_can_be_solved_by_typed_words() {
    for entry in lesson::course() {
        let Some(puzzle) = &entry.puzzle else {
            continue;
        };
        let mut bench = Bench::new(entry, Lang::En);
        for _ in 0..60 {
            if bench.talk.stage.front != Front::Nothing {
                break;
            }
            bench.line("next");
        }
        // A wrong answer is refused with its reason.
        let wrong = usize::from(puzzle.cause.answer == 0);
        let why = puzzle.cause.choices[wrong]
            .why
            .as_ref()
            .expect("a reason")
            .get(Lang::En);
        assert!(
            bench.line(&(wrong + 1).to_string()).contains(why),
            "{}",
            entry.id
        );
        bench.line("next");
        bench.line(&(puzzle.cause.answer + 1).to_string());
        bench.line("next");
        let source = |line: &crate::script::Line| line.source.clone();
        let faulty: Vec<String> = entry.steps[0].run.iter().map(source).collect();
        let mended: Vec<String> = puzzle.mended.iter().map(source).collect();
        let (away, fresh) = changes(&faulty, &mended);
        for number in away {
            bench.line(&format!("remove {number}"));
        }
        for (behind, text) in fresh {
            bench.line(&format!("add {behind}"));
            bench.line(&text);
        }
        bench.line("run");
        let Some(Wish::Mend(lines)) = bench.wishes.pop() else {
            panic!("{}:\n{}", entry.id, bench.said.join("\n"));
        };
        assert_eq!(lines, mended, "{}", entry.id);
        let lines = crate::script::parse(&lines.join("\n")).expect("a script");
        bench.sim = sim(&entry.with_solution(lines));
        bench.talk.stage.begin(bench.talk.stage.opening.clone());
        bench.talk.begin();
        go_through(&mut bench);
        assert!(bench.is_done(), "{}:\n{}", entry.id, bench.said.join("\n"));
    }
}

#[test]
fn where_and_why_say_what_is_so() {
    let lesson = lesson::find("handshake").expect("it ships");
    let mut bench = Bench::new(lesson, Lang::En);
    bench.line("questions");
    for _ in 0..60 {
        if bench.sim.model.log.world.held.len() == 1 {
            break;
        }
        bench.line("");
    }
    let place = bench.line("where");
    for wanted in [
        "step 3 of",
        "SYN-SENT",
        "LISTEN",
        "is blocked",
        "frozen",
        "Held: segment",
        "SYN",
    ] {
        assert!(place.contains(wanted), "{wanted}\n{place}");
    }
    assert!(bench.line("why").contains("SYN-SENT"));
    let released = bench.line("release");
    assert!(released.contains("SYN-RECEIVED"), "{released}");
    assert!(bench.line("explain backlog").len() > 40);
    assert!(bench.line("back").len() > 10);
    assert!(bench.line("where").contains("past"));
    bench.line("now");
    let said = bench.line("open");
    assert!(said.contains("ESTABLISHED"), "{said}");
    assert!(bench.line("bnd(s, HOST:1)").contains("bind"));
    assert!(bench.line("getsockname(s)").contains("7777"));
}

#[test]
fn a_list_is_chosen_from_by_number() {
    let mut bench = Bench::new(&lesson::shipped()[0], Lang::Es);
    let list = bench.line("lecciones");
    assert!(
        list.contains("lifecycle, abierta ahora)") && !list.contains('●'),
        "{list}"
    );
    let number = list
        .lines()
        .find(|line| line.contains("handshake"))
        .and_then(|line| line.split('.').next());
    bench.line(number.expect("it is in the list"));
    let opened = bench.wishes.pop();
    assert!(
        matches!(&opened, Some(Wish::Open(opening)) if opening.lesson == "handshake"),
        "{opened:?}"
    );
    assert!(bench.line("99").contains("nada que elegir"));
}

/// Every word is one thing, in each language, and is understood in the other one too unless that has it for itself.
#[test]
fn every_word_has_one_meaning_and_every_action_one_word_in_each_language() {
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        let texts = SPOKEN
            .iter()
            .map(|(_, text)| *text)
            .chain(OWN.iter().map(|(_, text, _)| *text));
        for text in texts {
            for name in text.get(lang).split(", ") {
                assert!(
                    seen.insert(name.to_owned()),
                    "{name} is there twice in {lang}"
                );
                assert!(word(name, lang).is_some(), "{name}");
                let other = lang.next();
                assert!(word(name, other).is_some(), "{name} in {other}");
            }
        }
    }
    assert!(matches!(
        word("POR QUE", Lang::Es),
        Some((Word::Own(Own::Why), ""))
    ));
    assert!(matches!(
        word("release all", Lang::Es),
        Some((Word::Action(Action::ReleaseAll), ""))
    ));
    assert!(word("a = accept(s)", Lang::Es).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is typed, nothing ends the program and no line holds a control character.
    #[test]
    fn no_line_makes_it_panic(lines in prop::collection::vec(
        prop_oneof![
            "[a-zñáé ]{0,12}", ".{0,20}", "[0-9]{1,3}", Just(String::new()), Just("steps".to_owned()),
            Just("back".to_owned()), Just("lessons".to_owned()), Just("skip".to_owned()), Just("boards".to_owned()),
            Just("add 1".to_owned()), Just("run".to_owned()), Just("remove 9".to_owned()), Just("freeze".to_owned()),
        ], 0..24), which in 0..lesson::course().len()) {
        let mut bench = Bench::new(&lesson::course()[which], Lang::Es);
        for line in lines {
            let said = bench.line(&line);
            prop_assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        }
    }
}

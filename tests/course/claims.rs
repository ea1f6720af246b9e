//! What the lessons say against what is measured when it is said: each state, errno, call and kind of segment that
//! a text names has been seen by then. What has not, and each text that names nothing that could be measured, is
//! listed in `claims.txt`, for a reader's eye: what would be, what is elsewhere, what is told and not shown.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use sockscope::lesson::{self, Lesson, Step, recorded};
use sockscope::pair::Sim;
use sockscope::run::{Options, Pace};
use sockscope::script::Role;
use sockscope::timeline::{Event, What, from_line};
use sockscope::words::Lang;
use sockscope_link::{CallName, Errno, Flags, State};

/// A minute: more than any lesson takes.
const LIMIT: u64 = 60_000_000;

/// The names in a text that stand for something measurable.
fn names(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '(');
    let words = text.split(|c: char| !is_part(c));
    let words = words.map(|word| match word.split_once('(') {
        // `send(a, …)` is a call.
        Some((name, _)) if !name.is_empty() => format!("{name}()"),
        _ => word.trim_matches(['-', '(']).to_owned(),
    });
    words.filter(|word| is_name(word)).collect()
}

fn is_name(word: &str) -> bool {
    let call = word.strip_suffix("()");
    call.is_some_and(|name| CallName::from_name(name).is_some())
        || State::from_name(word).is_some_and(|state| state.name() == word)
        || (word.starts_with('E') && Errno::from_name(word).is_some())
        || ["SYN", "SYN-ACK", "ACK", "FIN", "RST", "ICMP"].contains(&word)
}

/// The names of what an event measured.
fn measured(event: &Event) -> Vec<String> {
    match &event.what {
        What::State(change) => vec![change.from.name().into(), change.to.name().into()],
        What::Return(returned) => {
            let errno = returned.errno.iter().map(|errno| errno.name.clone());
            let named = returned.value_name.iter().cloned();
            errno.chain(named).collect()
        }
        What::Call { call, .. } => vec![format!("{}()", call.name())],
        What::Segment(packet) if packet.is_icmp() => vec!["ICMP".into()],
        What::Segment(packet) => {
            let bits = [
                (Flags::SYN, "SYN"),
                (Flags::ACK, "ACK"),
                (Flags::FIN, "FIN"),
                (Flags::RST, "RST"),
                (Flags::SYN | Flags::ACK, "SYN-ACK"),
            ];
            let set = bits
                .into_iter()
                .filter(|(bits, _)| packet.flags.contains(*bits));
            set.map(|(_, name)| name.to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// The texts of a step that claim something, each with what it is.
fn texts(step: &Step) -> Vec<(String, [String; 2])> {
    let both = |words: &sockscope::lesson::Words| Lang::ALL.map(|lang| words.get(lang).to_owned());
    let mut list = vec![("say".to_owned(), both(&step.say))];
    if let Some(predict) = &step.predict {
        list.push(("because".to_owned(), both(&predict.because)));
        for (number, choice) in (1..).zip(&predict.choices) {
            if let Some(why) = &choice.why {
                list.push((format!("why {number}"), both(why)));
            }
        }
    }
    list
}

/// What happens in a lesson, on two board cores; where a program is the host, as it was recorded.
fn ran(lesson: &Lesson) -> Vec<Event> {
    if lesson.program.is_some() {
        let golden = recorded::shipped(&lesson.id).expect("it ships");
        let events = golden
            .lines()
            .map(|line| from_line(line).expect("an event"));
        return events.collect();
    }
    let options = Options {
        pace: Pace::Run,
        role: Role::Server,
        ..Options::default()
    };
    let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), options, 7);
    sim.run(LIMIT);
    sim.model.log.timeline.events().cloned().collect()
}

/// What of a lesson's texts nobody has measured when they are said.
fn unmeasured(lesson: &Lesson) -> Vec<String> {
    let events = ran(lesson);
    let begins = |index: usize| {
        let is_it =
            |event: &Event| matches!(event.what, What::Step { index: at, .. } if at == index);
        events.iter().position(is_it).unwrap_or(events.len())
    };
    let mut list = Vec::new();
    for (index, step) in lesson.steps.iter().enumerate() {
        // A step's texts are read before it and after it: by its end all is seen.
        let seen: BTreeSet<String> = events[..begins(index + 1)]
            .iter()
            .flat_map(measured)
            .collect();
        for (which, [en, es]) in texts(step) {
            let place = format!("{} / {} / {which}", lesson.id, step.id);
            let (named, spanish) = (names(&en), names(&es));
            let odd: Vec<&str> = named
                .symmetric_difference(&spanish)
                .map(String::as_str)
                .collect();
            if !odd.is_empty() {
                let odd = odd.join(", ");
                list.push(format!("{place}: named in one language only: {odd}"));
            }
            let missing: Vec<&String> = named.iter().filter(|name| !seen.contains(*name)).collect();
            if named.is_empty() {
                list.push(format!("{place}: nothing measurable"));
            } else if !missing.is_empty() {
                let missing: Vec<&str> = missing.into_iter().map(String::as_str).collect();
                list.push(format!("{place}: not seen by then: {}", missing.join(", ")));
            }
        }
    }
    list
}

#[test]
fn what_a_text_names_has_been_measured_when_it_is_said() {
    let lessons = lesson::shipped().iter();
    let now: Vec<String> = lessons.flat_map(unmeasured).collect();
    let now = now.join("\n") + "\n";
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "course", "claims.txt"]
        .iter()
        .collect();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, now).expect("the list is written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let new: Vec<&str> = now.lines().filter(|line| !kept.contains(*line)).collect();
    let gone: Vec<&str> = kept.lines().filter(|line| !now.contains(*line)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "read these texts, and keep the list with UPDATE_SNAPSHOTS=1.\nnew: {new:#?}\ngone: {gone:#?}"
    );
}

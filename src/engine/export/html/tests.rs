//! The page as bytes; how it works in a browser is tested outside, in one.

use super::*;
use crate::lesson::{course, recorded};
use crate::timeline::{Event, What, from_line};
use crate::world::Log;

fn log(recording: &str) -> Log {
    let mut log = Log::default();
    recording
        .lines()
        .for_each(|line| log.take(from_line(line).expect("an event")));
    log
}

/// The most that a lesson's page may take, in bytes.
const MOST: usize = 400_000;

#[test]
fn the_longest_lesson_is_one_page_that_reaches_for_nothing() {
    let shipped = crate::lesson::shipped().iter();
    let recordings = shipped.filter_map(|lesson| recorded::shipped(&lesson.id));
    let longest = recordings.max_by_key(|recording| recording.lines().count());
    let log = log(longest.expect("recordings ship"));
    let page = page(&Model::of_recording(log, "", course()), Lang::Es);
    assert!(page.len() <= MOST, "{} bytes", page.len());
    // What a browser would fetch.
    for reach in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(reach), "{reach}");
    }
}

#[test]
fn a_long_recording_is_pictured_evenly_and_told_whole() {
    let life = recorded::shipped("lifecycle").expect("it ships");
    let mut log = log(life);
    let again: Vec<Event> = log.timeline.events().skip(1).cloned().collect();
    for event in again.iter().cycle().take(1_000) {
        let seq = log.timeline.next_seq();
        log.take(Event {
            seq,
            ..event.clone()
        });
    }
    let plan = Plan::of(&log.timeline);
    assert!(!plan.whole && plan.one_of == 2 && plan.moments.len() <= PICTURES + 1);
    assert_eq!(
        plan.moments.last().copied(),
        Some(log.timeline.next_seq() - 1)
    );
    let count = log.timeline.events().len();
    let page = page(&Model::of_recording(log, "", course()), Lang::En);
    let film = page
        .split("<script type=\"application/json\" id=\"film\">")
        .nth(1);
    let film = film
        .and_then(|rest| rest.split("</script>").next())
        .expect("a film");
    let film: serde_json::Value = serde_json::from_str(film).expect("JSON");
    assert_eq!(film["only"], true);
    for told in film["told"].as_array().expect("languages") {
        assert_eq!(told[2]["moments"].as_array().map(Vec::len), Some(count));
        let about = told[2]["about"].as_str().expect("a text");
        assert!(about.contains(&count.to_string()), "{about}");
    }
}

#[test]
fn the_same_recording_makes_the_same_bytes() {
    let recording = recorded::shipped("handshake").expect("it ships");
    let made = || page(&Model::of_recording(log(recording), "", course()), Lang::En);
    assert_eq!(made(), made());
}

#[test]
fn what_a_recording_says_stays_a_text() {
    let mut hostile = log(recorded::shipped("lifecycle").expect("it ships"));
    hostile.take(Event {
        seq: hostile.timeline.next_seq(),
        t_us: 0,
        what: What::Note {
            text: "</script><script>alert(1)</script>".to_owned(),
            fact: None,
            failure: false,
            about: None,
        },
    });
    let page = page(&Model::of_recording(hostile, "", course()), Lang::En);
    assert!(!page.contains("alert(1)</script>"));
    assert!(page.contains("alert(1)\\u003c/script>"));
}

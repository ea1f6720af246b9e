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
        },
    });
    let page = page(&Model::of_recording(hostile, "", course()), Lang::En);
    assert!(!page.contains("alert(1)</script>"));
    assert!(page.contains("alert(1)\\u003c/script>"));
}

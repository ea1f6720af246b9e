use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::timeline::{What, to_line};

const LIFE: &str = include_str!("../life.jsonl");

fn tape(bytes: impl Into<Vec<u8>>) -> Tape<Cursor<Vec<u8>>> {
    Tape::new(Cursor::new(bytes.into()))
}

/// A line of a program's source.
const SOURCE: &str = r#"{"seq":900,"t_us":9000000,"kind":"source","peer":"host","file":"s","first":1,"lines":1,"text":"A\n"}"#;

/// All that a recording gives: its events as lines, and its troubles.
fn all(bytes: impl Into<Vec<u8>>) -> (Vec<String>, Vec<Trouble>) {
    let mut tape = tape(bytes);
    tape.read_on(u64::MAX).unwrap();
    let log = tape.window(0).unwrap();
    assert!(tape.is_whole());
    let events = log.timeline.events().map(to_line).collect();
    let troubles = tape.troubles().0.iter().map(|(_, trouble)| trouble);
    (events, troubles.cloned().collect())
}

#[test]
fn a_sound_recording_is_read_whole() {
    let (events, troubles) = all(LIFE);
    assert_eq!(events, LIFE.lines().collect::<Vec<_>>());
    assert_eq!(troubles, []);
    let windows = format!("\u{feff}{}", LIFE.replace('\n', "\r\n"));
    assert_eq!(
        all(windows).0,
        events,
        "an editor of Windows changes nothing"
    );
}

#[test]
fn what_is_cut_off_is_shown_up_to_there() {
    let half = &LIFE[..LIFE.len() / 2];
    let (events, troubles) = all(half);
    assert_eq!(events.len(), half.lines().count() - 1);
    assert_eq!(troubles, [Trouble::CutOff]);
}

#[test]
fn what_is_corrupted_is_said_and_the_rest_is_shown() {
    let mut lines: Vec<&str> = LIFE.lines().collect();
    lines[3] = "{\"seq\":3,";
    lines[5] = "\u{0}\u{1b}[2J";
    let (events, troubles) = all(lines.join("\n"));
    assert_eq!(events.len(), lines.len() - 2);
    assert_eq!(troubles.len(), 2);
    assert!(troubles.iter().all(Trouble::is_failure));
    let missing = lines[1..].join("\n");
    assert_eq!(all(missing).1[0], Trouble::NoSession);
}

#[test]
fn what_is_newer_is_said_once_and_the_rest_is_shown() {
    let newer = LIFE.replacen("\"v\":1", "\"v\":7", 1)
        + "{\"seq\":900,\"t_us\":1,\"kind\":\"hologram\"}\n"
            .repeat(3)
            .as_str();
    let (events, troubles) = all(newer);
    assert_eq!(events.len(), LIFE.lines().count());
    let kind = Trouble::NewerKind("hologram".to_owned());
    assert_eq!(troubles, [Trouble::NewerFormat(7), kind]);
    assert!(!troubles.iter().any(Trouble::is_failure));
}

#[test]
fn names_that_act_on_a_terminal_are_told_as_text() {
    let line = r#"{"seq":1,"t_us":1,"kind":"step","index":0,"id":"\u001b]0;x\u0007"}"#;
    let (events, _) = all(line);
    assert!(events[0].contains(r"\\u{1b}]0;x\\u{7}"), "{}", events[0]);
    let (events, _) = all(line.replace(r"\u001b", "\u{9b}"));
    assert!(!events[0].contains('\u{9b}'));
}

/// Source that somebody else's recording says is there: it takes bounded memory, and acts on nothing.
#[test]
fn source_of_a_hostile_recording_is_bounded() {
    use crate::timeline::MOST_PROGRAM;
    let part = |text: &str, numbers: &str| {
        format!(
            "{{\"seq\":1,\"t_us\":1,\"kind\":\"source\",\"peer\":\"host\",\"file\":\"/etc/\\u001bpasswd\",{numbers},\"text\":\"{text}\"}}\n"
        )
    };
    let (most, usual) = (u32::MAX, "\"first\":1,\"lines\":2");
    let last = format!("\"first\":{most},\"lines\":{most}");
    let hostile = [
        part(&"x".repeat(2 * MOST_PROGRAM), usual).repeat(3),
        part("", usual).repeat(20_000),
        part("one\\ntwo\\nthree", &last),
        part("\\u001b[2J", "\"first\":0,\"lines\":0"),
        part("", "\"first\":-1,\"lines\":2"),
        part("", "\"first\":1"),
    ];
    let mut tape = tape(LIFE.lines().next().unwrap().to_owned() + "\n" + &hostile.concat());
    tape.read_on(u64::MAX).unwrap();
    assert_eq!(
        tape.troubles().0.len(),
        2,
        "a number below 0, and one that lacks"
    );
    let log = tape.window(u64::MAX).unwrap();
    let parts = || log.world.sources.iter();
    let bytes: usize = parts().map(|part| part.bytes()).sum();
    assert!(bytes < 4 * MOST_PROGRAM && parts().count() < 10_000);
    assert!(parts().all(|part| part.file == "/etc/\\u{1b}passwd"));
    for event in log.timeline.events() {
        if let What::Source(part) = &event.what {
            assert!(part.numbered().count() <= 3);
        }
    }
}

#[test]
fn a_line_without_end_takes_no_memory_and_the_next_is_read() {
    use crate::timeline::reader::MOST_LINE;
    let mut bytes = LIFE.lines().next().unwrap().as_bytes().to_vec();
    bytes.push(b'\n');
    bytes.resize(bytes.len() + 3 * MOST_LINE, b'x');
    bytes.push(b'\n');
    bytes.extend_from_slice(LIFE.lines().nth(1).unwrap().as_bytes());
    let (events, troubles) = all(bytes);
    assert_eq!((events.len(), troubles), (2, vec![Trouble::TooLong]));
}

/// A recording of so many notes.
fn long(events: u64) -> String {
    let note = |seq| {
        let text = format!("n{seq}");
        let (fact, failure) = (None, false);
        let what = What::Note {
            text,
            fact,
            failure,
            about: None,
        };
        to_line(&Event {
            seq,
            t_us: seq,
            what,
        }) + "\n"
    };
    LIFE.lines().next().unwrap().to_owned() + "\n" + &(1..events).map(note).collect::<String>()
}

#[test]
fn every_moment_of_a_long_recording_can_be_looked_at() {
    let total = 3 * CAPACITY as u64;
    let mut tape = tape(long(total));
    let start = tape.window(0).unwrap();
    assert!(!tape.is_whole(), "the first moment waits for no other");
    assert_eq!(start.timeline.first_seq(), 0);
    for seq in [total - 1, 0, total / 2, 7, total - 7, u64::MAX] {
        let log = tape.window(seq).unwrap();
        let seq = seq.min(total - 1);
        let event = log.event(seq).expect("it is in its window");
        assert_eq!(event.t_us, if seq == 0 { 2017 } else { seq.max(2017) });
        assert!(log.timeline.events().len() <= CAPACITY);
        assert!(log.world.session.is_some());
    }
    assert_eq!((tape.count(), tape.is_whole()), (total, true));
    let found = tape.find(
        5,
        |event, _| matches!(&event.what, What::Note { text, .. } if text == "n30000"),
    );
    assert_eq!(found.unwrap(), Some(30_000));
}

proptest! {
    /// Bytes of a recording, some of them changed: nothing panics, and each moment can be looked at.
    #[test]
    fn a_damaged_recording_is_read_as_far_as_it_can_be(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = LIFE.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let mut tape = tape(bytes);
        tape.read_on(u64::MAX).unwrap();
        for seq in [0, tape.count() / 2, u64::MAX] {
            let log = tape.window(seq).unwrap();
            let _ = log.past(seq).world();
        }
    }

    /// Fields of another type, missing ones, deep ones, numbers at their edges.
    #[test]
    fn hostile_values_are_no_way_in(
        line in any::<prop::sample::Index>(),
        from in prop::sample::select(vec!["1", "0", "\"host\"", "\"s\"", "null", "\"A\"", "{", "true"]),
        to in prop::sample::select(vec![
            "-1", "18446744073709551615", "1e308", "\"\\u0000\"", "[[[[[[]]]]]]", "{\"key\":\"RUN_LINE\"}",
            "\"\\ud800\"", "4294967295", "\"board->host\"", "{}", "9007199254740991",
        ]),
    ) {
        let mut lines: Vec<String> = LIFE.lines().chain([SOURCE]).map(str::to_owned).collect();
        let at = line.index(lines.len());
        lines[at] = lines[at].replace(from, to);
        let mut tape = tape(lines.join("\n"));
        tape.read_on(u64::MAX).unwrap();
        let log = tape.window(u64::MAX).unwrap();
        let mut out = Vec::new();
        let mut text = crate::export::text::Painter::new(&mut out, 80, crate::words::Lang::Es);
        for event in log.timeline.events() {
            text.paint(event).unwrap();
        }
        drop(text);
        let text = String::from_utf8(out).unwrap();
        let acts = |c: char| c.is_control() && c != '\n' && c != '\u{1b}';
        prop_assert!(!text.contains(acts), "{text:?}");
    }
}

use super::*;
use crate::lesson::{SHIPPED, recorded, shipped};
use crate::timeline::{Timeline, from_line};
use crate::world::Log;

/// Folds a timeline of JSON Lines; what was found, by key.
fn found(lines: &[String]) -> Vec<String> {
    let mut log = Log::default();
    let mut findings = Findings::new(Peer::Host, false);
    let mut found = Vec::new();
    for line in lines {
        let event = from_line(line).expect(line);
        log.take(event.clone());
        found.extend(findings.take(&event, &log.world));
    }
    found.extend(findings.rest(&log.world, true));
    for finding in &found {
        let lesson = &finding.what.args["lesson"];
        let ships = |(id, _): &(&str, String)| *lesson == Arg::text(id);
        assert!(SHIPPED.iter().any(ships), "{lesson:?} is no lesson");
    }
    found.iter().map(|finding| key(&finding.what)).collect()
}

fn key(fact: &Fact) -> String {
    match &fact.args["what"] {
        Arg::Fact(what) => what.key.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The events of a program with one connection: its socket is number 1.
struct Story {
    lines: Vec<String>,
    id: u32,
}

impl Story {
    fn new() -> Story {
        let session = r#"{"seq":0,"t_us":0,"kind":"session","v":1,"lesson":"x","lang":"en","role":"server","board":"virtual","link":"tun","host":"10.77.0.1","board_addr":"10.77.0.2","gate":true,"host_kind":"kernel"}"#;
        Story {
            lines: vec![session.to_owned()],
            id: 0,
        }
    }

    fn add(mut self, what: &str) -> Story {
        let seq = self.lines.len();
        self.lines
            .push(format!(r#"{{"seq":{seq},"t_us":{seq},{what}}}"#));
        self
    }

    fn state(self, from: &str, to: &str) -> Story {
        self.add(&format!(
            r#""kind":"state","peer":"host","fd":"fd3","from":"{from}","to":"{to}","cause":"segment","evidence":"measured","socket":1,"num":3,"local":"10.77.0.1:7777","remote":"10.77.0.2:50000""#
        ))
    }

    /// A call, and what it returned.
    fn call(mut self, call: &str, text: &str, len: u64, ret: i64, errno: &str) -> Story {
        self.id += 1;
        let id = self.id;
        let errno = match errno {
            "" => "null".to_owned(),
            name => format!(r#"{{"number":1,"name":"{name}","system":"linux"}}"#),
        };
        let text = text.replace('"', "\\\"");
        self.add(&format!(
            r#""kind":"call","id":{id},"peer":"host","call":"{call}","fd":"fd3","text":"{text}","pid":7,"tid":7,"raw":"{call}","socket":1,"len":{len}"#
        ))
        .add(&format!(
            r#""kind":"return","id":{id},"peer":"host","call":"{call}","fd":"fd3","ret":{ret},"errno":{errno},"elapsed_us":1"#
        ))
    }

    fn connected() -> Story {
        Story::new()
            .state("SYN-RECEIVED", "ESTABLISHED")
            .call("recv", "recv(3, 64)", 64, 4, "")
    }
}

#[test]
fn what_a_send_has_left_is_sent_next() {
    let story = || Story::connected().call("send", "send(3, \"hello\", 0)", 5, 2, "");
    let goes_on = story().call("send", "send(3, \"llo\", 0)", 3, 3, "");
    let goes_on = goes_on.call("close", "close(3)", 0, 0, "");
    assert_eq!(found(&goes_on.lines), [] as [&str; 0]);
    let other = story().call("send", "send(3, \"world\", 0)", 5, 5, "");
    assert_eq!(found(&other.lines), ["FOUND_SENT_OTHER"]);
    let none = story().call("close", "close(3)", 0, 0, "");
    assert_eq!(found(&none.lines), ["FOUND_SENT_PART"]);
}

#[test]
fn a_send_that_took_nothing_is_made_again() {
    let story = || Story::connected().call("send", "send(3, \"hello\", 0)", 5, -1, "EAGAIN");
    let again = story().call("send", "send(3, \"hello\", 0)", 5, 5, "");
    let again = again.call("close", "close(3)", 0, 0, "");
    assert_eq!(found(&again.lines), [] as [&str; 0]);
    let gone = story().call("close", "close(3)", 0, 0, "");
    assert_eq!(found(&gone.lines), ["FOUND_SENT_NONE"]);
}

#[test]
fn a_0_is_read_once_more_by_a_library_but_no_third_time() {
    let story = Story::connected().state("ESTABLISHED", "CLOSE-WAIT");
    let story = story.call("recv", "recv(3, 64)", 64, 0, "");
    let story = story.call("recv", "recv(3, 64)", 64, 0, "");
    assert_eq!(found(&story.lines), [] as [&str; 0]);
    let story = story.call("recv", "recv(3, 64)", 64, 0, "");
    assert_eq!(found(&story.lines), ["FOUND_ZERO"]);
}

#[test]
fn who_shut_a_half_is_told_so_when_a_send_fails() {
    let shut = r#""kind":"call","id":90,"peer":"host","call":"shutdown","fd":"fd3","text":"shutdown(3, SHUT_WR)","sets":{"shut_wr":true},"pid":7,"tid":7,"raw":"shutdown","socket":1"#;
    let done = r#""kind":"return","id":90,"peer":"host","call":"shutdown","fd":"fd3","ret":0,"errno":null,"elapsed_us":1"#;
    let story = Story::connected().add(shut).add(done);
    let story = story.call("send", "send(3, \"hello\", 0)", 5, -1, "EPIPE");
    assert_eq!(found(&story.lines), ["FOUND_PIPE_SHUT"]);
    let reset = Story::connected().state("ESTABLISHED", "CLOSED");
    let reset = reset.call("send", "send(3, \"hello\", 0)", 5, -1, "EPIPE");
    assert_eq!(found(&reset.lines), ["FOUND_PIPE_RESET"]);
    let fresh = Story::new().state("CLOSED", "UNBOUND");
    let fresh = fresh.call("send", "send(3, \"hello\", 0)", 5, -1, "EPIPE");
    assert_eq!(found(&fresh.lines), ["FOUND_PIPE_UNCONNECTED"]);
}

/// A lesson's mistakes are its author's, and no program's.
#[test]
fn a_script_is_no_program() {
    for lesson in shipped() {
        if let Some(recording) = recorded::shipped(&lesson.id) {
            let lines: Vec<String> = recording.lines().map(str::to_owned).collect();
            let of_program = lesson.program.is_some();
            assert_eq!(!found(&lines).is_empty(), of_program, "{}", lesson.id);
        }
    }
}

/// Recordings come from anywhere: the calls of every lesson, as if a program had made them, in any order.
#[test]
fn no_events_make_it_panic() {
    for (id, _) in SHIPPED.iter() {
        let Some(recording) = recorded::shipped(id) else {
            continue;
        };
        let made = r#""kind":"call","pid":7,"tid":7,"raw":"x","socket":1,"len":99,"#;
        let mut lines: Vec<String> = (recording.lines())
            .map(|line| line.replace(r#""kind":"call","#, made))
            .collect();
        let _ = found(&lines);
        lines.reverse();
        let (mut findings, mut timeline) = (Findings::new(Peer::Host, false), Timeline::default());
        let mut log = Log::default();
        for line in &lines {
            let event = from_line(line).expect(line);
            timeline.push(event.t_us, event.what.clone());
            log.push(event.t_us, event.what.clone());
            let _ = findings.take(&event, &log.world);
        }
        let _ = findings.rest(&log.world, true);
    }
}

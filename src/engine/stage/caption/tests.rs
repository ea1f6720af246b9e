//! What the caption says in free play, where no lesson's text stands in for it.

use crate::pair::Sim;
use crate::run::{Message, Options, Pace};
use crate::script::{self, Role};
use crate::stage::{Opening, Stage};
use crate::words::Lang;

/// A stage whose learner types every line.
struct Play {
    sim: Sim,
    stage: Stage,
}

impl Play {
    fn new() -> Play {
        let options = Options {
            pace: Pace::Step(0),
            stop_on_failure: false,
            ..Options::default()
        };
        let lesson = crate::lesson::find("handshake").expect("a lesson that ships");
        let mut sim = Sim::of_lesson(&lesson.clone().into(), options, 7);
        // To its end, as somebody who practises comes from there.
        for _ in 0..80 {
            sim.tell(Message::Advance);
            sim.advance(sim.now_us() + 500_000);
        }
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "pair".to_owned(),
        };
        let mut stage = Stage::new(opening.clone(), Lang::En);
        stage.begin(opening);
        stage.read = Some(sim.model.log.timeline.next_seq());
        Play { sim, stage }
    }

    /// Types these lines, and gives the heading and the text that stand there after the last one.
    fn types(&mut self, lines: &[&str]) -> (String, String) {
        for text in lines {
            let line = script::parse_line(text, 1).expect("a line");
            self.sim.tell(Message::ByHand(line.expect("a call")));
            self.sim.advance(self.sim.now_us() + 200_000);
        }
        let caption = self.stage.caption(&self.sim.model);
        (caption.heading, caption.text)
    }

    fn connected(&mut self) {
        self.types(&[
            "server: s = socket(AF_INET, SOCK_STREAM)",
            "server: bind(s, SERVER:7999)",
            "server: listen(s, 1)",
            "client: c = socket(AF_INET, SOCK_STREAM)",
            "client: connect(c, SERVER:7999)",
            "server: a = accept(s)",
        ]);
    }
}

#[test]
fn a_line_that_waits_for_a_segment_says_so_and_not_the_last_step() {
    let mut play = Play::new();
    let (heading, text) = play.types(&["wire: release"]);
    assert_eq!(heading, "▸ wire: release");
    assert!(text.contains("the wire is open and holds none"), "{text}");
    let mut play = Play::new();
    let (heading, text) = play.types(&["wire: hold", "wire: drop"]);
    assert_eq!(heading, "▸ wire: drop");
    assert!(text.contains("the wire is frozen"), "{text}");
}

#[test]
fn a_held_segment_whose_copy_has_arrived_is_not_called_unknown_there() {
    let mut play = Play::new();
    let (_, text) = play.types(&[
        "server: s = socket(AF_INET, SOCK_STREAM)",
        "server: bind(s, SERVER:7999)",
        "server: listen(s, 1)",
        "wire: hold",
        "client: c = socket(AF_INET, SOCK_STREAM)",
        "client: connect(c, SERVER:7999)",
        "wire: duplicate",
    ]);
    assert!(text.contains("A copy was let through already"), "{text}");
    assert!(text.contains("SYN-RECEIVED"), "{text}");
    assert!(!text.contains("has not received it"), "{text}");
}

#[test]
fn what_returned_last_is_told_even_if_it_names_no_single_descriptor() {
    let mut play = Play::new();
    play.connected();
    let (heading, _) = play.types(&["server: poll(a POLLOUT, 100)"]);
    assert!(heading.contains("poll(a POLLOUT, 100)"), "{heading}");
}

#[test]
fn a_transition_names_its_socket() {
    let mut play = Play::new();
    play.connected();
    let (heading, _) = play.types(&["client: close(c)"]);
    assert!(heading.starts_with("board c: "), "{heading}");
}

#[test]
fn a_recv_of_0_says_which_end_is_done() {
    let mut play = Play::new();
    play.connected();
    play.types(&["client: shutdown(c, SHUT_RD)"]);
    let (_, text) = play.types(&["client: recv(c, 64)"]);
    assert!(text.contains("no FIN has come"), "{text}");
    play.types(&["client: close(c)"]);
    let (_, text) = play.types(&["server: recv(a, 64)"]);
    assert!(text.contains("has sent its FIN"), "{text}");
    // Nothing was asked for: 0 says nothing of the other end.
    let (_, text) = play.types(&["server: recv(a, 0)"]);
    assert!(!text.contains("FIN"), "{text}");
}

#[test]
fn calls_on_datagrams_are_not_told_of_as_calls_on_a_stream() {
    let mut play = Play::new();
    play.types(&[
        "server: u = socket(AF_INET, SOCK_DGRAM)",
        "server: bind(u, SERVER:7998)",
        "client: v = socket(AF_INET, SOCK_DGRAM)",
        "client: bind(v, CLIENT:7997)",
    ]);
    let (_, text) = play.types(&["client: connect(v, SERVER:7998)"]);
    assert!(text.contains("nothing goes over the wire"), "{text}");
    let (_, text) = play.types(&["client: send(v, \"uno\")"]);
    assert!(text.contains("nobody repeats it"), "{text}");
    let (_, text) = play.types(&["server: recv(u, 64)"]);
    assert!(text.contains("one datagram"), "{text}");
}

#[test]
fn accept_on_a_connection_is_not_told_to_listen_first() {
    let mut play = Play::new();
    play.connected();
    let (heading, text) = play.types(&["server: b = accept(a)"]);
    assert!(heading.contains("EINVAL"), "{heading}");
    assert!(text.contains("the socket that listens"), "{text}");
}

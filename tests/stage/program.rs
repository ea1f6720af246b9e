//! The learner's own program on the stage: what waits for the key, what is shown of it, who has the keyboard.

use sockscope::export::kept::{Refusal, kept};
use sockscope::peer::Peer;
use sockscope::run::{Doing, Holds, Message, Model};
use sockscope::stage::keys::Key;
use sockscope::stage::{Front, Panel, Reel, Stage, View};
use sockscope::timeline::{What, from_line, to_line};
use sockscope::words::{Lang, t};
use sockscope::world::Log;
use sockscope_link::State;

use crate::snapshot::{buffer, check, text};
use crate::stepped::{SOURCE, Stepped};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 48);

fn shown(stepped: &Stepped, size: (u16, u16)) -> String {
    text(&buffer(&stepped.model, &stepped.stage, stepped.now, size))
}

fn enter(stepped: &mut Stepped, times: usize) {
    stepped.press(&vec![Key::Enter; times]);
}

/// Held at bind().
fn at_bind(lang: Lang) -> Stepped {
    let mut stepped = Stepped::new(lang);
    enter(&mut stepped, 1);
    stepped
}

/// Blocked in accept(), and the other end's client is next.
fn at_accept(lang: Lang) -> Stepped {
    let mut stepped = at_bind(lang);
    enter(&mut stepped, 3);
    stepped
}

#[test]
fn a_call_is_made_by_the_key_and_not_before() {
    let mut stepped = Stepped::new(Lang::En);
    assert_eq!(
        stepped.next().as_deref(),
        Some("host: socket(AF_INET, SOCK_STREAM)")
    );
    assert!(stepped.model.log.world.calls.is_empty());
    enter(&mut stepped, 1);
    // setsockopt() went by itself.
    assert_eq!(stepped.model.log.world.calls.len(), 2);
    assert_eq!(stepped.next().as_deref(), Some("host: bind(3, ANY:7777)"));
}

#[test]
fn both_ends_step_along_until_the_program_is_over() {
    let mut stepped = at_accept(Lang::En);
    let mut turns = Vec::new();
    for _ in 0..20 {
        let Some(next) = stepped.next() else { break };
        turns.push(next);
        enter(&mut stepped, 1);
    }
    assert_eq!(
        turns,
        [
            "board: c = socket(AF_INET, SOCK_STREAM)",
            "board: connect(c, HOST:7777)",
            "host: recv(4, 64)",
            "board: send(c, \"hola\")",
            "host: close(4)",
            "board: shutdown(c, SHUT_WR)",
            "board: recv(c, 4096)",
            "board: close(c)",
        ]
    );
    assert!(stepped.stage.notice.is_none());
    enter(&mut stepped, 1);
    let said = stepped.stage.notice.clone().unwrap_or_default();
    assert!(said.contains("Your program has ended"), "{said}");
}

#[test]
fn a_key_that_came_before_a_call_does_not_let_it_go() {
    let mut stepped = at_bind(Lang::En);
    stepped.tell(Message::Program(Peer::Host, Doing::Moves));
    let next = stepped.next();
    stepped.tell(Message::Advance);
    let runs = stepped.model.log.world.calls.len();
    // The call that stands there was what she saw.
    assert_eq!(runs, 3);
    assert_ne!(stepped.next(), next);
}

#[test]
fn the_pace_is_a_key() {
    let mut stepped = Stepped::new(Lang::En);
    stepped.press(&[Key::Char('P')]);
    assert_eq!(stepped.holds(), Holds::Every);
    enter(&mut stepped, 1);
    let next = stepped.next().unwrap();
    assert!(next.contains("setsockopt"), "{next}");
    stepped.press(&[Key::Char('P')]);
    assert_eq!(stepped.holds(), Holds::Nothing);
    // Nothing waits: the client has come, and the program has read what it said.
    let closed = |stepped: &Stepped| {
        let calls = stepped.model.log.world.calls.iter();
        calls.filter(|call| call.text.starts_with("close")).count()
    };
    for _ in 0..200 {
        stepped.now += 10_000;
        stepped.tell(Message::Tick);
    }
    assert_eq!(closed(&stepped), 2, "{}", shown(&stepped, LARGE));
    stepped.press(&[Key::Char('P')]);
    assert_eq!(stepped.holds(), Holds::Life);
}

#[test]
fn a_frozen_wire_shows_the_programs_states() {
    let mut stepped = at_accept(Lang::En);
    enter(&mut stepped, 1);
    stepped.press(&[Key::Char('f')]);
    enter(&mut stepped, 1);
    assert_eq!(stepped.model.log.world.held.len(), 1);
    stepped.press(&[Key::Char('y'), Key::Char('r')]);
    let states = |stepped: &Stepped| -> Vec<State> {
        let sockets = stepped.model.log.world.sockets.iter();
        sockets.map(|socket| socket.state).collect()
    };
    assert!(states(&stepped).contains(&State::SynReceived));
    stepped.press(&[Key::Char('f')]);
    let next = stepped.next().unwrap();
    assert!(next.contains("recv(4"), "{next}");
}

#[test]
fn the_past_shows_the_line_of_its_moment() {
    let mut stepped = at_accept(Lang::En);
    for _ in 0..40 {
        stepped.press(&[Key::Left]);
        let screen = shown(&stepped, SMALL);
        if screen.contains("✓     bind(s") {
            return;
        }
    }
    panic!("{}", shown(&stepped, SMALL));
}

#[test]
fn the_keyboard_is_lent_and_taken_back() {
    let mut stepped = at_accept(Lang::En);
    stepped.writes("your name? ", true);
    stepped.press(&[Key::F(12)]);
    assert_eq!(stepped.stage.front, Front::Keyboard);
    assert_eq!(stepped.stage.panel, Panel::Terminal);
    stepped.press(&[Key::Char('q'), Key::Enter, Key::Ctrl('c'), Key::Esc]);
    assert_eq!(stepped.typed, b"q\r\x03\x1b");
    assert_eq!(stepped.stage.front, Front::Keyboard);
    stepped.press(&[Key::F(12)]);
    assert_eq!(stepped.stage.front, Front::Nothing);
    stepped.press(&[Key::Char('v')]);
    assert_eq!(stepped.stage.view, View::Presenter);
    assert_eq!(stepped.typed, b"q\r\x03\x1b");
}

#[test]
fn a_program_that_ends_gives_the_keyboard_back() {
    let mut stepped = at_accept(Lang::En);
    stepped.press(&[Key::F(12)]);
    stepped.tell(Message::Program(Peer::Host, Doing::Over));
    stepped.stage.heed(&stepped.model);
    assert_eq!(stepped.stage.front, Front::Nothing);
    assert!(stepped.stage.notice.is_some());
}

#[test]
fn a_line_without_an_end_is_shown_once() {
    let mut stepped = at_accept(Lang::En);
    stepped.writes("ready on port 7777", false);
    stepped.writes("your name? ", true);
    stepped.writes("your name? A", true);
    stepped.writes("your name? Ana", false);
    stepped.writes("hola, \u{1b}[2JAna", false);
    stepped.press(&[Key::Char('0')]);
    let screen = shown(&stepped, SMALL);
    assert_eq!(screen.matches("your name?").count(), 1, "{screen}");
    assert!(screen.contains("your name? Ana"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
}

#[test]
fn what_is_found_stands_in_the_caption_until_the_next_call() {
    let mut stepped = at_bind(Lang::En);
    enter(&mut stepped, 1);
    let bind = stepped.model.log.world.calls.back().expect("bind()").id;
    let fact = sockscope::fact!(t::STEP_BY_HAND);
    stepped.model.log.push(stepped.now, What::found(bind, fact));
    let screen = shown(&stepped, SMALL);
    assert!(
        screen.contains("! bind(3, ANY:7777) · server.c:12"),
        "{screen}"
    );
    enter(&mut stepped, 1);
    let screen = shown(&stepped, SMALL);
    assert!(!screen.contains("! bind("), "{screen}");
}

#[test]
fn source_that_was_not_compiled_again_is_said() {
    let mut stepped = at_bind(Lang::En);
    let said = "changed since it was compiled";
    assert!(!shown(&stepped, SMALL).contains(said));
    stepped.brings(SOURCE, 12, true);
    let screen = shown(&stepped, SMALL);
    assert!(screen.contains(said), "{screen}");
}

#[test]
fn source_is_data_and_what_is_not_there_is_said() {
    let mut stepped = at_bind(Lang::En);
    let hostile = "\n".repeat(11) + "\tbind(\u{1b}[31m\n";
    stepped.brings(&hostile, 12, false);
    let screen = shown(&stepped, SMALL);
    assert!(screen.contains("    bind(\\u{1b}[31m"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    // Kept, but for the call's own line.
    let sources = std::mem::take(&mut stepped.model.log.world.sources);
    assert!(sources.len() == 2);
    let screen = shown(&stepped, SMALL);
    assert!(
        screen.contains("/home/ana/server.c:12, and that cannot be read"),
        "{screen}"
    );
    let line = "x".repeat(100) + "\n";
    stepped.brings(&line.repeat(2_000), 1_900, false);
    let screen = shown(&stepped, SMALL);
    assert!(screen.contains("That line was not kept"), "{screen}");
}

/// What is recorded is shown again as it was: the same rows of the code panel, and with them looking back.
#[test]
fn a_recording_has_the_line_lit_as_the_stage_had() {
    let panel = |model: &Model, stage: &Stage| {
        let screen = text(&buffer(model, stage, 0, SMALL));
        let mut rows = screen
            .lines()
            .skip_while(|row| !row.contains("server.c · main()"));
        rows.next();
        let rows: Vec<&str> = rows.take(5).collect();
        rows.join("\n")
    };
    let mut stepped = at_accept(Lang::En);
    let then = panel(&stepped.model, &stepped.stage);
    assert!(then.contains("15 ⋯     int a = accept(s"), "{then}");
    let seq = stepped.model.log.timeline.next_seq() - 1;
    enter(&mut stepped, 8);
    stepped.stage.past = Some(stepped.model.log.past(seq));
    let past = panel(&stepped.model, &stepped.stage);
    assert!(past.contains("15 ⋯     int a = accept(s"), "{past}");

    let mut log = Log::default();
    for event in stepped.model.log.timeline.events() {
        log.take(from_line(&to_line(event)).expect("an event"));
    }
    let model = Model::of_recording(log, "", &[]);
    let opening = stepped.stage.opening.clone();
    let mut stage = Stage::new(opening, Lang::En);
    stage.open_recording(&model);
    let count = model.log.timeline.next_seq();
    stage.show_moment(&model, seq, Reel { count, whole: true });
    assert_eq!(panel(&model, &stage), past);
    // The other end's code is behind the same key.
    assert!(stage.press(&model, Key::Char('5'), 0).is_empty());
    let screen = text(&buffer(&model, &stage, 0, SMALL));
    assert!(!screen.contains("server.c · main()"), "{screen}");
}

#[test]
fn the_host_makes_no_calls_by_hand() {
    let mut stepped = at_accept(Lang::En);
    stepped.press(&[Key::Char('p')]);
    let line = "host: socket(AF_INET, SOCK_STREAM)";
    let before = stepped.model.log.world.calls.len();
    let keys: Vec<Key> = line.chars().map(Key::Char).collect();
    stepped.press(&keys);
    stepped.press(&[Key::Enter, Key::Esc]);
    assert_eq!(stepped.model.log.world.calls.len(), before);
}

#[test]
fn a_call_whose_process_was_ended_is_not_blocked_any_more() {
    let mut stepped = at_accept(Lang::En);
    let accept = stepped.at();
    assert!(shown(&stepped, SMALL).contains("accept() waits"));
    stepped.tell(Message::Program(Peer::Host, Doing::Dropped(accept)));
    stepped.tell(Message::Program(Peer::Host, Doing::Over));
    let screen = shown(&stepped, SMALL);
    assert!(screen.contains("× accept(3)"), "{screen}");
    assert!(screen.contains("never returns"), "{screen}");
    assert!(!screen.contains("accept() waits"), "{screen}");
}

/// No board takes part: none is named, none is offered, and what is typed is for the wire.
#[test]
fn where_two_programs_face_each_other_no_board_is_spoken_of() {
    for (lang, board, call) in [
        (Lang::En, "oard", "c call"),
        (Lang::Es, "arjeta", "c llamar"),
    ] {
        let mut stepped = Stepped::new(lang);
        assert!(shown(&stepped, LARGE).contains(call), "{lang}");
        stepped.stage.step_program(false, true);
        stepped.press(&[Key::Char('6')]);
        let screen = shown(&stepped, SMALL);
        let log = screen.lines().skip(14).collect::<Vec<_>>().join(" ");
        assert!(!log.contains(board), "{screen}");
        assert!(!shown(&stepped, LARGE).contains(call), "{screen}");
        stepped.press(&[Key::Char('c')]);
        assert_eq!(stepped.stage.front, Front::Nothing);
        stepped.press(&[Key::Char('p')]);
        let Front::Prompt(prompt) = &stepped.stage.front else {
            panic!("{:?}", stepped.stage.front);
        };
        assert_eq!(prompt.field.text(), "wire: ");
        let screen = shown(&stepped, SMALL);
        assert!(!screen.contains("board: wire"), "{screen}");
    }
}

#[test]
fn what_a_program_did_is_no_lesson() {
    let stepped = at_accept(Lang::En);
    assert_eq!(kept(&stepped.model), Err(Refusal::Program));
}

#[test]
fn screens_of_a_stepped_program() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Es, "es")] {
        let mut stepped = at_bind(lang);
        for (size, cells) in [(SMALL, "80x24"), (LARGE, "160x48")] {
            check(
                &format!("program_held_{cells}_{name}"),
                &shown(&stepped, size),
            );
        }
        stepped = at_accept(lang);
        stepped.writes("ready on port 7777", false);
        for (size, cells) in [(SMALL, "80x24"), (LARGE, "160x48")] {
            check(
                &format!("program_blocked_{cells}_{name}"),
                &shown(&stepped, size),
            );
        }
        stepped.press(&[Key::F(12)]);
        check(
            &format!("program_keyboard_80x24_{name}"),
            &shown(&stepped, SMALL),
        );
    }
}

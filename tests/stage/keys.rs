//! Keys in, state out.

use sockscope::lesson::Progress;
use sockscope::peer::Peer;
use sockscope::run::{Message, Model};
use sockscope::script::{Role, parse_line_for};
use sockscope::stage::keys::Key;
use sockscope::stage::menu::Choice;
use sockscope::stage::{Course, Front, Panel, Stage, View, Wish};
use sockscope::words::Lang;
use sockscope_link::{Act, Cause, State};

use crate::film::Film;

fn press(stage: &mut Stage, model: &Model, keys: &[Key]) -> Vec<Wish> {
    keys.iter()
        .flat_map(|key| stage.press(model, *key, 0))
        .collect()
}

fn typed(text: &str) -> Vec<Key> {
    text.chars().map(Key::Char).collect()
}

/// The lines of the call language that the wishes run by hand.
fn by_hand(wishes: &[Wish]) -> Vec<String> {
    let lines = wishes.iter().filter_map(|wish| match wish {
        Wish::Tell(Message::ByHand(line)) => Some(line.source.clone()),
        _ => None,
    });
    lines.collect()
}

fn advances(wishes: &[Wish]) -> usize {
    wishes
        .iter()
        .filter(|wish| matches!(wish, Wish::Tell(Message::Advance)))
        .count()
}

/// The life cycle up to a client that is about to connect, one SYN held.
fn held() -> (Film, Stage) {
    let (mut film, stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen().client();
    film.gate(true);
    let connect = film.call(Peer::Board, Some("c"), "connect(c, SERVER:7777)");
    film.state(Peer::Board, 1, "c", State::SynSent, Cause::Call);
    film.blocked(connect);
    film.segment(Peer::Board, "S", 0, 0, "", Act::Held);
    film.gate(true);
    (film, stage)
}

#[test]
fn enter_space_and_right_run_the_next_line() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    for key in [Key::Enter, Key::Char(' '), Key::Right] {
        assert_eq!(
            advances(&press(&mut stage, &film.model, &[key])),
            1,
            "{key}"
        );
    }
}

#[test]
fn a_step_with_a_question_asks_first_and_runs_after_the_answer() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    // Up to the step before listen().
    film.listen();
    film.client();
    assert!(press(&mut stage, &film.model, &[Key::Enter]).is_empty());
    let Front::Question(question) = &stage.front else {
        panic!("{:?}", stage.front)
    };
    let (text, _) = question.told(Lang::En);
    assert!(text.contains("accept()"), "{text}");
    let answer = question.asked.answer;
    let wishes = press(&mut stage, &film.model, &typed(&(answer + 1).to_string()));
    let [
        Wish::Tell(Message::Predicted { given, .. }),
        Wish::Tell(Message::Advance),
    ] = wishes.as_slice()
    else {
        panic!("{wishes:?}")
    };
    assert_eq!(*given, Some(answer));
    // Whether it was right is said when it has been measured.
    let said = stage.caption(&film.model);
    assert!(!said.heading.contains('✓'), "{said:?}");
    // Asked once.
    assert_eq!(advances(&press(&mut stage, &film.model, &[Key::Enter])), 1);
}

#[test]
fn a_question_stands_before_the_line_that_answers_it() {
    let (mut film, mut stage) = Film::of_lesson("handshake", Lang::En);
    for _ in 0..4 {
        film.tick_off();
    }
    let next = |film: &Film| {
        let index = film.model.runner.next_action().expect("a line");
        film.model.runner.items()[index].line.source.clone()
    };
    // Setting the wire to hold answers nothing: that step's question is about connect().
    assert_eq!(next(&film), "wire: hold");
    assert_eq!(advances(&press(&mut stage, &film.model, &[Key::Enter])), 1);
    film.tick_off();
    assert!(next(&film).contains("connect"), "{}", next(&film));
    assert!(press(&mut stage, &film.model, &[Key::Enter]).is_empty());
    assert!(matches!(stage.front, Front::Question(_)));
}

#[test]
fn a_question_can_be_skipped_and_questions_can_be_turned_off() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen().client();
    let wishes = press(&mut stage, &film.model, &[Key::Enter, Key::Esc]);
    assert!(
        matches!(
            &wishes[..],
            [Wish::Tell(Message::Predicted { given: None, .. }), _]
        ),
        "{wishes:?}"
    );
    let (_, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    assert_eq!(
        advances(&press(
            &mut stage,
            &film.model,
            &[Key::Char('y'), Key::Enter]
        )),
        1
    );
}

#[test]
fn left_looks_back_right_goes_forward_end_is_now() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen();
    let last = film.model.log.timeline.next_seq() - 1;
    // One press a call, state or segment: facts and remarks go along with what they tell about.
    let story = |stage: &Stage| {
        let upto = stage.past.as_ref().map_or(last, |past| past.seq());
        let events = film.model.log.timeline.events();
        events
            .filter(|event| event.seq <= upto && event.what.is_story())
            .count()
    };
    let all = story(&stage);
    for back in 1..=3 {
        press(&mut stage, &film.model, &[Key::Left]);
        assert_eq!(story(&stage), all - back);
    }
    assert_eq!(
        advances(&press(&mut stage, &film.model, &[Key::Right, Key::Enter])),
        0
    );
    assert_eq!(story(&stage), all - 1);
    press(&mut stage, &film.model, &[Key::Right]);
    assert!(stage.past.is_none(), "the last event's moment is now");
    // In the timeline, one event of any kind.
    press(
        &mut stage,
        &film.model,
        &[Key::Char('7'), Key::Up, Key::Up, Key::Up, Key::Down],
    );
    assert_eq!(stage.past.as_ref().map(|past| past.seq()), Some(last - 2));
    press(&mut stage, &film.model, &[Key::Home]);
    assert_eq!(stage.past.as_ref().map(|past| past.seq()), Some(0));
    assert!(stage.world(&film.model).sockets.is_empty());
    press(&mut stage, &film.model, &[Key::End]);
    assert!(stage.past.is_none());
    press(&mut stage, &film.model, &[Key::Left, Key::Esc]);
    assert!(stage.past.is_none());
}

#[test]
fn looking_back_stops_at_the_beginning() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen();
    for _ in 0..100 {
        press(&mut stage, &film.model, &[Key::Left]);
    }
    assert!(stage.world(&film.model).calls.is_empty());
    assert!(stage.past.is_some());
}

#[test]
fn the_screen_can_be_arranged_while_a_question_stands() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen().client();
    press(&mut stage, &film.model, &[Key::Enter]);
    assert!(matches!(stage.front, Front::Question(_)));
    let wishes = press(&mut stage, &film.model, &[Key::F(2), Key::Char('v')]);
    assert_eq!(wishes, []);
    assert_eq!(stage.lang, Lang::Es);
    let Front::Question(question) = &stage.front else {
        panic!("{:?}", stage.front)
    };
    let (text, _) = question.told(stage.lang);
    assert!(text.contains("llamado"), "told in the new language: {text}");
    assert_eq!(stage.view, View::Presenter);
    assert!(matches!(stage.front, Front::Question(_)), "it still stands");
    let wishes = press(&mut stage, &film.model, &[Key::Char('q')]);
    assert_eq!(wishes, [Wish::Quit]);
}

#[test]
fn nothing_is_done_in_the_past() {
    let (film, mut stage) = held();
    for key in ['c', 'p', 'f', 'r', 'R', 'd', 'u', 'o'] {
        press(&mut stage, &film.model, &[Key::Left]);
        assert!(
            press(&mut stage, &film.model, &[Key::Char(key)]).is_empty(),
            "{key}"
        );
        assert_eq!(stage.front, Front::Nothing, "{key}");
        let notice = stage.notice.clone().unwrap_or_default();
        assert!(notice.contains("past"), "{key}: {notice}");
    }
}

#[test]
fn what_throws_a_lesson_away_wants_its_key_twice() {
    for (key, done) in [
        (Key::Char('q'), "quit"),
        (Key::Char('x'), "open"),
        (Key::F(4), "open"),
    ] {
        let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
        let kind = |wishes: &[Wish]| match wishes {
            [] => "",
            [Wish::Quit] => "quit",
            [Wish::Open(_)] => "open",
            _ => "other",
        };
        assert_eq!(
            kind(&press(&mut stage, &film.model, &[key])),
            done,
            "nothing was done yet: nothing is lost"
        );
        film.listen();
        assert_eq!(kind(&press(&mut stage, &film.model, &[key])), "", "{key}");
        assert!(stage.notice.is_some(), "{key}");
        // Another key between: it was a slip.
        press(&mut stage, &film.model, &[Key::Char('1')]);
        assert_eq!(kind(&press(&mut stage, &film.model, &[key])), "", "{key}");
        assert_eq!(kind(&press(&mut stage, &film.model, &[key])), done, "{key}");
    }
}

#[test]
fn f_freezes_and_opens_the_wire() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    let wishes = press(&mut stage, &film.model, &typed("f"));
    assert_eq!(by_hand(&wishes), ["wire: hold"]);
    film.gate(true);
    let wishes = press(&mut stage, &film.model, &typed("f"));
    assert_eq!(by_hand(&wishes), ["wire: open"]);
}

#[test]
fn release_asks_what_the_segment_will_do_then_lets_it_go() {
    let (film, mut stage) = held();
    assert!(press(&mut stage, &film.model, &typed("r")).is_empty());
    let Front::Question(question) = &stage.front else {
        panic!("{:?}", stage.front)
    };
    let (_, choices) = question.told(Lang::En);
    assert_eq!(choices[question.asked.answer], "SYN-RECEIVED");
    // What listens stays in LISTEN, which would be right too: it is asked about the connection.
    assert!(!choices.contains(&"LISTEN".to_owned()));
    assert!(
        press(&mut stage, &film.model, &[Key::Enter]).is_empty(),
        "nothing is chosen yet"
    );
    let wishes = press(&mut stage, &film.model, &[Key::Down, Key::Enter]);
    assert_eq!(by_hand(&wishes), ["wire: release segment 1"]);
    stage.predictions = false;
    let wishes = press(&mut stage, &film.model, &typed("r"));
    assert_eq!(by_hand(&wishes), ["wire: release segment 1"]);
}

#[test]
fn the_arrows_choose_the_held_segment_that_keys_are_about() {
    let (mut film, mut stage) = held();
    stage.predictions = false;
    film.segment(Peer::Board, "S", 0, 0, "", Act::Held);
    press(&mut stage, &film.model, &[Key::Char('3'), Key::Down]);
    let wishes = press(&mut stage, &film.model, &typed("duR"));
    let lines = [
        "wire: drop segment 2",
        "wire: duplicate segment 2",
        "wire: release all",
    ];
    assert_eq!(by_hand(&wishes), lines);
    let wishes = press(&mut stage, &film.model, &[Key::Up, Key::Up, Key::Char('d')]);
    assert_eq!(by_hand(&wishes), ["wire: drop segment 1"]);
}

#[test]
fn without_a_held_segment_the_keys_say_how_to_get_one() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    for key in ["r", "R", "d", "u", "o"] {
        assert!(press(&mut stage, &film.model, &typed(key)).is_empty());
        assert!(
            stage
                .notice
                .as_ref()
                .is_some_and(|notice| notice.contains("congela")),
            "{key}"
        );
    }
}

#[test]
fn every_call_of_the_menu_is_one_that_the_language_reads() {
    let mut film = Film::new();
    let mut seen = 0;
    let mut read_all = |film: &Film| {
        let (_, mut stage) = Film::of_lesson("lifecycle", Lang::En);
        for side in Peer::BOTH {
            stage.side = side;
            press(&mut stage, &film.model, &typed("c"));
            for _ in 0..3 {
                let Front::Menu(menu) = &stage.front else {
                    panic!("no menu")
                };
                for item in &menu.items {
                    let Choice::Call(text) = &item.choice else {
                        panic!("{item:?}")
                    };
                    let line = parse_line_for(side.into(), text, 1);
                    assert!(matches!(line, Ok(Some(_))), "{text}: {line:?}");
                    seen += 1;
                }
                press(&mut stage, &film.model, &[Key::Right]);
            }
            press(&mut stage, &film.model, &[Key::Esc]);
        }
    };
    read_all(&film);
    read_all(film.listen());
    read_all(film.client().connect());
    read_all(film.accept().talk());
    read_all(film.close());
    assert!(seen > 300, "{seen}");
}

#[test]
fn the_menu_begins_with_what_makes_sense() {
    let mut film = Film::new();
    film.listen();
    let (_, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    stage.side = Peer::Host;
    let wishes = press(&mut stage, &film.model, &[Key::Char('c'), Key::Enter]);
    assert_eq!(by_hand(&wishes), ["a = accept(s)"]);
    // Tab: the other side, which has no descriptor yet.
    let wishes = press(
        &mut stage,
        &film.model,
        &[Key::Char('c'), Key::Tab, Key::Enter],
    );
    assert_eq!(by_hand(&wishes), ["c = socket(AF_INET, SOCK_STREAM)"]);
    assert_eq!(stage.side, Peer::Board);
}

#[test]
fn space_takes_a_call_of_the_menu_to_the_prompt() {
    let mut film = Film::new();
    film.listen();
    let (_, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    stage.side = Peer::Host;
    let keys = [
        Key::Char('c'),
        Key::Char(' '),
        Key::Backspace,
        Key::Char(')'),
        Key::Enter,
    ];
    assert_eq!(
        by_hand(&press(&mut stage, &film.model, &keys)),
        ["a = accept(s)"]
    );
}

#[test]
fn the_prompt_runs_what_is_right_and_keeps_what_is_wrong() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    press(&mut stage, &film.model, &typed("pacept(s)"));
    assert!(press(&mut stage, &film.model, &[Key::Enter]).is_empty());
    let Front::Prompt(prompt) = &stage.front else {
        panic!("closed")
    };
    let error = prompt
        .error
        .as_ref()
        .map(|error| error.message(Lang::En))
        .unwrap_or_default();
    assert!(error.contains("accept"), "{error}");
    let keys = [
        Key::Home,
        Key::Right,
        Key::Right,
        Key::Char('c'),
        Key::Enter,
    ];
    assert_eq!(
        by_hand(&press(&mut stage, &film.model, &keys)),
        ["accept(s)"]
    );
    // The other side and the wire can be addressed too, and the line comes back with Up.
    let wishes = press(&mut stage, &film.model, &typed("board: close(c)"));
    assert!(wishes.is_empty());
    let wishes = press(
        &mut stage,
        &film.model,
        &[Key::Enter, Key::Up, Key::Up, Key::Enter],
    );
    assert_eq!(by_hand(&wishes), ["board: close(c)", "accept(s)"]);
    assert_eq!(press(&mut stage, &film.model, &[Key::Esc]).len(), 0);
    assert_eq!(stage.front, Front::Nothing);
}

#[test]
fn tab_completes_what_is_clear_and_offers_the_rest() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    let text = |stage: &Stage| match &stage.front {
        Front::Prompt(prompt) => (prompt.field.text().to_owned(), prompt.offers.clone()),
        front => panic!("{front:?}"),
    };
    press(&mut stage, &film.model, &typed("pgetsockn"));
    press(&mut stage, &film.model, &[Key::Tab]);
    assert_eq!(text(&stage).0, "getsockname(");
    press(&mut stage, &film.model, &[Key::Esc]);
    press(&mut stage, &film.model, &typed("psocket(AF_INET, SOCK_"));
    press(&mut stage, &film.model, &[Key::Tab]);
    let (line, offers) = text(&stage);
    assert_eq!(line, "socket(AF_INET, SOCK_");
    assert_eq!(offers, ["SOCK_STREAM", "SOCK_DGRAM"]);
}

#[test]
fn panels_zoom_and_presenter() {
    let (film, mut stage) = held();
    for (digit, panel) in "12345670".chars().zip(Panel::ALL) {
        press(&mut stage, &film.model, &[Key::Char(digit)]);
        assert_eq!(stage.panel, panel);
    }
    press(&mut stage, &film.model, &typed("z"));
    assert_eq!(stage.view, View::Full);
    press(&mut stage, &film.model, &typed("v"));
    assert_eq!(stage.view, View::Presenter);
    press(&mut stage, &film.model, &[Key::Esc]);
    assert_eq!(stage.view, View::Stage);
    press(&mut stage, &film.model, &typed("55"));
    assert_eq!(
        stage.language, 1,
        "asked for again, the code is shown in the next language"
    );
}

#[test]
fn scrolling_never_leaves_what_there_is() {
    let (film, mut stage) = held();
    for digit in '1'..='7' {
        press(&mut stage, &film.model, &[Key::Char(digit)]);
        // The table of descriptors begins at its top, the others show their end.
        let (away, back) = if digit == '4' {
            (Key::PageDown, Key::PageUp)
        } else {
            (Key::PageUp, Key::PageDown)
        };
        press(&mut stage, &film.model, &[away; 50]);
        press(&mut stage, &film.model, &[back; 60]);
        assert_eq!((stage.scroll, stage.flow_scroll), (0, 0), "panel {digit}");
        press(&mut stage, &film.model, &[Key::End]);
    }
}

#[test]
fn the_session_is_opened_anew_with_what_was_chosen() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    let open = |wishes: Vec<Wish>| match wishes.as_slice() {
        [Wish::Open(opening)] => opening.clone(),
        other => panic!("{other:?}"),
    };
    let same = open(press(&mut stage, &film.model, &typed("x")));
    assert_eq!(same, stage.opening);
    let swapped = open(press(&mut stage, &film.model, &[Key::F(4)]));
    assert_eq!(swapped.role, Role::Client);
    let entries = sockscope::lesson::course().to_vec();
    stage.course = Course::new(entries, Progress::default());
    let keys = [Key::Char('e'), Key::Down, Key::Char(' ')];
    let lesson = open(press(&mut stage, &film.model, &keys));
    assert_eq!(lesson.lesson, stage.course.entries[1].id);
}

#[test]
fn language_theme_and_mouse_change_while_it_runs() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    assert!(press(&mut stage, &film.model, &[Key::F(2)]).is_empty());
    assert_eq!(stage.lang, Lang::Es);
    press(
        &mut stage,
        &film.model,
        &[Key::Char('t'), Key::Down, Key::Enter],
    );
    assert_eq!(stage.theme, "light");
    let wishes = press(&mut stage, &film.model, &[Key::F(7)]);
    assert!(matches!(wishes[..], [Wish::Mouse(false)]));
}

#[test]
fn autoplay_goes_on_by_itself_and_waits_for_answers() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    let none = stage.wake(&film.model, 0);
    assert_eq!(none, None, "nothing to wake up for");
    let _ = stage.press(&film.model, Key::Char('a'), 1_000);
    assert_eq!(stage.wake(&film.model, 1_000), Some(1_000));
    // The first caption is read first: the longer it is, the more time it gets.
    assert!(stage.tick(&film.model, 1_000).is_empty());
    let read = stage.wake(&film.model, 1_000).expect("the first step");
    assert!(read > 1_000 + stage.pace_ms() * 1_000);
    assert_eq!(advances(&stage.tick(&film.model, read)), 1);
    let due = stage.wake(&film.model, read).expect("the next step");
    assert_eq!(due, read + stage.pace_ms() * 1_000);
    assert!(stage.tick(&film.model, due - 1).is_empty());
    let _ = stage.press(&film.model, Key::Char('k'), read);
    assert!(stage.wake(&film.model, read) < Some(due), "faster");
    film.listen().client();
    for late in [10, 20] {
        let asked = stage.tick(&film.model, due * late);
        assert!(
            asked.is_empty(),
            "the caption, then the question come first"
        );
    }
    assert!(matches!(stage.front, Front::Question(_)));
    assert!(stage.tick(&film.model, due * 30).is_empty());
}

#[test]
fn ctrl_c_ends_and_ctrl_z_suspends_from_everywhere() {
    let (film, mut stage) = held();
    for open in ["h", "m", "c", "p", "s", "r", ""] {
        press(&mut stage, &film.model, &typed(open));
        assert!(matches!(
            press(&mut stage, &film.model, &[Key::Ctrl('z')])[..],
            [Wish::Suspend]
        ));
        assert!(matches!(
            press(&mut stage, &film.model, &[Key::Ctrl('c')])[..],
            [Wish::Quit]
        ));
        press(&mut stage, &film.model, &[Key::Esc]);
    }
}

#[test]
fn the_log_is_filtered_and_searched() {
    let (film, mut stage) = held();
    press(&mut stage, &film.model, &typed("sSYN"));
    assert_eq!((stage.panel, stage.search.text()), (Panel::Log, "SYN"));
    press(&mut stage, &film.model, &[Key::Backspace, Key::Enter]);
    assert_eq!(stage.search.text(), "SY");
    press(&mut stage, &film.model, &[Key::Esc]);
    assert_eq!(stage.search.text(), "");
}

#[test]
fn a_release_means_the_segment_that_says_something_new() {
    let (mut film, stage) = held();
    let syn = film.model.log.world.held[0];
    film.act(syn, Act::Released, 0);
    // While its answer was held, the kernel sent the SYN again; then the ACK came.
    let again = film.segment(Peer::Board, "S", 0, 0, "", Act::Held);
    let ack = film.segment(Peer::Board, "A", 1, 1, "", Act::Held);
    assert_eq!(film.model.log.world.held, [again, ack]);
    assert_eq!(film.model.log.world.next_held(None), Some(ack));
    assert_eq!(stage.chosen_held(&film.model.log.world), Some(ack));
    film.act(ack, Act::Released, 0);
    assert_eq!(
        film.model.log.world.next_held(None),
        Some(again),
        "else the oldest"
    );
}

#[test]
fn what_the_lesson_expects_is_not_given_up_by_one_key() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.tick_off();
    // The step's expectation does not hold.
    let items = film.model.runner.items();
    let expects = (0..items.len()).find(|&index| !items[index].is_action());
    let expects = expects.expect("the step expects something");
    film.model.runner.item_mut(expects).status = sockscope::run::Status::Waiting;
    assert_eq!(advances(&press(&mut stage, &film.model, &[Key::Enter])), 0);
    let notice = stage.notice.clone().unwrap_or_default();
    assert!(notice.contains("waiting for: no error"), "{notice}");
    assert_eq!(advances(&press(&mut stage, &film.model, &[Key::Enter])), 1);
}

#[test]
fn what_was_waited_for_is_not_waited_for_once_it_is_there() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.tick_off();
    let items = film.model.runner.items();
    let expects = (0..items.len()).find(|&index| !items[index].is_action());
    let expects = expects.expect("the step expects something");
    let set = |film: &mut Film, status| film.model.runner.item_mut(expects).status = status;
    set(&mut film, sockscope::run::Status::Waiting);
    press(&mut stage, &film.model, &[Key::Enter]);
    stage.heed(&film.model);
    assert!(stage.notice.is_some(), "it has not come");
    set(&mut film, sockscope::run::Status::Done(None));
    stage.heed(&film.model);
    assert_eq!(stage.notice, None);
    // The key is no second one of anything.
    assert_eq!(advances(&press(&mut stage, &film.model, &[Key::Enter])), 1);
}

#[test]
fn the_course_marks_what_is_done_and_what_comes_next_and_can_forget() {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    let entries = sockscope::lesson::course().to_vec();
    let done = format!(
        "{{\"at\":1,\"what\":\"done\",\"id\":\"{}\"}}",
        entries[0].id
    );
    stage.course = Course::new(entries, Progress::parse(&done));
    press(&mut stage, &film.model, &typed("e"));
    let Front::Menu(menu) = &stage.front else {
        panic!("{:?}", stage.front);
    };
    assert!(menu.items[0].label.starts_with('✓'));
    assert!(menu.items[1].label.starts_with('›'));
    assert_eq!(menu.at, 1, "the next one is chosen");
    assert_eq!(menu.about, format!("1 of {} done", menu.items.len()));
    stage.opening.lesson = sockscope::lesson::course()[9].id.clone();
    press(&mut stage, &film.model, &[Key::Esc]);
    press(&mut stage, &film.model, &typed("e"));
    let Front::Menu(menu) = &stage.front else {
        panic!("{:?}", stage.front);
    };
    assert_eq!(menu.at, 9, "what is open is chosen");
    assert!(menu.items[9].label.starts_with('●'));
    assert!(press(&mut stage, &film.model, &[Key::Delete, Key::Up]).is_empty());
    assert!(
        press(&mut stage, &film.model, &[Key::Delete]).is_empty(),
        "twice in a row"
    );
    assert_eq!(
        press(&mut stage, &film.model, &[Key::Delete]),
        [Wish::Forget]
    );
    assert!(stage.course.progress.is_empty());
}

//! One key explains any word that stands on the screen.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use sockscope::lesson;
use sockscope::peer::Peer;
use sockscope::stage::keys::Key;
use sockscope::stage::{Front, Panel, Reel, Stage, View, Wish};
use sockscope::view::{self, Scene, Target, Theme};
use sockscope::words::Lang;
use sockscope::words::about::about;
use sockscope_link::{Act, Cause, Errno, State};

use crate::film::Film;
use crate::snapshot::{buffer, check, text};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 48);

fn shown(film: &Film, stage: &Stage, size: (u16, u16)) -> String {
    text(&buffer(&film.model, stage, film.t_us, size))
}

fn with_scene<T>(film: &Film, stage: &Stage, act: impl FnOnce(&Scene) -> T) -> T {
    let theme = Theme::named("dark").expect("a theme");
    act(&Scene::new(&film.model, stage, &theme, film.t_us))
}

/// The words of a screen of this size.
fn words(film: &Film, stage: &Stage, (width, height): (u16, u16)) -> Vec<String> {
    with_scene(film, stage, |scene| {
        view::explainable(scene, Rect::new(0, 0, width, height))
    })
}

/// The key, and what a terminal then does.
fn explain(film: &Film, stage: &mut Stage, size: (u16, u16)) {
    let wishes = stage.press(&film.model, Key::Char('E'), 0);
    assert_eq!(wishes, [Wish::FindWords]);
    stage.offer_words(words(film, stage, size));
}

fn press(film: &Film, stage: &mut Stage, keys: &[Key]) {
    for key in keys {
        assert_eq!(stage.press(&film.model, *key, 0), [], "{key}");
    }
}

fn chosen(stage: &Stage) -> &str {
    match &stage.front {
        Front::Explain(words) => words.chosen().unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

/// A connection, a call that failed, one that is blocked, a SYN on the wire.
fn busy(lang: Lang) -> (Film, Stage) {
    let (mut film, stage) = Film::of_lesson("lifecycle", lang);
    film.listen().client().connect().accept().talk();
    let again = film.call(Peer::Host, Some("s"), "bind(s, SERVER:7778)");
    film.error(again, Errno::Inval);
    let option = film.call(Peer::Host, Some("s"), "setsockopt(s, SO_REUSEADDR, 1)");
    film.ret(option, Some("s"), 0);
    let peek = film.call(Peer::Board, Some("c"), "recv(c, 64, MSG_PEEK)");
    film.blocked(peek);
    film.gate(true);
    film.call(Peer::Board, None, "d = socket(AF_INET, SOCK_STREAM)");
    film.segment(Peer::Board, "S", 0, 0, "", Act::Held);
    (film, stage)
}

#[test]
fn every_kind_of_word_on_the_screen_can_be_chosen() {
    for lang in Lang::ALL {
        let (film, mut stage) = busy(lang);
        let mut all = words(&film, &stage, LARGE);
        stage.panel = Panel::Ladder;
        all.extend(words(&film, &stage, SMALL));
        for word in [
            "socket()",
            "recv()",
            "LISTEN",
            "ESTABLISHED",
            "EINVAL",
            "SO_REUSEADDR",
            "MSG_PEEK",
            "AF_INET",
            "SYN-ACK",
            "PSH",
            "seq",
            "ack",
            "win",
            "✓",
            "✗",
            "⋯",
            "‖",
            "SYN-RECEIVED → ESTABLISHED",
        ] {
            assert!(all.contains(&word.to_owned()), "{word}: {all:?}");
        }
        // The cross of a state is no segment's, and a panel's frame no held one.
        let (film, stage) = Film::of_lesson("lifecycle", lang);
        let begin = words(&film, &stage, SMALL);
        assert!(!begin.contains(&"×".to_owned()), "{begin:?}");
        assert!(!begin.contains(&"‖".to_owned()), "{begin:?}");
    }
}

#[test]
fn every_word_that_is_found_is_explained() {
    let mut all = BTreeSet::new();
    for lesson in lesson::shipped() {
        let (mut film, stage) = Film::of(lesson.clone(), Lang::En);
        while film.model.runner.next_action().is_some() {
            all.extend(words(&film, &stage, LARGE));
            film.tick_off();
        }
    }
    assert!(all.len() > 50, "{all:?}");
    for word in all {
        assert!(!about(&word, Lang::En).is_empty(), "{word}");
    }
}

#[test]
fn the_keys_go_from_word_to_word_and_round() {
    let (film, mut stage) = busy(Lang::En);
    explain(&film, &mut stage, SMALL);
    let all = words(&film, &stage, SMALL);
    assert_eq!(chosen(&stage), all[0]);
    press(&film, &mut stage, &[Key::Right]);
    assert_eq!(chosen(&stage), all[1]);
    press(&film, &mut stage, &[Key::Tab, Key::Down]);
    assert_eq!(chosen(&stage), all[3]);
    press(&film, &mut stage, &[Key::Left, Key::Up, Key::Left, Key::Up]);
    assert_eq!(chosen(&stage), all[all.len() - 1]);
    press(&film, &mut stage, &[Key::Esc]);
    assert_eq!(stage.front, Front::Nothing);
}

#[test]
fn a_word_can_be_typed_whether_it_is_on_the_screen_or_not() {
    let (film, mut stage) = busy(Lang::En);
    explain(&film, &mut stage, SMALL);
    let typed = |stage: &mut Stage, text: &str| {
        let keys: Vec<Key> = text.chars().map(Key::Char).collect();
        press(&film, stage, &keys);
    };
    typed(&mut stage, "so_ling");
    assert_eq!(chosen(&stage), "SO_LINGER");
    press(&film, &mut stage, &[Key::Ctrl('u')]);
    typed(&mut stage, "accept");
    assert_eq!(chosen(&stage), "accept");
    press(&film, &mut stage, &[Key::Ctrl('u')]);
    // The number and the bit are two words.
    typed(&mut stage, "ack");
    assert_eq!(chosen(&stage), "ack");
    typed(&mut stage, "zzz");
    assert_eq!(chosen(&stage), "");
    press(&film, &mut stage, &[Key::Enter]);
    let Front::Explain(words) = &stage.front else {
        panic!("{:?}", stage.front)
    };
    assert_eq!(words.line, None, "there is nothing to open");
    press(&film, &mut stage, &[Key::Right]);
    assert!(!chosen(&stage).is_empty());
}

#[test]
fn enter_explains_all_and_esc_goes_back_to_the_word() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Es, "es")] {
        let (film, mut stage) = busy(lang);
        explain(&film, &mut stage, SMALL);
        let keys: Vec<Key> = "connect".chars().map(Key::Char).collect();
        press(&film, &mut stage, &keys);
        check(
            &format!("explain_word_80x24_{name}"),
            &shown(&film, &stage, SMALL),
        );
        press(&film, &mut stage, &[Key::Enter]);
        check(
            &format!("explain_all_80x24_{name}"),
            &shown(&film, &stage, SMALL),
        );
        let first = shown(&film, &stage, SMALL);
        press(&film, &mut stage, &[Key::Down, Key::Down]);
        assert_ne!(shown(&film, &stage, SMALL), first);
        press(&film, &mut stage, &[Key::Home]);
        assert_eq!(shown(&film, &stage, SMALL), first);
        press(&film, &mut stage, &[Key::Esc]);
        assert_eq!(chosen(&stage), "connect");
        press(&film, &mut stage, &[Key::Esc]);
        assert_eq!(stage.front, Front::Nothing);
    }
}

#[test]
fn the_window_never_covers_the_word_that_is_chosen() {
    let (film, mut stage) = busy(Lang::Es);
    for view in [View::Stage, View::Presenter, View::Full] {
        stage.view = view;
        for size in [SMALL, LARGE] {
            explain(&film, &mut stage, size);
            for _ in 0..words(&film, &stage, size).len() {
                let word = chosen(&stage).to_owned();
                let under = words(&film, &stage, size);
                assert!(under.contains(&word));
                let screen = buffer(&film.model, &stage, film.t_us, size);
                let theme = Theme::named("dark").expect("a theme");
                let lit = screen
                    .content
                    .iter()
                    .any(|cell| cell.bg == theme.chosen.bg.unwrap());
                assert!(lit, "{view:?} {size:?} {word}\n{}", text(&screen));
                press(&film, &mut stage, &[Key::Right]);
            }
            press(&film, &mut stage, &[Key::Esc]);
        }
    }
}

#[test]
fn a_click_on_a_word_explains_it_and_one_beside_closes() {
    let (film, mut stage) = busy(Lang::En);
    explain(&film, &mut stage, SMALL);
    let screen = shown(&film, &stage, SMALL);
    let (y, line) = (screen.lines().enumerate())
        .find(|(_, line)| line.contains("EINVAL"))
        .expect("the errno is on the screen");
    let x = line[..line.find("EINVAL").unwrap()].chars().count();
    let click = |stage: &Stage, x: usize, y: usize| {
        with_scene(&film, stage, |scene| {
            view::target(scene, Rect::new(0, 0, 80, 24), x as u16, y as u16)
        })
    };
    let Some(Target::Item(index)) = click(&stage, x + 2, y) else {
        panic!("no word at {x}, {y}\n{screen}")
    };
    assert_eq!(stage.choose(&film.model, index, 0), []);
    assert_eq!(chosen(&stage), "EINVAL");
    assert!(shown(&film, &stage, SMALL).contains("EINVAL"));
    press(&film, &mut stage, &[Key::Esc]);
    assert_eq!(click(&stage, 40, 1), Some(Target::Away));
}

#[test]
fn a_recording_and_the_past_have_words_too() {
    let (film, mut stage) = busy(Lang::En);
    press(&film, &mut stage, &[Key::Left, Key::Left]);
    explain(&film, &mut stage, SMALL);
    assert!(!chosen(&stage).is_empty());
    press(&film, &mut stage, &[Key::Esc]);
    let count = film.model.log.timeline.next_seq();
    stage.show_moment(&film.model, count - 1, Reel { count, whole: true });
    explain(&film, &mut stage, SMALL);
    assert!(!chosen(&stage).is_empty());
}

#[test]
fn a_screen_in_ascii_has_the_same_words() {
    let (film, mut stage) = busy(Lang::En);
    let all = words(&film, &stage, SMALL);
    stage.ascii = true;
    assert_eq!(words(&film, &stage, SMALL), all);
}

#[test]
fn a_transition_is_told_by_its_two_states() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    film.listen();
    film.state(Peer::Host, 1, "s", State::Closed, Cause::Call);
    stage.panel = Panel::States;
    let all = words(&film, &stage, SMALL);
    assert!(all.contains(&"LISTEN → CLOSED".to_owned()), "{all:?}");
}

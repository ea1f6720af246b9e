//! What the screen never hides, at any size.

use ratatui::layout::Rect;
use sockscope::lesson;
use sockscope::peer::Peer;
use sockscope::stage::keys::{Action, Key};
use sockscope::stage::{Front, Panel, Stage, View, Wish};
use sockscope::view::{self, Scene, Target, Theme};
use sockscope::words::Lang;
use sockscope_link::Errno;

use crate::film::Film;
use crate::snapshot::{buffer, check, text};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 48);

fn shown(film: &Film, stage: &Stage, size: (u16, u16)) -> String {
    text(&buffer(&film.model, stage, film.t_us, size))
}

/// What a click at a cell of the screen means.
fn click(film: &Film, stage: &Stage, size: (u16, u16), (x, y): (usize, usize)) -> Option<Target> {
    let theme = Theme::named("dark").expect("a theme");
    let scene = Scene::new(&film.model, stage, &theme, film.t_us);
    view::target(&scene, Rect::new(0, 0, size.0, size.1), x as u16, y as u16)
}

/// The first cell of a word on the screen.
fn find(screen: &str, word: &str) -> (usize, usize) {
    let found = screen.lines().enumerate().find_map(|(y, line)| {
        let byte = line.find(word)?;
        Some((line[..byte].chars().count(), y))
    });
    found.unwrap_or_else(|| panic!("no {word:?} in\n{screen}"))
}

/// The text of a screen without its frames and breaks.
fn flat(screen: &str) -> String {
    let words = screen.split(|c: char| c.is_whitespace() || c == '│');
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_question_covers_nothing_that_it_asks_about() {
    for lang in [Lang::En, Lang::Es] {
        for lesson in lesson::shipped() {
            let (mut film, mut stage) = Film::of(lesson.clone(), lang);
            stage.panel = Panel::States;
            while film.model.runner.next_action().is_some() {
                let before = shown(&film, &stage, SMALL);
                let _ = stage.press(&film.model, Key::Enter, 0);
                if let Front::Question(question) = &stage.front {
                    let screen = shown(&film, &stage, SMALL);
                    let said = flat(&screen);
                    let (asked, choices) = question.told(lang);
                    assert!(said.contains(&flat(&asked)), "{}:\n{screen}", lesson.id);
                    for choice in &choices {
                        assert!(
                            said.contains(&flat(choice)),
                            "{}: {choice}\n{screen}",
                            lesson.id
                        );
                    }
                    let panel = |screen: &str| -> Vec<String> {
                        screen.lines().skip(14).take(9).map(String::from).collect()
                    };
                    assert_eq!(panel(&before), panel(&screen), "{}", lesson.id);
                    assert!(screen.contains("▸"), "the next line: {screen}");
                }
                let _ = stage.press(&film.model, Key::Esc, 0);
                stage.read = Some(film.model.log.timeline.next_seq());
                film.tick_off();
            }
        }
    }
}

#[test]
fn a_question_stands_where_the_caption_stands() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    film.listen();
    while !matches!(stage.front, Front::Question(_)) {
        film.tick_off();
        let _ = stage.press(&film.model, Key::Enter, 0);
    }
    check("question_80x24_es", &shown(&film, &stage, SMALL));
    check("question_160x48_es", &shown(&film, &stage, LARGE));
    let screen = shown(&film, &stage, SMALL);
    let place = find(&screen, "  2 ");
    assert_eq!(click(&film, &stage, SMALL, place), Some(Target::Item(1)));
    stage.view = View::Presenter;
    check("question_presenter_80x24_es", &shown(&film, &stage, SMALL));
}

#[test]
fn the_prompt_covers_no_panel() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    film.listen();
    stage.panel = Panel::Descriptors;
    let _ = stage.press(&film.model, Key::Char('p'), 0);
    for key in "listne(s, 1)".chars().map(Key::Char).chain([Key::Enter]) {
        let _ = stage.press(&film.model, key, 0);
    }
    check("prompt_80x24_es", &shown(&film, &stage, SMALL));
    check("prompt_160x48_es", &shown(&film, &stage, LARGE));
}

#[test]
fn what_a_call_came_to_is_never_cut() {
    for size in [SMALL, LARGE] {
        let (mut film, stage) = Film::of_lesson("lifecycle", Lang::Es);
        film.client();
        let refused = film.call(Peer::Board, Some("c"), "connect(c, SERVER:7777)");
        film.error(refused, Errno::ConnRefused);
        let mapped = "[::ffff:10.77.0.200]:49152";
        let peer = film.call(Peer::Board, Some("c"), "getpeername(c)");
        film.address(peer, mapped.parse().unwrap());
        let screen = shown(&film, &stage, size);
        for whole in [
            "connect(c, SERVER:7777)",
            "ECONNREFUSED",
            "getpeername(c)",
            mapped,
        ] {
            assert!(screen.contains(whole), "{whole} in\n{screen}");
        }
        check(&format!("results_{}x{}_es", size.0, size.1), &screen);
    }
}

#[test]
fn a_click_on_a_past_call_goes_to_its_moment() {
    for size in [SMALL, LARGE] {
        let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
        film.listen().client().connect();
        let screen = shown(&film, &stage, size);
        let Some(Target::Moment(seq)) = click(&film, &stage, size, find(&screen, "listen(s, 1)"))
        else {
            panic!("{screen}");
        };
        stage.look_at(&film.model, seq);
        let last = stage
            .world(&film.model)
            .calls
            .back()
            .expect("a call")
            .clone();
        assert_eq!(last.text, "listen(s, 1)");
        let then = shown(&film, &stage, size);
        let (x, y) = find(&then, "listen(s, 1)");
        let row: String = then
            .lines()
            .nth(y)
            .unwrap()
            .chars()
            .skip(x)
            .take(40)
            .collect();
        assert!(row.contains('0'), "it has returned: {row}");
        // The newest call, and what is still to come, go on.
        let next = Some(Target::Action(Action::Next));
        assert_eq!(click(&film, &stage, size, (x, y)), next);
        stage.past = None;
        assert_eq!(
            click(&film, &stage, size, find(&screen, "a = accept(s)")),
            next
        );
    }
}

#[test]
fn the_other_role_asks_even_after_the_end() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    film.listen();
    while film.model.runner.next_action().is_some() {
        film.tick_off();
    }
    assert!(stage.press(&film.model, Key::F(4), 0).is_empty());
    assert!(
        stage
            .notice
            .as_ref()
            .is_some_and(|said| said.contains("F4"))
    );
    let swapped = stage.press(&film.model, Key::F(4), 0);
    assert!(matches!(&swapped[..], [Wish::Open(opening)] if *opening == stage.opening.swapped()));
}

#[test]
fn rows_that_are_free_hold_more_panels() {
    for size in [(100, 30), (119, 40)] {
        let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
        film.listen().client().connect();
        check(
            &format!("connected_{}x{}_es", size.0, size.1),
            &shown(&film, &stage, size),
        );
        stage.panel = Panel::Wire;
        let screen = shown(&film, &stage, size);
        assert!(
            screen.contains("SYN-RECEIVED━ACK━▶● ESTABLISHED"),
            "{screen}"
        );
        assert_eq!(screen.contains("── 2 Segmentos"), size.1 == 40, "{screen}");
    }
}

#[test]
fn code_goes_on_in_the_next_row() {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen().client().connect();
    stage.panel = Panel::Code;
    stage.view = View::Full;
    for size in [SMALL, LARGE] {
        for language in 0..3 {
            stage.language = language;
            let screen = shown(&film, &stage, size);
            let code: Vec<&str> = screen.lines().skip(2).collect();
            assert!(!code.iter().any(|line| line.contains('…')), "{screen}");
        }
    }
}

#[test]
fn a_listener_stays_in_sight_when_its_connection_is_there() {
    let (mut film, stage) = Film::of_lesson("lifecycle", Lang::En);
    film.listen().client().connect();
    assert!(shown(&film, &stage, LARGE).contains("s ◇ LISTEN s.1 ● ESTABLISHED"));
    assert!(shown(&film, &stage, SMALL).contains("s ◇ s.1 ● ESTABLISHED"));
    // And the diagram says which socket is which.
    for size in [SMALL, LARGE] {
        let screen = shown(&film, &stage, size);
        assert!(screen.contains("host s "), "{screen}");
        assert!(
            screen.contains("▲ s.1 board") || screen.contains("▲ host s.1 board"),
            "{screen}"
        );
    }
}

#[test]
fn the_presenter_needs_no_more_than_sixty_by_eighteen() {
    for lang in [Lang::En, Lang::Es] {
        let (mut film, mut stage) = Film::of_lesson("lifecycle", lang);
        film.listen().client().connect();
        stage.view = View::Presenter;
        let screen = shown(&film, &stage, (60, 18));
        for word in ["ESTABLISHED", "SYN-ACK", "connect(c, SERVER:7777) = 0"] {
            assert!(screen.contains(word), "{word}: {screen}");
        }
        check(&format!("presenter_60x18_{}", lang.code()), &screen);
        film.facts(Peer::Host, 2, "s.1", |facts| {
            (facts.timer_ms, facts.send_queue) = (Some(13_000), 4);
        });
        let screen = shown(&film, &stage, (60, 18));
        assert!(screen.contains("s.1 ● ESTABLISHED ↻ 13 s "), "{screen}");
        let screen = shown(&film, &stage, (59, 18));
        assert!(screen.contains("60×18"), "{screen}");
        assert!(
            !screen.contains("font") && !screen.contains("letra"),
            "{screen}"
        );
    }
}

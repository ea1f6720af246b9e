//! The menu of boards, and what can be done when a board has lost its sockets.

use sockscope::peer::Peer;
use sockscope::stage::keys::Key;
use sockscope::stage::menu::{Choice, Menu, Port};
use sockscope::stage::{Front, Opening, Stage, Wish};
use sockscope::words::Lang;
use sockscope_link::{Cause, Errno, State};

use crate::film::Film;

fn press(stage: &mut Stage, film: &Film, keys: &[Key]) -> Vec<Wish> {
    keys.iter()
        .flat_map(|key| stage.press(&film.model, *key, 0))
        .collect()
}

fn lesson() -> (Film, Stage) {
    let (film, mut stage) = Film::of_lesson("lifecycle", Lang::En);
    stage.boards = ["auto", "virtual", "loopback"].map(String::from).to_vec();
    (film, stage)
}

fn menu(stage: &Stage) -> &Menu {
    match &stage.front {
        Front::Menu(menu) => menu,
        front => panic!("{front:?}"),
    }
}

/// The board that the learner goes on with.
fn goes_on(wishes: &[Wish], stage: &Stage) -> String {
    let [Wish::GoOn(opening)] = wishes else {
        panic!("{wishes:?}")
    };
    let same = Opening {
        board: opening.board.clone(),
        ..stage.opening.clone()
    };
    assert_eq!(*opening, same, "the lesson and the role stay");
    opening.board.clone()
}

fn usb(path: &str) -> Port {
    Port {
        path: path.into(),
        device: Some("CP210x".into()),
        ..Port::default()
    }
}

#[test]
fn the_menu_of_boards_asks_for_the_ports_and_shows_what_is_found() {
    let (film, mut stage) = lesson();
    let wishes = press(&mut stage, &film, &[Key::F(6), Key::Down, Key::Down]);
    assert!(matches!(wishes[..], [Wish::LookForBoards]), "{wishes:?}");
    assert_eq!(
        menu(&stage).chosen(),
        Some(&Choice::Board("loopback".into()))
    );
    stage.found(vec![usb("/dev/ttyUSB0")]);
    stage.found(vec![
        Port {
            board: Some("esp32c3 a1b2c3".into()),
            ..usb("/dev/ttyUSB0")
        },
        Port {
            busy: Some("picocom (77)".into()),
            ..usb("/dev/ttyUSB1")
        },
    ]);
    let menu = menu(&stage);
    assert_eq!(
        menu.chosen(),
        Some(&Choice::Board("loopback".into())),
        "what was chosen stays chosen"
    );
    let items: Vec<_> = menu
        .items
        .iter()
        .map(|item| (item.label.as_str(), item.hint.as_str(), item.sensible))
        .collect();
    assert_eq!(items[1], ("virtual", "in use now", true));
    let found = [
        ("/dev/ttyUSB0", "CP210x · esp32c3 a1b2c3", true),
        ("/dev/ttyUSB1", "CP210x · busy: picocom (77)", false),
    ];
    assert_eq!(items[3..5], found);
    let wishes = press(&mut stage, &film, &[Key::Down, Key::Enter]);
    assert_eq!(goes_on(&wishes, &stage), "/dev/ttyUSB0");
}

#[test]
fn ports_that_are_found_after_the_menu_closed_wait_for_the_next_time() {
    let (film, mut stage) = lesson();
    press(&mut stage, &film, &[Key::F(6), Key::Esc]);
    stage.found(vec![usb("/dev/ttyUSB0")]);
    assert_eq!(stage.front, Front::Nothing);
    press(&mut stage, &film, &[Key::F(6)]);
    assert_eq!(menu(&stage).items.len(), 5);
}

#[test]
fn the_place_of_a_board_can_be_typed_or_pasted() {
    let (film, mut stage) = lesson();
    press(&mut stage, &film, &[Key::F(6), Key::End, Key::Enter]);
    assert!(matches!(&stage.front, Front::Place(place) if place.text().is_empty()));
    assert!(press(&mut stage, &film, &[Key::Char('x'), Key::Backspace]).is_empty());
    stage.paste("tcp:board.local:3333\n");
    let wishes = press(&mut stage, &film, &[Key::Enter]);
    assert_eq!(goes_on(&wishes, &stage), "tcp:board.local:3333");
    press(&mut stage, &film, &[Key::F(6), Key::End, Key::Enter]);
    assert!(
        press(&mut stage, &film, &[Key::Enter]).is_empty(),
        "nothing typed"
    );
    assert_eq!(stage.front, Front::Nothing);
}

/// The life cycle, connected, on a board at a port; then the board starts again.
fn lost() -> (Film, Stage) {
    let (mut film, mut stage) = lesson();
    stage.opening.board = "/dev/ttyUSB0".into();
    film.listen().client().connect();
    stage.heed(&film.model);
    assert_eq!(stage.front, Front::Nothing, "nothing is lost yet");
    film.state(Peer::Board, 1, "c", State::Closed, Cause::Restart);
    (film, stage)
}

#[test]
fn a_board_that_lost_its_sockets_can_be_gone_on_with_or_left() {
    let choices = [
        (vec![Key::Enter], "/dev/ttyUSB0"),
        (vec![Key::Down, Key::Enter], "virtual"),
    ];
    for (keys, board) in choices {
        let (film, mut stage) = lost();
        stage.heed(&film.model);
        assert!(menu(&stage).is_lost());
        let wishes = press(&mut stage, &film, &keys);
        assert_eq!(goes_on(&wishes, &stage), board);
    }
    let (film, mut stage) = lost();
    stage.heed(&film.model);
    let wishes = press(&mut stage, &film, &[Key::Down, Key::Down, Key::Enter]);
    assert!(
        matches!(wishes[..], [Wish::Open(_)]),
        "the lesson again: {wishes:?}"
    );
}

#[test]
fn a_loss_is_asked_about_once_and_not_over_a_question() {
    let (mut film, mut stage) = lost();
    press(&mut stage, &film, &[Key::Char('h')]);
    stage.heed(&film.model);
    assert!(matches!(stage.front, Front::Help(_)), "one thing at a time");
    press(&mut stage, &film, &[Key::Esc]);
    stage.heed(&film.model);
    assert!(menu(&stage).is_lost());
    // More sockets go the same way while it stands there.
    film.state(Peer::Board, 2, "d", State::Closed, Cause::Restart);
    stage.heed(&film.model);
    press(&mut stage, &film, &[Key::Esc]);
    stage.heed(&film.model);
    assert_eq!(stage.front, Front::Nothing, "she stays and looks around");
    film.state(Peer::Board, 3, "e", State::Closed, Cause::Restart);
    stage.heed(&film.model);
    assert!(menu(&stage).is_lost(), "another loss");
}

#[test]
fn a_board_without_a_gate_does_not_send_the_learner_to_the_key_that_freezes() {
    let (mut film, mut stage) = lesson();
    press(&mut stage, &film, &[Key::Char('r')]);
    assert!(stage.notice.as_ref().unwrap().contains("f freezes"));
    film.model.log.world.session.as_mut().unwrap().gate = false;
    press(&mut stage, &film, &[Key::Char('r')]);
    let notice = stage.notice.clone().unwrap();
    assert!(
        notice.contains("no gate") && notice.contains("F6"),
        "{notice}"
    );
    assert!(!notice.contains("freezes"), "{notice}");
}

#[test]
fn the_key_that_freezes_offers_a_pair_where_there_is_no_gate() {
    let (mut film, mut stage) = lesson();
    film.model.log.world.session.as_mut().unwrap().gate = false;
    press(&mut stage, &film, &[Key::Char('f')]);
    let Front::Menu(menu) = &stage.front else {
        panic!("{:?}", stage.front)
    };
    assert!(
        menu.items[0].hint.contains("simulated"),
        "it says what is left"
    );
    let wishes = press(&mut stage, &film, &[Key::Enter]);
    let [Wish::GoOn(opening)] = wishes.as_slice() else {
        panic!("{wishes:?}")
    };
    assert_eq!(opening.board, "pair");
}

#[test]
fn a_private_wire_that_is_gone_is_asked_about_when_a_socket_cannot_be_made() {
    let (mut film, mut stage) = lesson();
    let refused = film.call(Peer::Board, None, "c = socket(AF_INET, SOCK_STREAM)");
    film.error(refused, Errno::Io);
    stage.heed(&film.model);
    assert_eq!(
        stage.front,
        Front::Nothing,
        "the board's sockets do not need it"
    );
    let refused = film.by_hand(Peer::Host, None, "t = socket(AF_INET, SOCK_STREAM)");
    film.error(refused, Errno::Io);
    stage.heed(&film.model);
    assert_eq!(menu(&stage).kind, sockscope::stage::menu::Kind::WireLost);
    let wishes = press(&mut stage, &film, &[Key::Enter]);
    assert_eq!(goes_on(&wishes, &stage), "virtual");
}

//! What the screen shows at named moments.

use sockscope::peer::Peer;
use sockscope::stage::keys::Action;
use sockscope::stage::{Panel, Stage, View};
use sockscope::timeline::{Gate, What};
use sockscope::words::Lang;
use sockscope_link::{Act, Cause, Errno, State};

use crate::film::Film;
use crate::snapshot::{buffer, check, text};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 48);

fn shown(film: &Film, stage: &Stage, size: (u16, u16)) -> String {
    text(&buffer(&film.model, stage, film.t_us, size))
}

fn lifecycle(lang: Lang) -> (Film, Stage) {
    Film::of_lesson("lifecycle", lang)
}

#[test]
fn the_beginning_tells_what_comes_first() {
    let (film, stage) = lifecycle(Lang::En);
    check("begin_80x24_en", &shown(&film, &stage, SMALL));
    let (film, stage) = lifecycle(Lang::Es);
    check("begin_80x24_es", &shown(&film, &stage, SMALL));
}

#[test]
fn a_connection_waits_for_accept() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Es, "es")] {
        let (mut film, stage) = lifecycle(lang);
        film.listen().client().connect();
        check(
            &format!("connected_80x24_{name}"),
            &shown(&film, &stage, SMALL),
        );
        check(
            &format!("connected_160x48_{name}"),
            &shown(&film, &stage, LARGE),
        );
    }
}

#[test]
fn each_panel_fits_eighty_by_twenty_four() {
    let (mut film, mut stage) = lifecycle(Lang::Es);
    film.listen().client().connect().accept().talk();
    for panel in Panel::ALL {
        stage.panel = panel;
        check(
            &format!("panel_{}_80x24_es", panel.name()),
            &shown(&film, &stage, SMALL),
        );
    }
}

#[test]
fn after_the_close_time_wait_counts_down() {
    let (mut film, mut stage) = lifecycle(Lang::En);
    film.listen().client().connect().accept().talk().close();
    stage.panel = Panel::Descriptors;
    check("closed_80x24_en", &shown(&film, &stage, SMALL));
    check("closed_160x48_en", &shown(&film, &stage, LARGE));
    let later = text(&buffer(&film.model, &stage, film.t_us + 4_000_000, SMALL));
    assert!(later.contains("6 s"), "{later}");
}

/// `accept()` blocked, `connect()` blocked, the SYN held.
fn frozen(lang: Lang) -> (Film, Stage) {
    let (mut film, mut stage) = lifecycle(lang);
    stage.panel = Panel::Wire;
    film.listen();
    let accept = film.by_hand(Peer::Host, Some("s"), "a = accept(s)");
    film.blocked(accept);
    film.client();
    film.gate(true);
    let connect = film.call(Peer::Board, Some("c"), "connect(c, SERVER:7777)");
    film.state(Peer::Board, 1, "c", State::SynSent, Cause::Call);
    film.blocked(connect);
    film.segment(Peer::Board, "S", 0, 0, "", Act::Held);
    film.gate(true);
    (film, stage)
}

#[test]
fn a_held_syn_stands_still() {
    let (mut film, mut stage) = frozen(Lang::En);
    let syn = film.model.log.world.held[0];
    film.act(syn, Act::Held, 3);
    check("held_syn_80x24_en", &shown(&film, &stage, SMALL));
    stage.predictions = false;
    let screen = shown(&film, &stage, SMALL);
    assert!(
        screen.contains("new connection → ◁ SYN-RECEIVED"),
        "{screen}"
    );
    check("held_syn_160x48_en", &shown(&film, &stage, LARGE));
}

#[test]
fn what_a_call_waits_for_is_said_of_that_call() {
    let (mut film, stage) = frozen(Lang::En);
    let said = |film: &Film| stage.caption(&film.model).text;
    let second = film.by_hand(Peer::Host, Some("s"), "b = accept(s)");
    film.blocked(second);
    let text = said(&film);
    let in_line = "waits in line: a = accept(s) was called before it on host s";
    assert!(text.contains(in_line), "{text}");
    let send = film.by_hand(Peer::Board, Some("c"), "send(c, \"x\")");
    film.blocked(send);
    let text = said(&film);
    let connection = "send() waits for the connection: board c is in SYN-SENT";
    assert!(text.contains(connection), "{text}");
}

#[test]
fn a_call_that_ended_a_blocked_one_is_joined_to_it() {
    let (mut film, mut stage) = frozen(Lang::Es);
    stage.panel = Panel::Ladder;
    let syn = film.model.log.world.held[0];
    film.act(syn, Act::Released, 0);
    film.state(
        Peer::Host,
        2,
        "s.1",
        State::SynReceived,
        Cause::Segment(Some(syn)),
    );
    let syn_ack = film.segment(Peer::Host, "SA", 0, 1, "", Act::Held);
    film.act(syn_ack, Act::Dropped, 0);
    let again = film.segment(Peer::Host, "SA", 0, 1, "", Act::Held);
    film.act(again, Act::Released, 1);
    film.state(
        Peer::Board,
        1,
        "c",
        State::Established,
        Cause::Segment(Some(again)),
    );
    film.ret(8, None, 0);
    let ack = film.segment(Peer::Board, "A", 1, 1, "", Act::Passed);
    film.state(
        Peer::Host,
        2,
        "s.1",
        State::Established,
        Cause::Segment(Some(ack)),
    );
    film.ret(6, Some("a"), 4);
    check("met_80x24_es", &shown(&film, &stage, SMALL));
}

#[test]
fn an_error_says_its_errno_and_why() {
    let (mut film, stage) = lifecycle(Lang::Es);
    let call = film.call(Peer::Host, None, "s = socket(AF_INET, SOCK_STREAM)");
    film.state(Peer::Host, 1, "s", State::Unbound, Cause::Call);
    film.ret(call, Some("s"), 3);
    let call = film.by_hand(Peer::Host, Some("s"), "accept(s)");
    film.error(call, Errno::Inval);
    check("error_80x24_es", &shown(&film, &stage, SMALL));
}

#[test]
fn what_the_lesson_did_not_expect_is_said_until_the_next_call() {
    let (mut film, stage) = lifecycle(Lang::Es);
    film.listen();
    film.say(What::Expect {
        text: "expect EADDRINUSE".into(),
        ok: false,
        saw: "0".into(),
    });
    let screen = shown(&film, &stage, SMALL);
    assert!(
        screen.contains("No es lo que esperaba la lección"),
        "{screen}"
    );
    assert!(
        screen.contains("Se esperaba esto: EADDRINUSE. Se vio: 0."),
        "{screen}"
    );
    film.client();
    let screen = shown(&film, &stage, SMALL);
    assert!(!screen.contains("EADDRINUSE"), "{screen}");
}

#[test]
fn a_frozen_wire_is_said_on_every_panel() {
    let (mut film, mut stage) = lifecycle(Lang::Es);
    film.listen().client();
    for holding in [false, true] {
        film.gate(holding);
        for panel in Panel::ALL {
            stage.panel = panel;
            let screen = shown(&film, &stage, SMALL);
            assert_eq!(screen.contains("cable congelado"), holding, "{screen}");
            assert_eq!(screen.contains("f abrir"), holding, "{screen}");
        }
    }
}

#[test]
fn the_past_has_the_caption_of_its_moment() {
    let (mut film, mut stage) = lifecycle(Lang::En);
    film.call(Peer::Host, None, "s = socket(AF_INET, SOCK_STREAM)");
    let seq = film.model.log.timeline.next_seq() - 1;
    film.listen();
    stage.look_at(&film.model, seq);
    let screen = shown(&film, &stage, SMALL);
    assert!(screen.contains("1/13 socket()"), "{screen}");
}

#[test]
fn the_past_is_marked_as_the_past() {
    let (mut film, mut stage) = lifecycle(Lang::En);
    film.listen().client().connect();
    stage.look_at(&film.model, 20);
    stage.panel = Panel::Events;
    check("past_80x24_en", &shown(&film, &stage, SMALL));
    stage.panel = Panel::States;
    check("past_160x48_en", &shown(&film, &stage, LARGE));
}

#[test]
fn the_presenter_shows_few_things_big() {
    let (mut film, mut stage) = lifecycle(Lang::Es);
    film.listen().client().connect();
    stage.view = View::Presenter;
    check("presenter_80x24_es", &shown(&film, &stage, SMALL));
    check("presenter_160x48_es", &shown(&film, &stage, LARGE));
    let (film, mut stage) = frozen(Lang::Es);
    stage.view = View::Presenter;
    check("presenter_held_120x40_es", &shown(&film, &stage, (120, 40)));
}

#[test]
fn one_panel_can_have_the_whole_screen() {
    let (mut film, mut stage) = lifecycle(Lang::En);
    film.listen().client().connect().accept().talk();
    stage.view = View::Full;
    stage.panel = Panel::Ladder;
    stage.payload = true;
    check("full_ladder_80x24_en", &shown(&film, &stage, SMALL));
    stage.panel = Panel::States;
    check("full_states_80x24_en", &shown(&film, &stage, SMALL));
}

#[test]
fn help_is_the_table_of_keys() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Es, "es")] {
        let (film, mut stage) = lifecycle(lang);
        let _ = stage.act(&film.model, Action::Help, 0);
        check(&format!("help_80x24_{name}"), &shown(&film, &stage, SMALL));
        check(&format!("help_160x48_{name}"), &shown(&film, &stage, LARGE));
    }
}

#[test]
fn monochrome_has_no_colour_and_ascii_no_other_character() {
    let (mut film, mut stage) = frozen(Lang::Es);
    film.log(sockscope_link::LogLevel::Warn, "conexión en espera");
    stage.theme = "monochrome".into();
    stage.ascii = true;
    let buf = buffer(&film.model, &stage, film.t_us, LARGE);
    for cell in &buf.content {
        assert!(cell.symbol().is_ascii(), "{:?}", cell.symbol());
        assert_eq!(cell.fg, ratatui::style::Color::Reset);
        assert_eq!(cell.bg, ratatui::style::Color::Reset);
    }
    check("ascii_monochrome_160x48_es", &text(&buf));
}

#[test]
fn a_small_terminal_is_told_so_and_no_size_breaks_the_drawing() {
    let (film, mut stage) = frozen(Lang::Es);
    check("too_small_59x20_es", &shown(&film, &stage, (59, 20)));
    for view in [View::Stage, View::Presenter, View::Full] {
        stage.view = view;
        for action in [
            Action::Help,
            Action::Calls,
            Action::Prompt,
            Action::Menu,
            Action::Search,
        ] {
            let _ = stage.act(&film.model, action, 0);
            for (width, height) in [
                (1, 1),
                (0, 0),
                (59, 18),
                (60, 17),
                (60, 18),
                (79, 24),
                (80, 23),
                (80, 24),
                (81, 25),
                (119, 39),
                (120, 40),
                (250, 80),
            ] {
                let buf = buffer(&film.model, &stage, film.t_us, (width, height));
                assert_eq!(buf.content.len(), usize::from(width) * usize::from(height));
            }
            let _ = stage.press(&film.model, sockscope::stage::keys::Key::Esc, 0);
        }
    }
}

#[test]
fn a_call_that_is_too_long_for_its_column_goes_on_in_the_next_row() {
    let (mut film, stage) = lifecycle(Lang::En);
    film.listen().client().connect().accept();
    let call = film.by_hand(Peer::Host, Some("a"), "recv(a, 10, MSG_PEEK+MSG_WAITALL)");
    film.data(call, "unodostres");
    let call = film.by_hand(Peer::Board, Some("c"), "setsockopt(c, SO_SNDBUF, 65536)");
    film.ret(call, None, 0);
    let call = film.by_hand(Peer::Board, Some("c"), "send(c, \"\\x00\\x02on\")");
    film.data(call, "\u{0}\u{2}on");
    check("long_calls_80x24_en", &shown(&film, &stage, SMALL));
}

#[test]
fn a_wire_that_is_cut_says_so_where_the_wire_is() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Es, "es")] {
        let (mut film, mut stage) = lifecycle(lang);
        stage.panel = Panel::Wire;
        film.listen().client();
        film.say(What::Gate(Gate {
            unplugged: true,
            board_off: true,
            ..Gate::default()
        }));
        check(&format!("cut_80x24_{name}"), &shown(&film, &stage, SMALL));
    }
}

#[test]
fn a_boards_timer_does_not_count_down_while_its_gate_holds_anything() {
    let (mut film, mut stage) = frozen(Lang::Es);
    film.facts(Peer::Board, 1, "c", |facts| facts.timer_ms = Some(3_000));
    stage.panel = Panel::Wire;
    let screen = shown(&film, &stage, SMALL);
    assert!(screen.contains("c ▷ SYN-SENT ─"), "{screen}");
    assert!(!screen.contains("repite en"), "{screen}");
}

#[test]
fn what_is_sent_again_counts_down_where_the_class_looks() {
    let (mut film, mut stage) = frozen(Lang::Es);
    let syn = film.model.log.world.held[0];
    film.act(syn, Act::Dropped, 0);
    film.gate(true);
    film.facts(Peer::Board, 1, "c", |facts| facts.timer_ms = Some(3_000));
    stage.panel = Panel::Wire;
    let screen = shown(&film, &stage, SMALL);
    assert!(screen.contains("c ▷ SYN-SENT ↻ 3 s"), "{screen}");
    assert!(screen.contains("board c: repite en 3 s"), "{screen}");
    stage.view = View::Presenter;
    let later = film.t_us + 1_000_000;
    let screen = text(&buffer(&film.model, &stage, later, SMALL));
    assert!(screen.contains("c ▷ SYN-SENT ↻ 2 s"), "{screen}");
}

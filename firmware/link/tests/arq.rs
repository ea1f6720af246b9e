//! Nothing is lost and nothing comes twice, whatever the line does.

mod common;

use std::collections::VecDeque;
use std::time::Duration;

use common::*;
use proptest::prelude::*;
use sockscope_link::arq::{Endpoint, Event, GONE, NotSent, WINDOW};
use sockscope_link::frame::{Decoder, FrameError, Item, MAX_MESSAGE, Message, Packet};
use sockscope_link::hello::End;
use sockscope_link::*;

type HostEnd = Endpoint<Command, Report>;
type BoardEnd = Endpoint<Report, Command>;

const T0: Duration = Duration::ZERO;
const OUTBOX: usize = 4096;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn host() -> HostEnd {
    Endpoint::new(End::Host, "host", OUTBOX)
}

fn board() -> BoardEnd {
    Endpoint::new(End::Board, "board", OUTBOX)
}

fn hello(version: u16, session: u32) -> Packet<Command> {
    let program = "host".into();
    let hello = Hello { version, program };
    Packet::Hello { hello, session }
}

/// A board in session 7, its hello said.
fn board_in_session() -> BoardEnd {
    let mut board = board();
    board.take(hello(VERSION, 7), T0);
    assert_eq!(said(&mut board, T0).len(), 1);
    board
}

/// The packets that an end puts on the line now.
fn said<Out: Message, In>(end: &mut Endpoint<Out, In>, now: Duration) -> Vec<Packet<Out>> {
    let mut bytes = Vec::new();
    loop {
        let next = end.transmit(now);
        if next.is_empty() {
            break;
        }
        let len = next.len();
        bytes.extend_from_slice(next);
        end.transmitted(len);
    }
    items::<Out>(&bytes)
        .into_iter()
        .map(|item| match item {
            Item::Packet(packet) => packet,
            _ => panic!("an end says packets, and nothing else"),
        })
        .collect()
}

fn pongs(numbers: std::ops::Range<u8>) -> Vec<Packet<Report>> {
    numbers
        .map(|n| Packet::Data(n, Report::Pong(u32::from(n))))
        .collect()
}

fn send_pongs(board: &mut BoardEnd, numbers: std::ops::Range<u8>, now: Duration) {
    for n in numbers {
        board.send(&Report::Pong(u32::from(n)), now).unwrap();
    }
}

// ── the session ──────────────────────────────────────────────────────────────────────────────

#[test]
fn a_session_begins_with_the_same_number_at_both_ends() {
    let (mut host, mut board) = (host(), board());
    assert_eq!(host.send(&Command::Look, T0), Err(NotSent::NotConnected));
    assert_eq!(board.send(&Report::Cleared, T0), Err(NotSent::NotConnected));
    host.connect(7);
    assert!(!host.is_connected());
    let greeting = said(&mut host, T0).remove(0);
    assert!(matches!(
        board.take(greeting, T0),
        Some(Event::Hello { session: 7, .. })
    ));
    assert!(board.is_connected());
    let answer = said(&mut board, T0).remove(0);
    assert!(matches!(
        host.take(answer, T0),
        Some(Event::Hello { session: 7, .. })
    ));
    assert!(host.is_connected());
}

#[test]
fn a_hello_that_is_said_again_begins_nothing_anew() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..2, T0);
    assert_eq!(said(&mut board, T0), pongs(0..2));
    board.take(hello(VERSION, 7), T0);
    assert_eq!(said(&mut board, T0).len(), 1, "its hello");
    send_pongs(&mut board, 2..3, T0);
    assert_eq!(said(&mut board, T0), pongs(2..3));
}

#[test]
fn a_new_session_forgets_the_old_one() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..2, T0);
    said(&mut board, T0);
    board.take(Packet::Data(0, Command::Look), T0);
    board.take(hello(VERSION, 8), T0);
    assert_eq!(board.unacknowledged(), 0);
    send_pongs(&mut board, 0..1, T0);
    assert_eq!(said(&mut board, T0)[1..], pongs(0..1));
    let first = board.take(Packet::Data(0, Command::Info), T0);
    assert_eq!(first, Some(Event::Message(Command::Info)));
}

/// So a restart is noticed with the first thing that is said.
#[test]
fn a_board_in_no_session_takes_nothing_and_says_so() {
    let mut board = board();
    assert_eq!(board.take(Packet::Data(3, Command::Look), T0), None);
    let answer = said(&mut board, T0);
    assert!(matches!(answer[..], [Packet::Hello { session: 0, .. }]));
    let mut host = host();
    host.connect(7);
    host.take(answer[0].clone(), T0);
    assert!(!host.is_connected());
    // What acknowledges nothing of ours is no reason to speak.
    board.take(Packet::Ack(3), T0);
    board.take(Packet::Nak(3), T0);
    board.damaged();
    assert_eq!(said(&mut board, T0), []);
}

#[test]
fn ends_of_two_versions_say_hello_and_no_more() {
    for version in [VERSION - 1, VERSION + 1] {
        let mut board = board_in_session();
        board.take(hello(version, 9), T0);
        assert!(!board.is_connected());
        assert!(matches!(
            said(&mut board, T0)[..],
            [Packet::Hello { session: 0, .. }]
        ));

        let mut host = host();
        host.connect(9);
        let program = "board".into();
        let hello = Hello { version, program };
        host.take(Packet::Hello { hello, session: 9 }, T0);
        assert!(!host.is_connected());
    }
}

// ── what arrives ─────────────────────────────────────────────────────────────────────────────

#[test]
fn only_the_expected_number_is_taken() {
    let mut board = board_in_session();
    let look = |n| Packet::Data(n, Command::Look);
    let taken = Some(Event::Message(Command::Look));
    for (what, number, result, answer) in [
        ("the first", 0, taken.clone(), Packet::Ack(1)),
        ("the first once more", 0, None, Packet::Ack(1)),
        ("one is missing", 2, None, Packet::Nak(1)),
        ("the missing one", 1, taken.clone(), Packet::Ack(2)),
        ("the next", 2, taken, Packet::Ack(3)),
        ("one of long ago", 200, None, Packet::Ack(3)),
    ] {
        assert_eq!(board.take(look(number), T0), result, "{what}");
        assert_eq!(said(&mut board, T0), [answer], "{what}");
    }
}

#[test]
fn what_arrives_together_is_acknowledged_once() {
    let mut board = board_in_session();
    for n in 0..5 {
        board.take(Packet::Data(n, Command::Look), T0);
    }
    assert_eq!(said(&mut board, T0), [Packet::Ack(5)]);
    assert_eq!(said(&mut board, T0), []);
}

#[test]
fn a_damaged_frame_is_asked_for() {
    let mut board = board_in_session();
    board.take(Packet::Data(0, Command::Look), T0);
    board.damaged();
    assert_eq!(said(&mut board, T0), [Packet::Nak(1)]);
}

#[test]
fn an_end_that_is_closed_takes_nothing_and_asks_for_it_when_it_opens() {
    let mut board = board_in_session();
    board.set_open(false);
    assert_eq!(board.take(Packet::Data(0, Command::Look), T0), None);
    assert_eq!(said(&mut board, T0), [Packet::Ack(0)], "it lives");
    board.set_open(true);
    assert_eq!(said(&mut board, T0), [Packet::Nak(0)]);
    assert!(board.take(Packet::Data(0, Command::Look), T0).is_some());
}

// ── what is sent ─────────────────────────────────────────────────────────────────────────────

#[test]
fn a_nak_sends_everything_from_there_again_and_once_only() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..5, T0);
    assert_eq!(said(&mut board, T0), pongs(0..5));
    board.take(Packet::Nak(2), ms(1));
    assert_eq!(said(&mut board, ms(1)), pongs(2..5));
    // 3 and 4 were under way behind the damaged 2, and each is a reason for one more NAK.
    board.take(Packet::Nak(2), ms(1));
    board.take(Packet::Nak(2), ms(2));
    assert_eq!(said(&mut board, ms(2)), []);
    board.take(Packet::Nak(3), ms(3));
    assert_eq!(
        said(&mut board, ms(3)),
        pongs(3..5),
        "another one is damaged"
    );
    board.take(Packet::Nak(3), ms(9));
    assert_eq!(said(&mut board, ms(9)), pongs(3..5), "and once more");
    board.take(Packet::Ack(5), ms(10));
    assert_eq!(board.unacknowledged(), 0);
}

#[test]
fn what_is_not_acknowledged_in_time_is_sent_again_more_and_more_seldom() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..2, T0);
    assert_eq!(said(&mut board, T0), pongs(0..2));
    let mut before = T0;
    let mut pause = T0;
    for _ in 0..4 {
        let due = board.due().expect("a time");
        assert_eq!(said(&mut board, due - ms(1)), []);
        assert_eq!(said(&mut board, due), pongs(0..2));
        assert!(due - before > pause, "{due:?}");
        (before, pause) = (due, due - before);
    }
    board.take(Packet::Ack(1), before);
    let due = board.due().expect("a time");
    assert!(due - before < pause, "it is heard: patience starts anew");
    assert_eq!(said(&mut board, due), pongs(1..2));
    board.take(Packet::Ack(2), due);
    assert_eq!(board.due(), None);
}

/// 10 bits a byte, there and back.
#[test]
fn a_slow_line_is_given_its_time() {
    let due = |baud| {
        let mut board = board_in_session();
        board.set_baud(baud);
        board.send(&Report::Refused("x".repeat(1000)), T0).unwrap();
        said(&mut board, T0);
        board.due().expect("a time")
    };
    assert!(due(9600) > ms(2000), "{:?}", due(9600));
    assert!(due(921_600) < ms(100), "{:?}", due(921_600));
    assert!(due(0) < due(921_600), "USB has no speed");
}

#[test]
fn old_and_false_acknowledgments_change_nothing() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..3, T0);
    said(&mut board, T0);
    board.take(Packet::Ack(2), T0);
    let kept = board.unacknowledged();
    for number in [0, 1, 4, 128, 255] {
        board.take(Packet::Ack(number), T0);
        board.take(Packet::Nak(number), T0);
        assert_eq!(board.unacknowledged(), kept, "{number}");
        assert_eq!(said(&mut board, T0), [], "{number}");
    }
}

#[test]
fn what_is_acknowledged_while_it_waits_to_be_sent_again_is_not_sent_again() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..3, T0);
    said(&mut board, T0);
    board.take(Packet::Nak(0), T0);
    board.take(Packet::Ack(2), T0);
    assert_eq!(said(&mut board, T0), pongs(2..3));
}

/// A frame that is under way goes on to its end, whatever is heard meanwhile.
#[test]
fn no_frame_is_cut() {
    let mut board = board_in_session();
    send_pongs(&mut board, 0..2, T0);
    let whole = said(&mut board, T0);
    board.take(Packet::Nak(0), ms(5));
    let mut bytes = Vec::new();
    for turn in 0.. {
        let next = board.transmit(ms(5));
        let Some(&byte) = next.first() else { break };
        bytes.push(byte);
        board.transmitted(1);
        match turn {
            3 => drop(board.take(Packet::Ack(1), ms(5))),
            5 => drop(board.take(Packet::Data(0, Command::Look), ms(5))),
            _ => {}
        }
    }
    assert_eq!(
        items::<Report>(&bytes),
        [whole[0].clone(), Packet::Ack(1), whole[1].clone()].map(Item::Packet)
    );
}

#[test]
fn a_full_outbox_takes_no_more_until_there_is_room() {
    let mut board = board_in_session();
    let report = Report::Refused("x".repeat(100));
    let mut count = 0;
    while board.send(&report, T0).is_ok() {
        count += 1;
    }
    assert_eq!(board.send(&report, T0), Err(NotSent::Full));
    assert!(
        (30..40).contains(&count),
        "{count} of some 110 bytes in {OUTBOX}"
    );
    assert!(board.unacknowledged() <= OUTBOX);
    said(&mut board, T0);
    board.take(Packet::Ack(1), T0);
    assert_eq!(board.send(&report, T0), Ok(()));
    assert_eq!(board.send(&report, T0), Err(NotSent::Full));
}

#[test]
fn no_more_are_under_way_than_numbers_can_tell_apart() {
    let mut board = board_in_session();
    let sent = (0..).take_while(|_| board.send(&Report::Cleared, T0).is_ok());
    assert_eq!(sent.count(), WINDOW);
}

#[test]
fn a_message_that_is_too_long_is_refused_and_takes_no_number() {
    let mut board = board_in_session();
    let report = Report::Refused("x".repeat(MAX_MESSAGE));
    assert_eq!(board.send(&report, T0), Err(NotSent::TooLong));
    send_pongs(&mut board, 0..1, T0);
    assert_eq!(said(&mut board, T0), pongs(0..1));
}

#[test]
fn an_end_that_acknowledges_nothing_counts_as_gone() {
    let mut board = board_in_session();
    assert!(!board.is_gone(GONE * 2), "nothing to acknowledge");
    send_pongs(&mut board, 0..1, ms(100));
    said(&mut board, ms(100));
    assert!(!board.is_gone(ms(99) + GONE));
    assert!(board.is_gone(ms(100) + GONE));
    board.take(Packet::Nak(0), ms(4000));
    assert!(board.is_gone(ms(100) + GONE), "noise makes NAKs too");
    board.take(Packet::Ack(0), ms(4000));
    assert!(!board.is_gone(ms(3999) + GONE), "busy, but it lives");
    board.disconnect();
    assert!(!board.is_gone(GONE * 3));
    assert_eq!(said(&mut board, GONE * 3), []);
}

// ── over a line ──────────────────────────────────────────────────────────────────────────────

/// What may happen to each byte.
#[derive(Clone, Copy, Debug, Default)]
struct Harm {
    /// One in so many is changed, lost, doubled; 0 is none.
    flipped: u32,
    lost: u32,
    doubled: u32,
    /// One in so many turns nothing arrives.
    cut: u32,
    /// A line of text is printed into the stream, one in so many turns.
    text: u32,
}

/// Xorshift (Marsaglia, 2003): the same numbers in every run.
struct Random(u64);

impl Random {
    fn one_in(&mut self, chance: u32) -> bool {
        chance != 0 && self.next().is_multiple_of(u64::from(chance))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 8
    }
}

/// One end, what it has still to say, and what it has heard.
struct Peer<Out, In> {
    end: Endpoint<Out, In>,
    decoder: Decoder<In>,
    to_say: VecDeque<Out>,
    heard: Vec<In>,
    lines: Vec<String>,
}

impl<Out: Message, In: Message> Peer<Out, In> {
    fn new(end: Endpoint<Out, In>, to_say: Vec<Out>) -> Self {
        Peer {
            end,
            decoder: Decoder::new(),
            to_say: to_say.into(),
            heard: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn hear(&mut self, bytes: &[u8], now: Duration) {
        let Peer {
            end,
            decoder,
            heard,
            lines,
            ..
        } = self;
        decoder.push(bytes, |item| match item {
            Item::Packet(packet) => {
                if let Some(Event::Message(message)) = end.take(packet, now) {
                    heard.push(message);
                }
            }
            Item::Error(FrameError::Unknown | FrameError::Echo) => {}
            Item::Error(_) => end.damaged(),
            Item::Text(line) => lines.push(line),
        });
    }

    /// What it says in one turn, of at most so many bytes.
    fn say(&mut self, now: Duration, mut room: usize) -> Vec<u8> {
        while let Some(message) = self.to_say.front() {
            if self.end.send(message, now).is_err() {
                break;
            }
            self.to_say.pop_front();
        }
        let mut bytes = Vec::new();
        while room > 0 {
            let next = self.end.transmit(now);
            let len = next.len().min(room);
            if len == 0 {
                break;
            }
            bytes.extend_from_slice(&next[..len]);
            self.end.transmitted(len);
            room -= len;
        }
        bytes
    }

    fn is_done(&self) -> bool {
        self.to_say.is_empty() && self.end.unacknowledged() == 0
    }
}

/// A line of 921,600 baud that takes a millisecond, and does harm.
struct Line {
    way: VecDeque<Vec<u8>>,
    harm: Harm,
}

impl Line {
    fn carry(&mut self, bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
        let harm = self.harm;
        let mut out = Vec::new();
        for byte in bytes {
            if random.one_in(harm.lost) {
                continue;
            }
            let flip = u8::from(random.one_in(harm.flipped)) << (random.next() % 8);
            out.push(byte ^ flip);
            if random.one_in(harm.doubled) {
                out.push(byte);
            }
        }
        if random.one_in(harm.cut) {
            out.truncate(random.next() as usize % (out.len() + 1));
        }
        if random.one_in(harm.text) {
            let at = random.next() as usize % (out.len() + 1);
            out.splice(at..at, *b"\nI (7) wifi: text\n");
        }
        self.way.push_back(out);
        if self.way.len() > 1 {
            self.way.pop_front().unwrap_or_default()
        } else {
            Vec::new()
        }
    }
}

/// Both ends say all that they have; how many turns of a millisecond that took.
fn converse(
    host: &mut Peer<Command, Report>,
    board: &mut Peer<Report, Command>,
    harm: Harm,
    seed: u64,
) -> u64 {
    const BYTES: usize = 92;
    let mut random = Random(seed | 1);
    let mut lines = [harm, harm].map(|harm| Line {
        way: VecDeque::new(),
        harm,
    });
    host.end.connect(7);
    host.end.set_baud(921_600);
    board.end.set_baud(921_600);
    for turn in 0..600_000 {
        let now = ms(turn);
        if !host.end.is_connected() && turn % 250 == 249 {
            host.end.greet();
        }
        let down = lines[0].carry(host.say(now, BYTES), &mut random);
        board.hear(&down, now);
        let up = lines[1].carry(board.say(now, BYTES), &mut random);
        host.hear(&up, now);
        if host.end.is_connected() && host.is_done() && board.is_done() {
            return turn;
        }
    }
    panic!("it never ends: {harm:?}, seed {seed}");
}

fn any_harm() -> impl Strategy<Value = Harm> {
    let often = || prop_oneof![Just(0), 60u32..2000];
    let turns = || prop_oneof![Just(0), 8u32..100];
    (often(), often(), often(), turns(), turns()).prop_map(|(flipped, lost, doubled, cut, text)| {
        Harm {
            flipped,
            lost,
            doubled,
            cut,
            text,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Everything arrives at both ends, in order, and once.
    #[test]
    fn nothing_is_lost_and_nothing_comes_twice(
        commands in prop::collection::vec(any_command(), 0..40),
        reports in prop::collection::vec(any_report(), 0..150),
        harm in any_harm(),
        seed in any::<u64>(),
    ) {
        // A frame of 1 kB does not get through where every 60th byte is wrong, however often it is sent.
        let short = |message: &dyn std::fmt::Debug| format!("{message:?}").len() < 400;
        let commands: Vec<_> = commands.into_iter().filter(|c| short(c)).collect();
        let reports: Vec<_> = reports.into_iter().filter(|r| short(r)).collect();
        let mut host = Peer::new(host(), commands.clone());
        let mut board = Peer::new(board(), reports.clone());
        converse(&mut host, &mut board, harm, seed);
        prop_assert_eq!(host.heard, reports);
        prop_assert_eq!(board.heard, commands);
    }

    /// Packets without sense, in any order: nothing panics, and nothing unbounded is kept.
    #[test]
    fn no_packet_does_harm(packets in prop::collection::vec(any_packet(), 0..200)) {
        let mut board = board_in_session();
        for (turn, packet) in packets.into_iter().enumerate() {
            let now = ms(turn as u64 * 7);
            let _ = board.take(packet, now);
            let _ = board.send(&Report::Pong(1), now);
            let len = board.transmit(now).len().min(9);
            board.transmitted(len);
            prop_assert!(board.unacknowledged() <= OUTBOX);
            prop_assert!(board.due().is_none_or(|due| due <= now + GONE));
        }
    }
}

fn any_packet() -> impl Strategy<Value = Packet<Command>> {
    prop_oneof![
        (0..3u32).prop_map(|session| hello(VERSION, session)),
        any::<u8>().prop_map(Packet::Ack),
        any::<u8>().prop_map(Packet::Nak),
        any::<u8>().prop_map(|number| Packet::Data(number, Command::Look)),
    ]
}

/// The figures of issue 4: one byte in a thousand, and five times that.
#[test]
fn a_thousand_reports_on_a_noisy_line() {
    let reports: Vec<Report> = (0..1000)
        .map(|n| match n % 3 {
            0 => transition(),
            1 => segment(b"hola"),
            _ => Report::Pong(n),
        })
        .collect();
    let clean = {
        let mut host = Peer::new(host(), vec![]);
        let mut board = Peer::new(board(), reports.clone());
        converse(&mut host, &mut board, Harm::default(), 1)
    };
    for (flipped, most) in [(1000, 2.0), (200, 6.0)] {
        for seed in [1, 2, 3] {
            let harm = Harm {
                flipped,
                ..Harm::default()
            };
            let mut host = Peer::new(host(), vec![Command::Look; 100]);
            let mut board = Peer::new(board(), reports.clone());
            let took = converse(&mut host, &mut board, harm, seed);
            assert!(host.heard == reports && board.heard.len() == 100);
            let times = took as f64 / clean as f64;
            eprintln!("1 in {flipped}, seed {seed}: {took} ms, {times:.2} times the clean line's");
            assert!(times < most, "{times:.2}");
        }
    }
}

/// Numbers go around four times, and the text between the frames comes out as it went in.
#[test]
fn text_goes_beside_the_frames() {
    let reports: Vec<Report> = (0..1000).map(Report::Pong).collect();
    let mut host = Peer::new(host(), vec![]);
    let mut board = Peer::new(board(), reports.clone());
    let harm = Harm {
        text: 3,
        ..Harm::default()
    };
    converse(&mut host, &mut board, harm, 5);
    assert_eq!(host.heard, reports);
    let whole = host.lines.iter().filter(|line| *line == "I (7) wifi: text");
    assert!(whole.count() > 10, "{:?}", host.lines);
}

//! One stream, two tenants: frames and plain text, and neither costs the other anything.

mod common;

use common::*;
use proptest::prelude::*;
use sockscope_link::frame::{FrameError, Item, MAX_FRAME, MAX_LINE, Packet};
use sockscope_link::wifi::Password;
use sockscope_link::{Command, Report, WifiCommand};

const PONG: Report = Report::Pong(7);

fn pong() -> Vec<u8> {
    frame(&PONG)
}

#[test]
fn text_stands_beside_frames() {
    let pong = pong();
    for (what, stream, expected) in [
        ("nothing", vec![], vec![]),
        (
            "a boot banner before the first frame",
            [
                b"ESP-ROM:esp32c3-api1-20210207\r\n\r\nentry 0x4\r\n",
                &pong[..],
            ]
            .concat(),
            vec![
                text("ESP-ROM:esp32c3-api1-20210207"),
                text(""),
                text("entry 0x4"),
                message(PONG),
            ],
        ),
        (
            "a frame in the middle of a line",
            [b"half a ", &pong[..], b"line\n"].concat(),
            vec![message(PONG), text("half a line")],
        ),
        (
            "a prompt without an end",
            [&pong[..], b"waiting for download"].concat(),
            vec![message(PONG), text("waiting for download")],
        ),
        (
            "frames back to back",
            [&pong[..], &pong[..]].concat(),
            vec![message(PONG), message(PONG)],
        ),
        (
            "frames with one zero between them",
            [&pong[..], &pong[1..]].concat(),
            vec![message(PONG), message(PONG)],
        ),
        (
            "zeros that open nothing",
            [b"\0\0a\0b\n\0", &pong[..]].concat(),
            vec![text("\\x00\\x00a\\x00b"), message(PONG), text("\\x00")],
        ),
        (
            "what is left of a frame, between two lines",
            [b"half a line\x00\xf7\x05zz", &pong[..], b"next\n"].concat(),
            vec![
                text("half a line"),
                Item::Error(FrameError::Corrupt),
                text("\\xf7\\x05zz"),
                message(PONG),
                text("next"),
            ],
        ),
        (
            "the other speed of a ROM",
            b"\xe5\xf8\x1b[2J\n".to_vec(),
            vec![text("\\xe5\\xf8\\x1b[2J")],
        ),
    ] {
        assert_eq!(items::<Report>(&stream), expected, "{what}");
    }
}

/// A reset in the middle of a frame, at every place of it: the banner, and the next frame.
#[test]
fn text_that_cuts_a_frame_comes_out() {
    let whole = frame(&transition());
    for cut in 2..whole.len() - 1 {
        let stream = [
            &whole[..cut],
            b"\r\nrst:0x3 (RTC_SW_SYS_RST)\r\n",
            &pong()[..],
        ]
        .concat();
        let items = items::<Report>(&stream);
        assert_eq!(items[0], Item::Error(FrameError::Corrupt), "cut at {cut}");
        assert!(
            items.contains(&text("rst:0x3 (RTC_SW_SYS_RST)")),
            "cut at {cut}: {items:?}"
        );
        assert_eq!(items.last(), Some(&message(PONG)), "cut at {cut}");
    }
}

/// A panic in the middle of a frame, and then silence.
#[test]
fn silence_ends_a_frame() {
    let stream = [&frame(&transition())[..20], b"panicked at src/main.rs\n"].concat();
    let items = items::<Report>(&stream);
    assert_eq!(items[0], Item::Error(FrameError::Cut));
    let Some(Item::Text(line)) = items.last() else {
        panic!("{items:?}")
    };
    assert!(line.ends_with("panicked at src/main.rs"), "{line}");
}

/// Each bit of a frame turned, each byte lost: no false message, and the next frame arrives.
#[test]
fn damage_costs_one_frame() {
    let whole = frame(&transition());
    let turned = (0..whole.len() * 8).map(|bit| {
        let mut stream = whole.clone();
        stream[bit / 8] ^= 1 << (bit % 8);
        stream
    });
    let lost = (0..whole.len()).map(|byte| {
        let mut stream = whole.clone();
        stream.remove(byte);
        stream
    });
    for mut stream in turned.chain(lost) {
        stream.extend(pong());
        let messages: Vec<_> = items::<Report>(&stream)
            .into_iter()
            .filter(|item| matches!(item, Item::Packet(_)))
            .collect();
        // Of the zeros around it a frame can lose the one that its neighbour has too.
        let harmless = [message(transition()), message(PONG)];
        assert!(
            messages == [message(PONG)] || messages == harmless,
            "{stream:02x?}"
        );
    }
}

/// On a line that echoes, noise must not bring a password to light: an own frame that comes back damaged
/// is not shown.
#[test]
fn a_damaged_echo_is_not_shown() {
    let join = frame(&Command::Wifi(WifiCommand::Join {
        ssid: "aula".into(),
        password: Some(Password::new("correct horse")),
        address: None,
        power: None,
    }));
    let mut damaged = join.clone();
    damaged[4] ^= 1;
    let shown = |stream: &[u8]| format!("{:?}", items::<Report>(stream));
    assert!(
        shown(&damaged).contains("horse"),
        "the password is not in the clear, or nothing is shown"
    );
    let echoed = shown(&[&join[..], &damaged, b"text\n"].concat());
    assert!(!echoed.contains("horse"), "{echoed}");
    assert!(
        echoed.contains("Corrupt") && echoed.contains("text"),
        "{echoed}"
    );
    let theirs = frame(&transition());
    let cut = [&join[..], &theirs[..20], b"\npanicked at\n\0"].concat();
    assert!(
        shown(&cut).contains("panicked at"),
        "a board's frame is shown as ever"
    );
}

#[test]
fn long_lines_are_split_at_the_limit() {
    let x = |len| "x".repeat(len);
    for (line, expected) in [
        (x(MAX_LINE), vec![x(MAX_LINE)]),
        (x(MAX_LINE + 1), vec![x(MAX_LINE), x(1)]),
        (x(3 * MAX_LINE), vec![x(MAX_LINE); 3]),
        // A character is not cut in two.
        (x(MAX_LINE - 1) + "ñ", vec![x(MAX_LINE - 1), "ñ".into()]),
        (x(MAX_LINE - 3) + "😀", vec![x(MAX_LINE - 3), "😀".into()]),
        (
            x(MAX_LINE - 2) + "ñy",
            vec![x(MAX_LINE - 2) + "ñ", "y".into()],
        ),
    ] {
        let expected: Vec<_> = expected.into_iter().map(Item::Text).collect();
        assert_eq!(items::<Report>((line.clone() + "\n").as_bytes()), expected);
        assert_eq!(
            items::<Report>(line.as_bytes()),
            expected,
            "at the end of the stream"
        );
    }
}

#[test]
fn a_frame_without_end_is_too_long() {
    let endless = [&[0, 0xF7], &[b'z'; 3 * MAX_FRAME][..], b"\n", &pong()].concat();
    let items = items::<Report>(&endless);
    assert_eq!(items[0], Item::Error(FrameError::TooLong));
    assert_eq!(items.last(), Some(&message(PONG)));
    let shown: String = items
        .iter()
        .filter_map(|item| match item {
            Item::Text(line) => Some(line.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, "\\xf7".to_owned() + &"z".repeat(3 * MAX_FRAME));
}

/// A piece of a stream, and what must come of it.
#[derive(Clone, Debug)]
enum Piece {
    Message(Report),
    Text(String),
}

fn any_stream() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        any_report().prop_map(Piece::Message),
        "[ -~ñ→😀]{0,40}".prop_map(Piece::Text),
        "[ -~]{0,20}\r?\n".prop_map(Piece::Text),
    ];
    prop::collection::vec(piece, 0..20)
}

fn bytes_of(pieces: &[Piece]) -> Vec<u8> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Message(message) => frame(message),
            Piece::Text(text) => text.clone().into_bytes(),
        })
        .collect()
}

fn messages_and_text(items: Vec<Item<Report>>) -> (Vec<Report>, Vec<String>) {
    let (mut messages, mut lines) = (vec![], vec![]);
    for item in items {
        match item {
            Item::Packet(Packet::Data(_, message)) => messages.push(message),
            Item::Packet(other) => panic!("{other:?}"),
            Item::Text(line) => lines.push(line),
            Item::Error(error) => panic!("{error}"),
        }
    }
    (messages, lines)
}

proptest! {
    #[test]
    fn reports_arrive_as_sent(report in any_report()) {
        prop_assert_eq!(items::<Report>(&frame(&report)), [message(report)]);
    }

    #[test]
    fn commands_arrive_as_sent(command in any_command()) {
        prop_assert_eq!(items(&frame(&command)), [message(command)]);
    }

    /// The reports of a mixed stream are what they are without the text, and the text is what it
    /// is without the reports.
    #[test]
    fn neither_tenant_loses(pieces in any_stream()) {
        let (messages, lines) = messages_and_text(items(&bytes_of(&pieces)));
        let (mut sent, mut written) = (vec![], String::new());
        for piece in pieces {
            match piece {
                Piece::Message(message) => sent.push(message),
                Piece::Text(text) => written += &text,
            }
        }
        prop_assert_eq!(messages, sent);
        // Without an end, or with one: str::lines sees the same lines.
        if written.lines().all(|line| line.len() <= MAX_LINE) {
            prop_assert_eq!(lines, written.lines().collect::<Vec<_>>());
        }
    }

    /// A line that another task prints into the middle of anything comes out whole, and costs at
    /// most the frame that it falls into.
    #[test]
    fn a_line_anywhere_comes_out(pieces in any_stream(), at in any::<prop::sample::Index>()) {
        let mut stream = bytes_of(&pieces);
        let before = items::<Report>(&stream);
        let at = at.index(stream.len() + 1);
        stream.splice(at..at, *b"\n<< the line >>\n");
        let after = items::<Report>(&stream);
        prop_assert!(after.contains(&text("<< the line >>")), "{:?}", after);
        let messages = |items: &[Item<Report>]| {
            items.iter().filter(|item| matches!(item, Item::Packet(_))).count()
        };
        prop_assert!(messages(&after) + 1 >= messages(&before));
    }

    /// How a stream is cut into pieces makes no difference, whatever it holds.
    #[test]
    fn pieces_make_no_difference(
        pieces in any_stream(),
        noise in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0u8), Just(0xF7), any::<u8>()]), 0..5),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let mut stream = bytes_of(&pieces);
        for (at, byte) in noise {
            stream.insert(at.index(stream.len() + 1), byte);
        }
        let whole = items::<Report>(&stream);
        prop_assert_eq!(&items_in_chunks::<Report>(stream.chunks(1)), &whole, "byte by byte");

        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let chunks = cuts.windows(2).map(|ends| &stream[ends[0]..ends[1]]);
        prop_assert_eq!(&items_in_chunks::<Report>(chunks), &whole);
    }

    /// Bytes without a mark open no frame: all of them are text, and the text tells which.
    #[test]
    fn all_bytes_without_a_mark_are_text(stream in prop::collection::vec(any::<u8>(), 0..400)) {
        let stream: Vec<u8> = stream
            .into_iter()
            .filter(|byte| !matches!(byte, 0xC0 | 0xF7 | b'\\' | b'\x1b' | b'\r' | b'\n'))
            .collect();
        let mut shown = Vec::new();
        for item in items::<Report>(&stream) {
            let Item::Text(line) = item else { panic!("{item:?}") };
            shown.extend(unescape(&line));
        }
        prop_assert_eq!(shown, stream);
    }
}

/// Undoes `text::printable`, where no backslash was in the text itself.
fn unescape(line: &str) -> Vec<u8> {
    let mut parts = line.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = match part.strip_prefix("u{") {
            Some(part) => part.split_once('}').unwrap(),
            None => part[1..].split_at(2),
        };
        let code = u32::from_str_radix(code, 16).unwrap();
        if part.starts_with('u') {
            bytes.extend(char::from_u32(code).unwrap().to_string().bytes());
        } else {
            bytes.push(code as u8);
        }
        bytes.extend(rest.bytes());
    }
    bytes
}

//! tshark reads the captures without a word, and its own analysis says what the timeline says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sockscope::peer::Peer;
use sockscope::timeline::{Event, Packet, What, Word, from_line};
use sockscope::world::World;
use sockscope::world::numbers::Relative;
use sockscope_link::{Act, Flags};

use super::{export, folder, recordings, text, tool};

/// The columns that tshark is asked for.
const FIELDS: [&str; 13] = [
    "frame.interface_name",
    "frame.time_epoch",
    "ip.src",
    "tcp.srcport",
    "tcp.flags",
    "tcp.seq",
    "tcp.ack",
    "tcp.len",
    "tcp.stream",
    "tcp.analysis.retransmission",
    "tcp.analysis.fast_retransmission",
    "frame.comment",
    "_ws.malformed",
];

/// What tshark says of each packet, by the names of the columns.
fn ask(file: &Path) -> Option<Vec<BTreeMap<&'static str, String>>> {
    let mut args = vec![
        "-r",
        file.to_str().expect("ASCII"),
        "-T",
        "fields",
        "-E",
        "separator=|",
    ];
    args.extend(FIELDS.iter().flat_map(|field| ["-e", field]));
    let output = tool("tshark", &args)?;
    let said = text(&output.stderr);
    // It says so to whoever is root.
    let said = said
        .lines()
        .filter(|line| !line.starts_with("Running as user"));
    assert_eq!(said.collect::<Vec<_>>(), [""; 0], "{}", file.display());
    let rows = text(&output.stdout);
    let rows = rows.lines().map(|line| {
        let cells = line.split('|').map(str::to_owned);
        FIELDS.into_iter().zip(cells).collect()
    });
    Some(rows.collect())
}

/// The segments of a recording as they came to the wire, with the numbers that their connection counts,
/// and whether its end had sent a SYN.
fn segments(file: &Path) -> Vec<(Packet, Relative, bool)> {
    let text = fs::read_to_string(file).expect("the recording");
    let (mut world, mut seen) = (World::default(), BTreeSet::new());
    let mut found = Vec::new();
    for line in text.lines() {
        let event: Event = from_line(line).expect("an event");
        if let What::Segment(packet) = &event.what
            && (seen.insert(packet.id.0) || packet.act == Act::Duplicated)
        {
            let relative = world.relative(packet);
            world.apply(&event);
            let begun = world.flows.find(packet.src, packet.dst).is_some();
            found.push((packet.clone(), relative, begun));
        } else {
            world.apply(&event);
        }
    }
    found
}

fn number(flags: Flags) -> u32 {
    let bits = [
        (Flags::FIN, 1),
        (Flags::SYN, 2),
        (Flags::RST, 4),
        (Flags::PSH, 8),
        (Flags::ACK, 16),
        (Flags::URG, 32),
    ];
    bits.into_iter()
        .filter(|(flag, _)| flags.contains(*flag))
        .map(|(_, bit)| bit)
        .sum()
}

#[test]
fn tshark_says_what_the_timeline_says() {
    let into = folder("tshark");
    for (id, recording) in recordings() {
        let Some(rows) = ask(&export(id, "pcapng", &into, &[])) else {
            return;
        };
        let segments = segments(&recording);
        assert_eq!(rows.len(), segments.len(), "{id}: each segment once");
        for (row, (packet, relative, begun)) in rows.iter().zip(&segments) {
            let which = format!("{id} #{}: {row:?}", packet.id.0);
            assert_eq!(
                row["frame.interface_name"],
                Peer::sender(packet.dir).name(),
                "{which}"
            );
            assert!(
                row["frame.comment"].starts_with(&format!("#{} ", packet.id.0)),
                "{which}"
            );
            assert_eq!(row["_ws.malformed"], "", "{which}");
            if packet.is_tcp() {
                same(row, packet, *relative, *begun, &which);
            }
        }
        conversations(id, &rows, &segments);
    }
}

/// The control bits, the numbers, and whether it is a retransmission.
fn same(
    row: &BTreeMap<&str, String>,
    packet: &Packet,
    relative: Relative,
    begun: bool,
    which: &str,
) {
    let flags = u32::from_str_radix(row["tcp.flags"].trim_start_matches("0x"), 16);
    assert_eq!(flags, Ok(number(packet.flags)), "{which}");
    assert_eq!(row["tcp.len"], packet.len.to_string(), "{which}");
    // What never had a SYN has no beginning to count from.
    if begun {
        assert_eq!(row["tcp.seq"], relative.seq.to_string(), "{which}");
    }
    if begun && packet.flags.contains(Flags::ACK) {
        assert_eq!(row["tcp.ack"], relative.ack.to_string(), "{which}");
    }
    let again = [
        "tcp.analysis.retransmission",
        "tcp.analysis.fast_retransmission",
    ];
    let again = again.iter().any(|field| !row[*field].is_empty());
    assert_eq!(again, packet.word == Some(Word::Repeat), "{which}");
}

/// Each connection is one stream of tshark's, and each stream one connection.
fn conversations(id: &str, rows: &[BTreeMap<&str, String>], segments: &[(Packet, Relative, bool)]) {
    let mut streams: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    let mut ends: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for (row, (packet, ..)) in rows
        .iter()
        .zip(segments)
        .filter(|(_, (packet, ..))| packet.is_tcp())
    {
        let pair = [packet.src.min(packet.dst), packet.src.max(packet.dst)];
        streams.entry(&row["tcp.stream"]).or_default().insert(pair);
        ends.entry(pair).or_default().insert(&row["tcp.stream"]);
    }
    assert!(
        streams.values().all(|pairs| pairs.len() == 1),
        "{id}: {streams:?}"
    );
    assert!(
        ends.values().all(|streams| streams.len() == 1),
        "{id}: {ends:?}"
    );
}

#[test]
fn a_comment_says_the_call_the_fate_and_the_states() {
    let into = folder("comments");
    let Some(rows) = ask(&export("handshake", "pcapng", &into, &[])) else {
        return;
    };
    let comments: Vec<&str> = rows
        .iter()
        .map(|row| row["frame.comment"].as_str())
        .collect();
    let syn = comments[0];
    for part in [
        "board: connect(c, SERVER:7777)",
        "held for ",
        "released",
        "host s.1: LISTEN → SYN-RECEIVED (measured)",
    ] {
        assert!(syn.contains(part), "{part} is not in {syn:?}");
    }
    let dropped = comments
        .iter()
        .filter(|comment| comment.contains("then dropped"));
    assert_eq!(dropped.count(), 1, "{comments:?}");
}

//! `export --to html`: at every event the page says what the timeline says.

use std::fs;

use sockscope::export::html;
use sockscope::lesson::{course, recorded};
use sockscope::peer::Peer;
use sockscope::run::Model;
use sockscope::timeline::from_line;
use sockscope::words::Lang;
use sockscope::world::{Log, World};

/// The states after each event, as the timeline's fold has them: of each peer the sockets that still
/// mean something, else the one that was used last.
fn states(log: &Log) -> serde_json::Value {
    let mut world = World::default();
    let mut all = Vec::new();
    for event in log.timeline.events() {
        world.apply(event);
        let of = |peer: Peer| {
            let mut sockets: Vec<_> = world.live(peer).collect();
            if sockets.is_empty() {
                sockets.extend(world.focus(peer));
            }
            let said = |socket: &&sockscope::world::Socket| {
                format!("{peer} {} {}", socket.name, socket.state)
            };
            sockets.iter().map(said).collect::<Vec<_>>()
        };
        all.push([of(Peer::Host), of(Peer::Board)].concat());
    }
    serde_json::json!(all)
}

#[test]
fn the_page_of_a_recording_says_what_the_timeline_says() {
    let folder = std::env::temp_dir().join(format!("sockscope-page-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    for lesson in ["lifecycle", "handshake"] {
        let mut log = Log::default();
        let recording = recorded::shipped(lesson).expect("it ships");
        for line in recording.lines() {
            log.take(from_line(line).expect("an event"));
        }
        let wanted = states(&log);
        let page = html::page(&Model::of_recording(log, lesson, course()), Lang::En);
        let [file, states] = ["html", "json"].map(|end| folder.join(format!("{lesson}.{end}")));
        fs::write(&file, page).expect("a file");
        fs::write(&states, wanted.to_string()).expect("a file");
        let [file, states] = [&file, &states].map(|path| path.to_str().expect("ASCII"));
        if let Some(said) = crate::drive("export.mjs", &[file, states]) {
            eprintln!("{lesson}: {said}");
        }
    }
    fs::remove_dir_all(&folder).expect("it was there");
}

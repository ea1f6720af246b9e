//! Pictures, still and moving, and the film.

use std::fs;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope::play::program::course;
use sockscope::run::Model;
use sockscope::script::Role;
use sockscope::stage::{Opening, Reel, Stage};
use sockscope::timeline::from_line;
use sockscope::view::{self, Scene, Theme};
use sockscope::words::Lang;
use sockscope::world::Log;

use super::{export, folder, recording, sockscope, text, tool};

/// What Python's parser of XML finds: the root's children in order, and how many texts there are.
const LOOK: &str = "
import sys, xml.dom.minidom
for name in sys.argv[1:]:
    root = xml.dom.minidom.parse(name).documentElement
    names = [node.tagName for node in root.childNodes if node.nodeType == node.ELEMENT_NODE]
    title = root.getElementsByTagName('title')[0].firstChild.data
    about = root.getElementsByTagName('desc')[0].firstChild.data
    assert title and len(about) > 20, name
    print(names[0], names[1], root.getAttribute('role'), len(root.getElementsByTagName('text')))
";

#[test]
fn a_picture_is_xml_with_a_title_a_description_and_text() {
    let into = folder("pictures");
    let kinds: [&[&str]; 6] = [
        &["--of", "ladder"],
        &["--of", "flow"],
        &["--of", "states", "--theme", "light"],
        &["--of", "screen"],
        &["--animated"],
        &["--of", "screen", "--animated"],
    ];
    let files = kinds.map(|more| export("delivered", "svg", &into, more));
    let names = files.each_ref().map(|file| file.to_str().expect("ASCII"));
    let Some(output) = tool("python3", &[&["-c", LOOK], &names[..]].concat()) else {
        return;
    };
    assert!(output.status.success(), "{}", text(&output.stderr));
    for line in text(&output.stdout).lines() {
        let texts = line
            .strip_prefix("title desc img ")
            .expect("the order of a picture");
        assert!(texts.parse::<u32>().expect("a number") > 20, "{line}");
    }
    let light = fs::read_to_string(&files[2]).expect("a picture");
    assert!(
        light.contains("rx=\"8\" fill=\"#eeeeee\""),
        "the light theme's ground"
    );
}

/// The README's moving pictures are what export makes of the recording that ships.
#[test]
fn the_moving_pictures_of_the_readme_are_those_of_the_recording() {
    let recording = recording("handshake");
    let recording = recording.to_str().expect("ASCII");
    for (lang, name) in [
        ("en", "docs/handshake.svg"),
        ("es", "docs/handshake.es.svg"),
    ] {
        let args = [
            "export",
            recording,
            "--to",
            "svg",
            "--of",
            "screen",
            "--animated",
        ];
        let output = sockscope(&[&args[..], &["--lang", lang]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&file, &output.stdout).expect("the picture");
        }
        let is = fs::read(&file).expect("the picture");
        assert!(
            is == output.stdout,
            "{name}: UPDATE_SNAPSHOTS=1 cargo test --test export writes it anew"
        );
        assert!(is.len() < 300_000, "{name} is {} bytes", is.len());
    }
}

#[test]
fn a_film_played_in_a_terminal_ends_with_the_screen_of_the_end() {
    let file = export("handshake", "cast", &folder("film"), &[]);
    let film = fs::read_to_string(file).expect("a film");
    let mut lines = film
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"));
    let header = lines.next().expect("a header");
    assert_eq!(header["version"], 3);
    let size = |name: &str| header["term"][name].as_u64().expect("a number") as u16;
    let (columns, rows) = (size("cols"), size("rows"));
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    let (mut steps, mut last) = (0, String::new());
    for line in lines {
        assert!(line[0].as_f64().expect("an interval") >= 0.0);
        match line[1].as_str().expect("a code") {
            "o" => terminal.process(line[2].as_str().expect("data").as_bytes()),
            "m" => steps += 1,
            code => code.clone_into(&mut last),
        }
    }
    assert_eq!(last, "x", "it says that it is over");
    let (screen, all) = end_of("handshake", (columns, rows));
    assert_eq!(steps, all, "a marker a step");
    let shown: Vec<String> = terminal.screen().rows(0, columns).collect();
    let lines = screen.content.chunks(usize::from(columns));
    let wanted: Vec<String> = lines
        .map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>())
        .collect();
    for (shown, wanted) in shown.iter().zip(&wanted) {
        assert_eq!(shown.trim_end(), wanted.trim_end());
    }
}

/// The screen after the last event of a recording, and how many steps there are.
fn end_of(lesson: &str, (columns, rows): (u16, u16)) -> (Buffer, usize) {
    let mut log = Log::default();
    let text = fs::read_to_string(recording(lesson)).expect("the recording");
    let events = text.lines().map(|line| from_line(line).expect("an event"));
    events.for_each(|event| log.take(event));
    let model = Model::of_recording(log, lesson, &course());
    let opening = Opening {
        lesson: String::new(),
        role: Role::Server,
        board: String::new(),
    };
    let mut stage = Stage::new(opening, Lang::En);
    stage.open_recording(&model);
    let count = model.log.timeline.next_seq();
    stage.show_moment(&model, count, Reel { count, whole: true });
    let theme = Theme::named("dark").expect("a theme");
    let mut screen = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(
        &Scene::new(&model, &stage, &theme, 0),
        screen.area,
        &mut screen,
    );
    let steps = model.lesson.as_ref().map_or(0, |lesson| lesson.steps.len());
    (screen, steps)
}

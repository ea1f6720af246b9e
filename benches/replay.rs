//! A recording of 100 MB on the stage: the first frame, the end and back, a frame of any moment, memory; and
//! the commands that read it through. Beside them tshark, reading the same packets, where it is installed.
//!
//! Each part runs in a process of its own, so that what one leaves behind is not counted for the other.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope::lesson::recorded;
use sockscope::run::{Model, Options};
use sockscope::script::Role;
use sockscope::stage::{Opening, Reel, Stage};
use sockscope::timeline::{What, from_line, to_line};
use sockscope::view::{Scene, Theme, draw};
use sockscope::words::Lang;
use sockscope::world::tape::Tape;

/// How large the recording is, in bytes.
const SIZE: u64 = 100_000_000;

const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 160,
    height: 48,
};

fn main() {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("stage") => on_stage(&PathBuf::from(args.next().unwrap_or_default())),
        Some("--test") => {}
        _ => all(),
    }
}

/// Makes the recording and has each part run.
fn all() {
    let file = std::env::temp_dir().join(format!("sockscope-bench-{}.jsonl", std::process::id()));
    let (events, packets) = make(&file);
    let size = fs::metadata(&file).map_or(0, |found| found.len());
    println!("{size} bytes, {events} events, {packets} packets");
    let this = std::env::current_exe().expect("this program");
    let run = Command::new(this).arg("stage").arg(&file).status();
    assert!(run.is_ok_and(|status| status.success()));
    let name = file.to_string_lossy().into_owned();
    for (what, args) in [
        ("replay --json", vec!["replay", &name, "--json"]),
        ("replay --text", vec!["replay", &name, "--text"]),
        ("diff with itself", vec!["diff", &name, &name]),
        (
            "grade",
            vec!["grade", &name, "--against", "goodbye", "--csv"],
        ),
    ] {
        through(what, env!("CARGO_BIN_EXE_sockscope"), &args);
    }
    let pcap = file.with_extension("pcap");
    pcap_of(&file, &pcap);
    let name = pcap.to_string_lossy().into_owned();
    through("tshark, the same packets", "tshark", &["-r", &name, "-q"]);
    through("tshark, a line a packet", "tshark", &["-r", &name]);
    let _ = fs::remove_file(&file);
    let _ = fs::remove_file(&pcap);
}

/// A session of many lives: the shipped recording of `goodbye`, over and over.
fn make(file: &Path) -> (u64, u64) {
    let golden = recorded::shipped("goodbye").expect("it ships");
    let life: Vec<_> = golden
        .lines()
        .map(|line| from_line(line).expect("an event"))
        .collect();
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    let (mut seq, mut size, mut packets, mut t_us) = (0, 0, 0, 0);
    while size < SIZE {
        let first = seq == 0;
        for event in &life {
            if !first && matches!(event.what, What::Session(_) | What::End { .. }) {
                continue;
            }
            let mut event = event.clone();
            event.seq = seq;
            event.t_us += t_us;
            packets += u64::from(matches!(event.what, What::Segment(_)));
            let line = to_line(&event);
            size += line.len() as u64 + 1;
            writeln!(out, "{line}").expect("it is written");
            seq += 1;
        }
        t_us += 200_000;
    }
    out.flush().expect("it is written");
    (seq, packets)
}

/// Opens the recording and goes about in it, as the stage does.
fn on_stage(file: &Path) {
    let began = Instant::now();
    let reader = BufReader::with_capacity(1 << 18, File::open(file).expect("the recording"));
    let mut tape = Tape::new(reader);
    let mut show = Show::new();
    show.seek(&mut tape, 0);
    say("open to the first frame", began.elapsed());
    let began = Instant::now();
    while !tape.is_whole() {
        tape.read_on(2_000).expect("it is read");
    }
    say("read on to its end, while nobody waits", began.elapsed());
    let began = Instant::now();
    show.seek(&mut tape, u64::MAX);
    say("to the end", began.elapsed());
    let began = Instant::now();
    show.seek(&mut tape, 0);
    say("and back to the beginning", began.elapsed());
    let began = Instant::now();
    let middle = tape.count() / 2;
    show.seek(&mut tape, middle);
    say("to the middle", began.elapsed());
    let mut frames: Vec<Duration> = (0..1_000)
        .map(|at| {
            let began = Instant::now();
            show.seek(&mut tape, middle + at);
            began.elapsed()
        })
        .collect();
    frames.sort_unstable();
    say("one event on, drawn: median of 1,000", frames[500]);
    say("… the slowest", frames[999]);
    println!("  resident: {}", resident());
}

/// The stage without a terminal.
struct Show {
    model: Model,
    stage: Stage,
    theme: Theme,
    buf: Buffer,
}

impl Show {
    fn new() -> Show {
        let opening = Opening {
            lesson: "goodbye".to_owned(),
            role: Role::Server,
            board: "virtual".to_owned(),
        };
        Show {
            model: Model::new(Options::default()),
            stage: Stage::new(opening, Lang::En),
            theme: Theme::named("dark").expect("a built-in theme"),
            buf: Buffer::empty(AREA),
        }
    }

    fn seek(&mut self, tape: &mut Tape<BufReader<File>>, seq: u64) {
        let seq = if tape.is_whole() {
            seq.min(tape.count() - 1)
        } else {
            seq
        };
        let timeline = &self.model.log.timeline;
        if !(timeline.first_seq()..timeline.next_seq()).contains(&seq) {
            self.model.log = tape.window(seq).expect("it is read");
            self.stage.past = None;
        }
        let reel = Reel {
            count: tape.count(),
            whole: tape.is_whole(),
        };
        self.stage.show_moment(&self.model, seq, reel);
        self.buf.reset();
        let scene = Scene::new(&self.model, &self.stage, &self.theme, 0);
        draw(&scene, AREA, &mut self.buf);
    }
}

fn say(what: &str, took: Duration) {
    println!("  {what}: {:.2} ms", took.as_secs_f64() * 1_000.0);
}

/// A command that reads the file through; what it prints goes nowhere.
fn through(what: &str, program: &str, args: &[&str]) {
    let began = Instant::now();
    let status = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(_) => say(what, began.elapsed()),
        Err(_) => println!("  {what}: not installed"),
    }
}

/// The recorded packets as a pcap file of raw IP.
fn pcap_of(file: &Path, pcap: &Path) {
    let text = fs::read_to_string(file).expect("the recording");
    let mut out = BufWriter::new(File::create(pcap).expect("a file"));
    let header: [u32; 6] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 101];
    let mut put = |words: &[u32], bytes: &[u8]| {
        words
            .iter()
            .for_each(|word| out.write_all(&word.to_le_bytes()).expect("it is written"));
        out.write_all(bytes).expect("it is written");
    };
    put(&header, &[]);
    for line in text
        .lines()
        .filter(|line| line.contains("\"kind\":\"segment\""))
    {
        let event = from_line(line).expect("an event");
        if let What::Segment(packet) = &event.what
            && let Some(bytes) = &packet.bytes
        {
            let length = bytes.len() as u32;
            let (seconds, micros) = (event.t_us / 1_000_000, event.t_us % 1_000_000);
            put(&[seconds as u32, micros as u32, length, length], bytes);
        }
    }
    out.flush().expect("it is written");
}

fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kib.map_or("?".to_owned(), |kib| {
            format!("{:.1} MB", kib * 1024.0 / 1e6)
        })
    };
    format!("{} (most {})", of("VmRSS:"), of("VmHWM:"))
}

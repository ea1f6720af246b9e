//! What an export of 10,000 events costs, kind by kind: the built program's time and the most memory it
//! had, and beside them tshark reading the capture. `cargo bench --bench export`.
#![allow(missing_docs, reason = "a program of its own")]

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use sockscope::export::{KINDS, Of};
    use sockscope::lesson::recorded;
    use sockscope::timeline::{Event, What, from_line, to_line};
    use sockscope_link::SegmentId;

    /// How many events.
    const EVENTS: usize = 10_000;
    /// The aims.
    const TIME: Duration = Duration::from_secs(1);
    const MEMORY: i64 = 60 << 10;

    /// A life, again and again: each with sockets, calls, segments of its own.
    fn session() -> String {
        let text = recorded::shipped("lifecycle").expect("it ships");
        let life: Vec<Event> = text
            .lines()
            .map(|line| from_line(line).expect("an event"))
            .collect();
        let last = life.last().map_or(0, |event| event.t_us) + 1;
        let lives = (0_u32..).flat_map(|number| {
            let skipped = usize::from(number > 0);
            life.iter().skip(skipped).map(move |event| (number, event))
        });
        let lines = lives.take(EVENTS).zip(0..).map(|((number, event), seq)| {
            let mut event = event.clone();
            event.seq = seq;
            event.t_us += u64::from(number) * last;
            renumber(&mut event.what, number * 100);
            to_line(&event) + "\n"
        });
        lines.collect()
    }

    fn renumber(what: &mut What, by: u32) {
        match what {
            What::Call { id, .. } | What::Blocked { id, .. } => *id += by,
            What::Return(returned) => returned.id += by,
            What::Segment(packet) => packet.id = SegmentId(packet.id.0 + by),
            What::State(change) => {
                change.socket += by;
                change.segment = change.segment.map(|id| id + by);
            }
            _ => {}
        }
    }

    /// The time that a program takes, and the most memory that it had, in KiB.
    fn measure(command: &mut Command) -> io::Result<(Duration, i64)> {
        let began = Instant::now();
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let (mut status, mut used) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
        let id = libc::pid_t::try_from(child.id()).map_err(io::Error::other)?;
        // SAFETY: both places are ours and live; the child is waited for only here.
        let waited = unsafe { libc::wait4(id, &mut status, 0, used.as_mut_ptr()) };
        let time = began.elapsed();
        if waited != id || status != 0 {
            return Err(io::Error::other(format!("status {status}")));
        }
        // SAFETY: wait4 has filled it in.
        Ok((time, unsafe { used.assume_init() }.ru_maxrss))
    }

    fn export(file: &Path, kind: &str, out: &Path, more: &[&str]) -> io::Result<(Duration, i64)> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command
            .arg("export")
            .arg(file)
            .args(["--to", kind, "--overwrite", "-o"]);
        measure(command.arg(out).args(more))
    }

    fn print(what: &str, measured: io::Result<(Duration, i64)>, out: &Path) {
        match measured {
            Ok((time, memory)) => {
                let size = fs::metadata(out).map_or(0, |found| found.len()) / 1024;
                let missed = if time > TIME || memory > MEMORY {
                    "  over the aim"
                } else {
                    ""
                };
                let (ms, mib) = (time.as_millis(), memory / 1024);
                println!("{what:<24} {ms:>6} ms {mib:>5} MiB {size:>8} KiB of file{missed}");
            }
            Err(why) => println!("{what:<24} {why}"),
        }
    }

    pub fn main() {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let file = folder.join("export-bench.jsonl");
        fs::write(&file, session()).expect("a file");
        for kind in KINDS {
            let out = folder.join(format!("export-bench.{}", kind.extension));
            print(kind.name, export(&file, kind.name, &out, &[]), &out);
            for of in kind.of.iter().copied().skip(1).map(Of::name) {
                let what = format!("{} --of {of}", kind.name);
                print(&what, export(&file, kind.name, &out, &["--of", of]), &out);
            }
            if kind.moves {
                let what = format!("{} --animated", kind.name);
                print(&what, export(&file, kind.name, &out, &["--animated"]), &out);
            }
        }
        let capture = folder.join("export-bench.pcapng");
        let mut tshark = Command::new("tshark");
        print(
            "tshark reads pcapng",
            measure(tshark.arg("-r").arg(&capture)),
            &capture,
        );
    }
}

fn main() {
    #[cfg(unix)]
    unix::main();
}

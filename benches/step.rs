//! What stepping costs a program: a call that does not stop, one that stops, one that is shown, and 100 MB in
//! 64-KB pieces between two of its threads; bare, under `sockscope step`, and beside it strace with and
//! without its filter. The program measures itself (`step.c`); the middle one of several runs counts.

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("step needs Linux");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    /// The four figures that the program prints.
    type Figures = [f64; 4];

    pub fn main() {
        // `cargo test --benches` only wants to know that it runs.
        let measures = std::env::args().any(|argument| argument == "--bench");
        let (calls, rounds) = if measures { ("20000", 5) } else { ("100", 1) };
        let Some(program) = compiled() else {
            println!("left out: gcc is missing");
            return;
        };
        let sockscope = env!("CARGO_BIN_EXE_sockscope");
        let calls_traced =
            "trace=%network,read,write,close,fcntl,ioctl,dup,poll,ppoll,select,epoll_wait";
        let ways: [(&str, Vec<&str>); 4] = [
            ("bare", vec![]),
            (
                "sockscope step --json",
                vec![sockscope, "step", "--json", "--board", "virtual", "--"],
            ),
            (
                "strace --seccomp-bpf",
                vec![
                    "strace",
                    "-f",
                    "--seccomp-bpf",
                    "-o",
                    "/dev/null",
                    "-e",
                    calls_traced,
                ],
            ),
            ("strace", vec!["strace", "-f", "-o", "/dev/null"]),
        ];
        println!(
            "{:<24}{:>12}{:>12}{:>12}{:>12}",
            "", "untrapped", "trapped", "shown", "100 MB"
        );
        let mut bare: Option<Figures> = None;
        for (name, before) in ways {
            let mut runs: Vec<Figures> = (0..rounds)
                .filter_map(|_| figures(&before, &program, calls))
                .collect();
            if runs.is_empty() {
                println!("{name:<24}left out: it does not run here");
                continue;
            }
            let middle = middle(&mut runs);
            let to = *bare.get_or_insert(middle);
            println!(
                "{name:<24}{:>9.2} µs{:>9.2} µs{:>9.2} µs{:>9.0} ms   × {:.2} {:.1} {:.1} {:.1}",
                middle[0] / 1e3,
                middle[1] / 1e3,
                middle[2] / 1e3,
                middle[3],
                middle[0] / to[0],
                middle[1] / to[1],
                middle[2] / to[2],
                middle[3] / to[3],
            );
        }
    }

    fn compiled() -> Option<PathBuf> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/step.c");
        let program = std::env::temp_dir().join(format!("sockscope-bench-{}", std::process::id()));
        let made = Command::new("gcc")
            .args(["-O2", "-pthread", "-o"])
            .args([&program, &source])
            .status();
        made.is_ok_and(|made| made.success()).then_some(program)
    }

    /// One run of the program, after these words; its output stands alone, or in a timeline.
    fn figures(before: &[&str], program: &Path, calls: &str) -> Option<Figures> {
        let mut words = before
            .iter()
            .map(AsRef::as_ref)
            .chain([program.as_os_str(), calls.as_ref()]);
        let run = Command::new(words.next()?)
            .args(words)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&run.stdout);
        let line = text.split("figures ").nth(1)?;
        let line = line.split(['"', '\n', '\\']).next()?;
        let numbers: Vec<f64> = line
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        numbers.try_into().ok()
    }

    /// Of each figure the middle one.
    fn middle(runs: &mut [Figures]) -> Figures {
        let mut middle = [0.0; 4];
        for (at, figure) in middle.iter_mut().enumerate() {
            runs.sort_by(|one, other| one[at].total_cmp(&other[at]));
            *figure = runs[runs.len() / 2][at];
        }
        middle
    }
}

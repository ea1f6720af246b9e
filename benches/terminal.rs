//! The built program in a pseudo-terminal: start to the first frame, key to frame, idle CPU, memory.
//! Plain figures, since what counts is the slowest of many and not their mean.

#[cfg(target_os = "linux")]
#[path = "../tests/terminal/pty.rs"]
#[allow(dead_code)]
mod pty;

#[cfg(target_os = "linux")]
fn main() {
    use std::time::{Duration, Instant};

    use pty::Term;

    // `cargo test --benches` only wants to know that it runs.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        200
    } else {
        3
    };
    let quantiles = |name: &str, mut times: Vec<Duration>| {
        times.sort_unstable();
        let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
        println!(
            "{name}: median {:.2} ms, p99 {:.2} ms, most {:.2} ms",
            at(50),
            at(99),
            at(100)
        );
    };
    let starts = (0..rounds.min(30)).map(|_| {
        let began = Instant::now();
        let term = Term::start(&[], 160, 48);
        term.see("● now");
        began.elapsed()
    });
    quantiles("start to the first frame", starts.collect());

    let term = Term::start(&[], 160, 48);
    term.see("● now");
    term.settle();
    let keys = (0..rounds * 5).map(|round| {
        // Two keys in turn, each of which changes the screen.
        let (key, shown) = if round % 2 == 0 {
            ("h", "Help")
        } else {
            ("\u{1b}", "● now")
        };
        let began = Instant::now();
        term.keys(key);
        term.wait(shown, |screen| screen.contains("Help") == (round % 2 == 0));
        began.elapsed()
    });
    quantiles(
        "key to drawn frame, read back from the terminal",
        keys.collect(),
    );

    term.settle();
    let process = term.child.id();
    let ticks = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let rest = stat.rsplit(") ").next().unwrap_or_default().to_owned();
        // proc_pid_stat(5): utime and stime are fields 14 and 15; the state is field 3.
        let field = |at: usize| {
            rest.split(' ')
                .nth(at - 3)
                .and_then(|text| text.parse::<u64>().ok())
        };
        field(14).unwrap_or(0) + field(15).unwrap_or(0)
    };
    let idle = Duration::from_secs(if rounds > 3 { 20 } else { 1 });
    let before = ticks(process);
    std::thread::sleep(idle);
    let used = ticks(process) - before;
    println!("idle for {} s: {used} ticks of 10 ms", idle.as_secs());
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let resident = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("VmRSS unknown");
    println!(
        "{}",
        resident.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[cfg(not(target_os = "linux"))]
fn main() {}

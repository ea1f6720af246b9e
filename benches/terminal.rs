//! The built program in a pseudo-terminal: start to the first frame, key to frame, idle CPU and wake-ups,
//! memory at rest and after a long session.
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
    // proc_pid_status(5): a thread that wakes is switched to, and leaves again.
    let switches = |process: u32| -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
        let status =
            |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("status")).ok();
        let count = |status: String| -> u64 {
            let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
            lines
                .filter_map(|line| line.rsplit('\t').next()?.parse::<u64>().ok())
                .sum()
        };
        tasks.flatten().filter_map(status).map(count).sum()
    };
    let idle = Duration::from_secs(if rounds > 3 { 20 } else { 1 });
    let before = (ticks(process), switches(process));
    std::thread::sleep(idle);
    println!(
        "idle for {} s: {} ticks of 10 ms, {} context switches",
        idle.as_secs(),
        ticks(process) - before.0,
        switches(process) - before.1
    );
    println!("at rest: {}", resident(process));
    for count in [500, 990] {
        lives(if rounds > 3 { count } else { 2 });
    }
}

#[cfg(target_os = "linux")]
fn resident(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let resident = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("VmRSS unknown");
    resident.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Steps through so many lives of a connection by keys, on the virtual board, and looks back from there.
#[cfg(target_os = "linux")]
fn lives(count: usize) {
    use std::time::{Duration, Instant};

    let listener = "server: s = socket(AF_INET, SOCK_STREAM)\nserver: setsockopt(s, SO_REUSEADDR, 1)\n\
                    server: bind(s, SERVER:7777)\nserver: listen(s, 4)\n";
    let life = "client: c = socket(AF_INET, SOCK_STREAM)\nclient: connect(c, SERVER:7777)\n\
                server: a = accept(s)\nclient: send(c, \"hola\")\nserver: recv(a, 64)\n\
                server: send(a, \"uno dos\")\nclient: recv(c, 64)\nserver: close(a)\n\
                client: recv(c, 64)\nclient: close(c)\n";
    let file = std::env::temp_dir().join(format!("sockscope-lives-{}.sock", std::process::id()));
    std::fs::write(&file, format!("{listener}{}", life.repeat(count))).expect("a script");
    let record = file.with_extension("jsonl");
    let [script, events] = [&file, &record].map(|path| path.to_str().expect("a path of ASCII"));
    let term = pty::Term::start(&[script, "--record", events], 160, 48);
    term.see("● now");
    let began = Instant::now();
    while !term.screen().contains("The lesson is over") {
        term.keys("\r");
        std::thread::sleep(Duration::from_millis(1));
        assert!(
            began.elapsed() < Duration::from_secs(300),
            "{}",
            term.screen()
        );
    }
    term.settle();
    let lines = std::fs::read_to_string(&record)
        .unwrap_or_default()
        .lines()
        .count();
    println!(
        "after {count} lives, {lines} events: {}",
        resident(term.child.id())
    );
    term.keys("\u{1b}[H");
    term.see("PAST");
    term.settle();
    println!("looking back from there: {}", resident(term.child.id()));
    let _ = (std::fs::remove_file(file), std::fs::remove_file(record));
}

#[cfg(not(target_os = "linux"))]
fn main() {}

//! Sequences from a seeded generator, and what is left of one that fails.

use crate::table::{Row, step};

/// A small generator (xorshift64*, Vigna 2016), so that a seed means the same everywhere.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Rng((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// How a sequence may begin, so that the calls after it meet more than fresh sockets.
const OPENINGS: [&[&str]; 7] = [
    &["board: c = socket(AF_INET, SOCK_STREAM)"],
    &["board: c = socket(AF_INET, SOCK_DGRAM)"],
    &[
        "board: l = socket(AF_INET, SOCK_STREAM)",
        "board: bind(l, BOARD:7001)",
        "board: listen(l, 5)",
        "host: a = socket(AF_INET, SOCK_STREAM)",
    ],
    &[
        "host: l = socket(AF_INET, SOCK_STREAM)",
        "host: bind(l, HOST:7001)",
        "host: listen(l, 5)",
        "board: c = socket(AF_INET, SOCK_STREAM)",
        "board: connect(c, HOST:7001)",
        "host: a = accept(l)",
    ],
    &[
        "board: l = socket(AF_INET, SOCK_STREAM)",
        "board: bind(l, ANY:7001)",
        "board: listen(l, 5)",
        "host: a = socket(AF_INET, SOCK_STREAM)",
        "host: connect(a, BOARD:7001)",
        "board: c = accept(l)",
    ],
    &[
        "host: l = socket(AF_INET, SOCK_STREAM)",
        "host: bind(l, HOST:7001)",
        "host: listen(l, 5)",
        "board: c = socket(AF_INET, SOCK_STREAM)",
        "board: fcntl(c, O_NONBLOCK)",
    ],
    &[
        "board: c = socket(AF_INET, SOCK_DGRAM)",
        "board: bind(c, BOARD:7001)",
        "host: a = socket(AF_INET, SOCK_DGRAM)",
        "host: bind(a, HOST:7001)",
    ],
];

/// The subject's calls: `S` is one of its descriptors, `M` one of its own addresses, `T` one of the
/// peer's, `D` a few bytes (a datagram of more than a packet is a documented difference), `N` a length.
const SUBJECT: [&str; 34] = [
    "S = socket(AF_INET, SOCK_STREAM)",
    "S = socket(AF_INET, SOCK_DGRAM)",
    "bind(S, M)",
    "bind(S, M)",
    "listen(S, 5)",
    "S = accept(S)",
    "S = accept(S)",
    "connect(S, T)",
    "connect(S, T)",
    "connect(S, T)",
    "send(S, D)",
    "send(S, D)",
    "write(S, D)",
    "sendto(S, D, T)",
    "recv(S, N)",
    "recv(S, N)",
    "read(S, N)",
    "recvfrom(S, N)",
    "shutdown(S, SHUT_RD)",
    "shutdown(S, SHUT_WR)",
    "shutdown(S, SHUT_RDWR)",
    "close(S)",
    "close(S)",
    "getsockname(S)",
    "getpeername(S)",
    "getsockopt(S, SO_ERROR)",
    "getsockopt(S, SO_LINGER)",
    "setsockopt(S, SO_LINGER, 1, 0)",
    "setsockopt(S, SO_REUSEADDR, 1)",
    "setsockopt(S, TCP_NODELAY, 1)",
    "fcntl(S, O_NONBLOCK)",
    "fcntl(S, 0)",
    "poll(S POLLIN+POLLOUT, 0)",
    "poll(S POLLIN+POLLOUT, 0)",
];

/// The peer's calls, which are there to move the subject: `P` is one of its descriptors.
const PEER: [&str; 14] = [
    "P = socket(AF_INET, SOCK_STREAM)",
    "P = accept(P)",
    "connect(P, O)",
    "connect(P, O)",
    "send(P, D)",
    "send(P, D)",
    "send(P, D)",
    "sendto(P, D, O)",
    "recv(P, 64)",
    "shutdown(P, SHUT_WR)",
    "shutdown(P, SHUT_RDWR)",
    "setsockopt(P, SO_LINGER, 1, 0)",
    "close(P)",
    "close(P)",
];

/// The sequence that a seed stands for: an opening and up to twelve calls.
pub fn row(seed: u64) -> Row {
    let mut rng = Rng::new(seed);
    let opening = OPENINGS[rng.below(OPENINGS.len())];
    let mut lines: Vec<String> = opening.iter().map(|line| (*line).to_owned()).collect();
    for _ in 0..3 + rng.below(10) {
        lines.push(line(&mut rng));
    }
    let steps = lines.iter().map(|line| step(line, 0)).collect();
    let title = format!("seed {seed}");
    Row { title, steps }
}

fn line(rng: &mut Rng) -> String {
    let (peer, calls): (_, &[&str]) = match rng.below(20) {
        0 => return "cancel board".to_owned(),
        1..=13 => ("board", &SUBJECT),
        _ => ("host", &PEER),
    };
    let call = rng.one(calls);
    // What stands for an argument is a capital letter by itself.
    let mut text = format!("{peer}: ");
    let letters: Vec<char> = call.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let word = |at: usize| {
            let letter = letters.get(at).copied().unwrap_or(' ');
            letter.is_ascii_alphanumeric() || letter == '_'
        };
        if word(at + 1) || at > 0 && word(at - 1) {
            text.push(letter);
            continue;
        }
        match letter {
            'S' => text.push_str(rng.one(&["c", "c", "c", "l", "l", "d"])),
            'P' => text.push_str(rng.one(&["a", "a", "a", "l", "b"])),
            'M' => text.push_str(rng.one(&[
                "BOARD:7001",
                "BOARD:7002",
                "ANY:7002",
                "ANY:0",
                "HOST:7003",
            ])),
            'T' => text.push_str(rng.one(&[
                "HOST:7001",
                "HOST:7001",
                "HOST:7001",
                "HOST:7002",
                "8.8.8.8:7001",
                "BOARD:7001",
                "LOOPBACK:7001",
            ])),
            'O' => text.push_str(rng.one(&["BOARD:7001", "BOARD:7001", "BOARD:7002"])),
            'D' => text.push_str(rng.one(&["\"x\"", "\"hola\"", "\"\"", "\"a\" * 1400"])),
            'N' => text.push_str(rng.one(&["64", "2", "0", "9000"])),
            other => text.push(other),
        }
    }
    text
}

/// Drops steps for as long as `fails` says that the rest fails all the same.
pub fn shrink(row: &Row, mut fails: impl FnMut(&Row) -> bool) -> Row {
    let mut least = row.clone();
    let mut at = least.steps.len();
    while at > 0 {
        at -= 1;
        let mut fewer = least.clone();
        fewer.steps.remove(at);
        if fails(&fewer) {
            least = fewer;
        }
    }
    least
}

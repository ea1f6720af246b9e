//! Runs a sequence in both worlds side by side, and compares them after every step.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use sockscope::peer::Peer;
use sockscope::script::{CallExpr, FdExpr, Names, Role, resolve};
use sockscope::wire::{BOARD, BOARD6, HOST, HOST6};
use sockscope_link::{Call, CallId, Fd, SocketId, State};

use crate::show::{Naming, show};
use crate::table::{Act, Row, Step};
use crate::world::World;

/// The ports of the tables; each run has real ones of its own, since a kernel's TIME-WAIT outlives it.
const PORTS: std::ops::Range<u16> = 7000..7010;
/// The first real port.
const FIRST: u16 = 1000;
/// Below the ports that a kernel chooses itself (ip_local_port_range).
const RUNS: u16 = 3000;
/// How long two worlds may take to come to the same.
const LIMIT: Duration = Duration::from_secs(2);
/// Between two looks at worlds that are quiet and not alike yet: a timer must fire.
const PAUSE: Duration = Duration::from_millis(2);

/// Where two worlds went apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    pub row: String,
    pub step: String,
    pub kernel: String,
    pub board: String,
}

/// What came of a row.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The first difference; the run ends there.
    pub difference: Option<Difference>,
    /// What is not as the man page says, in the kernel's world.
    pub unexpected: Vec<String>,
}

/// One world's run of one sequence.
struct Run<'a> {
    world: &'a mut World,
    base: u16,
    fds: HashMap<(Peer, String), Fd>,
    /// In the order in which the names were given.
    order: Vec<(Peer, String)>,
    /// Names whose descriptors are closed: until a new descriptor takes the number, which in one
    /// world is any of this process's.
    closed: Vec<(Peer, String)>,
    labels: HashMap<(Peer, SocketId), String>,
    calls: Vec<Made>,
    sockets: BTreeMap<String, usize>,
    states: HashMap<(Peer, String), State>,
}

/// A call that was made.
struct Made {
    id: CallId,
    peer: Peer,
    text: String,
    assign: Option<String>,
    makes_fd: bool,
    /// The name that a close() takes away.
    closes: Option<(Peer, String)>,
    /// Whether each system has a value of its own.
    hides: bool,
    outcome: Option<String>,
}

impl Run<'_> {
    fn act(&mut self, step: &Step) {
        match &step.act {
            Act::Call(peer, line) => {
                let call =
                    resolve(&line.call, *peer, Role::Server, self).expect("names and addresses");
                let call = self.real(*peer, call);
                if line.call.name().makes_fd() {
                    self.forget_closed();
                }
                let id = self.world.start(*peer, call);
                self.calls.push(Made {
                    id,
                    peer: *peer,
                    text: step.text.clone(),
                    assign: line.assign.as_ref().map(|name| name.as_str().to_owned()),
                    makes_fd: line.call.name().makes_fd(),
                    closes: match &line.call {
                        CallExpr::Close {
                            fd: FdExpr::Name(name),
                        } => Some((*peer, name.as_str().to_owned())),
                        _ => None,
                    },
                    // Each system has its own sizes: the row says so.
                    hides: step.expect.as_deref() == Some("value *"),
                    outcome: None,
                });
            }
            Act::Cancel(peer) => {
                let last = self.calls.iter().rev().find(|call| call.peer == *peer);
                let id = last.expect("a call to cancel").id;
                self.world.cancel(*peer, id);
            }
            Act::Outcome(_) | Act::State(..) => {}
        }
    }

    /// The call with this run's ports, and the addresses as the caller knows them.
    fn real(&self, by: Peer, mut call: Call) -> Call {
        if let Call::Bind { addr, .. } | Call::Connect { addr, .. } | Call::SendTo { addr, .. } =
            &mut call
        {
            addr.set_ip(self.world.turned(by, addr.ip()));
            if PORTS.contains(&addr.port()) {
                addr.set_port(addr.port() - PORTS.start + self.base);
            }
        }
        call
    }

    /// Waits until the wire is quiet, and sees how things stand.
    fn observe(&mut self) {
        self.world.barrier();
        self.collect();
        let waiting: Vec<Peer> = (Peer::BOTH.into_iter())
            .filter(|peer| {
                self.calls
                    .iter()
                    .any(|c| c.peer == *peer && c.outcome.is_none())
            })
            .collect();
        self.world.settle(&waiting);
        self.collect();
        self.look();
    }

    fn forget_closed(&mut self) {
        for key in self.closed.drain(..) {
            self.fds.remove(&key);
            self.order.retain(|other| *other != key);
        }
    }

    fn collect(&mut self) {
        for at in 0..self.calls.len() {
            let call = &self.calls[at];
            if call.outcome.is_some() {
                continue;
            }
            let Some(ret) = self.world.returned(call.id) else {
                continue;
            };
            let ret = ret.clone();
            if ret.result.is_ok() {
                self.closed.extend(call.closes.clone());
            }
            if ret.result.is_ok() && call.makes_fd {
                self.forget_closed();
            }
            let call = &self.calls[at];
            if let (Ok(fd), Some(name)) = (ret.result, &call.assign) {
                let key = (call.peer, name.clone());
                self.order.retain(|other| *other != key);
                self.order.push(key.clone());
                self.fds.insert(key, fd as Fd);
            }
            let view = View(self, call.peer);
            let mut outcome = show(&ret, call.makes_fd, &view);
            if call.hides && ret.result.is_ok() {
                outcome = "value *".to_owned();
            }
            self.calls[at].outcome = Some(outcome);
        }
    }

    fn look(&mut self) {
        self.sockets.clear();
        for (peer, facts) in self.world.look() {
            if let Some(fd) = facts.fd {
                let name = |key: &&(Peer, String)| key.0 == peer && self.fds[*key] == fd;
                if let Some((_, name)) = self.order.iter().rev().find(name) {
                    self.labels.insert((peer, facts.socket), name.clone());
                }
            }
            let label = match self.labels.get(&(peer, facts.socket)) {
                Some(label) => {
                    self.states.insert((peer, label.clone()), facts.state);
                    label.as_str()
                }
                None if facts.listener.is_some() => "(queued)",
                None => "(nameless)",
            };
            // One without a descriptor that is over may be remembered or not.
            if facts.fd.is_some() || facts.state != State::Closed {
                let socket = format!("{peer}.{label} {}", facts.state);
                *self.sockets.entry(socket).or_default() += 1;
            }
        }
    }

    /// All that is compared: each call's outcome, each socket's state.
    fn lines(&self) -> Vec<String> {
        let calls = self.calls.iter().map(|call| {
            let outcome = call.outcome.as_deref().unwrap_or("blocked");
            format!("{} => {outcome}", call.text)
        });
        let sockets = (self.sockets.iter()).map(|(socket, count)| match count {
            1 => socket.clone(),
            count => format!("{socket} x{count}"),
        });
        calls.chain(sockets).collect()
    }

    /// What a step's expectation is compared with.
    fn saw(&self, step: &Step) -> String {
        match &step.act {
            Act::Call(peer, _) | Act::Outcome(peer) | Act::Cancel(peer) => {
                let last = self.calls.iter().rev().find(|call| call.peer == *peer);
                let last = last.and_then(|call| call.outcome.clone());
                last.unwrap_or_else(|| "blocked".to_owned())
            }
            Act::State(peer, name) => match self.states.get(&(*peer, name.clone())) {
                Some(state) => state.name().to_owned(),
                None => "-".to_owned(),
            },
        }
    }
}

impl Names for Run<'_> {
    fn fd(&self, peer: Peer, name: &str) -> Option<Fd> {
        let fd = self.fds.get(&(peer, name.to_owned())).copied();
        // A name that no call has given yet: what no descriptor is called.
        Some(fd.unwrap_or(-1))
    }

    fn known(&self, _peer: Peer) -> Vec<String> {
        Vec::new()
    }

    fn address(&self, peer: Peer) -> Option<IpAddr> {
        Some(match peer {
            Peer::Host => HOST.into(),
            Peer::Board => BOARD.into(),
        })
    }

    fn address6(&self, peer: Peer) -> Option<IpAddr> {
        Some(match peer {
            Peer::Host => HOST6.into(),
            Peer::Board => BOARD6.into(),
        })
    }
}

/// How one of the two peers of a run knows addresses.
struct View<'a, 'b>(&'a Run<'b>, Peer);

impl Naming for View<'_, '_> {
    fn name(&self, addr: SocketAddr) -> String {
        let View(run, by) = self;
        let names: [(IpAddr, &str); 6] = [
            (HOST.into(), "HOST"),
            (HOST6.into(), "HOST6"),
            (BOARD.into(), "BOARD"),
            (BOARD6.into(), "BOARD6"),
            (Ipv4Addr::UNSPECIFIED.into(), "ANY"),
            (Ipv6Addr::UNSPECIFIED.into(), "ANY6"),
        ];
        let ip = run.world.turned(*by, addr.ip());
        let known = |ip: IpAddr| {
            let name = names.iter().find(|(of, _)| *of == ip);
            name.map_or_else(|| ip.to_string(), |(_, name)| (*name).to_owned())
        };
        let ip = match ip {
            IpAddr::V6(six) if six.to_ipv4_mapped().is_some() => {
                format!("::ffff:{}", known(ip.to_canonical()))
            }
            _ => known(ip),
        };
        let real = run.base..run.base + (PORTS.end - PORTS.start);
        match addr.port() {
            0 => format!("{ip}:0"),
            port if real.contains(&port) => format!("{ip}:{}", port - run.base + PORTS.start),
            _ => format!("{ip}:*"),
        }
    }
}

/// Whether an expectation is met.
fn met(expect: &str, saw: &str) -> bool {
    let errno = saw.starts_with('E')
        && saw
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    match expect {
        "ok" => !errno && saw != "blocked",
        exact => exact == saw,
    }
}

/// Runs a row in both worlds, the `nth` of these two, and stops at the first difference. One that
/// is `known` is not waited for to go away.
pub fn run(row: &Row, nth: u16, worlds: &mut [World; 2], known: Option<&Difference>) -> Verdict {
    assert!(nth < RUNS, "out of ports");
    let [kernel, board] = worlds;
    let mut runs = [kernel, board].map(|world| Run {
        world,
        base: FIRST + nth * (PORTS.end - PORTS.start),
        fds: HashMap::new(),
        order: Vec::new(),
        closed: Vec::new(),
        labels: HashMap::new(),
        calls: Vec::new(),
        sockets: BTreeMap::new(),
        states: HashMap::new(),
    });
    let mut verdict = Verdict::default();
    for step in &row.steps {
        for run in &mut runs {
            run.act(step);
        }
        let began = Instant::now();
        loop {
            for run in &mut runs {
                run.observe();
            }
            let difference = compare(row, step, &runs);
            let saw = runs[0].saw(step);
            let expected = step
                .expect
                .as_deref()
                .is_none_or(|expect| met(expect, &saw));
            if expected && (difference.is_none() || difference.as_ref() == known) {
                verdict.difference = difference;
                break;
            }
            if began.elapsed() > LIMIT {
                if !expected {
                    let expect = step.expect.as_deref().unwrap_or_default();
                    let (title, text) = (&row.title, &step.text);
                    verdict
                        .unexpected
                        .push(format!("{title}: {text} => {saw}, not {expect}"));
                }
                verdict.difference = difference;
                break;
            }
            std::thread::sleep(PAUSE);
        }
        if verdict.difference.is_some() {
            break;
        }
    }
    for run in runs {
        run.world.clear();
    }
    verdict
}

/// The difference between two runs, if there is one.
fn compare(row: &Row, step: &Step, runs: &[Run; 2]) -> Option<Difference> {
    let [kernel, board] = [runs[0].lines(), runs[1].lines()];
    let missing = |of: &[String], from: &[String]| {
        let lines = of.iter().filter(|line| !from.contains(line));
        lines.cloned().collect::<Vec<_>>().join("; ")
    };
    let (only_kernel, only_board) = (missing(&kernel, &board), missing(&board, &kernel));
    (kernel != board).then(|| Difference {
        row: row.title.clone(),
        step: step.text.clone(),
        kernel: only_kernel,
        board: only_board,
    })
}

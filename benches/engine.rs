//! What the engine costs: a whole life through session, model and observer against the same calls
//! made bare with socket2 on the same kind of wire; one call's way there and back; the program's start.
//! `cargo bench --bench engine`.
#![allow(missing_docs, reason = "criterion's macros make public items")]

#[cfg(target_os = "linux")]
#[path = "../tests/virtual_peer/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod virtual_peer;

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{BufRead, BufReader, Write};
    use std::mem::MaybeUninit;
    use std::net::SocketAddr;
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    use criterion::Criterion;
    use socket2::{Domain, Socket, Type};
    use sockscope::lesson::Timers;
    use sockscope::peer::Peer;
    use sockscope::run::{Effect, Message, Model, Options, Status, update};
    use sockscope::script::{Role, parse};
    use sockscope::session::{BoardChoice, Plan, Session};
    use sockscope::wire::HOST;
    use sockscope::words::Lang;
    use sockscope_link::{Call, Command, Data, Kind, MsgFlags, Report};

    use crate::virtual_peer::Bench;

    /// A whole life: both ends, from `socket()` to the last `close()`. The board closes first, so
    /// that nothing waits for the kernel's delayed acknowledgment.
    const LIFE: &str = r#"
host: s = socket(AF_INET, SOCK_STREAM)
host: bind(s, HOST:7777)
host: listen(s, 1)
board: c = socket(AF_INET, SOCK_STREAM)
board: connect(c, HOST:7777)
host: a = accept(s)
board: send(c, "hola")
host: recv(a, 64)
host: send(a, "adios")
board: recv(c, 64)
board: close(c)
host: recv(a, 64)
host: close(a)
host: close(s)
"#;

    /// The same life, the host's calls made bare.
    fn bare_life(bench: &mut Bench) {
        let listener = bench
            .wire
            .socket(Domain::IPV4, Type::STREAM, None)
            .expect("socket");
        let here = SocketAddr::from((HOST, 7777));
        listener.bind(&here.into()).expect("bind");
        listener.listen(1).expect("listen");
        let client = bench.socket(Kind::Stream);
        bench
            .call(Call::Connect {
                fd: client,
                addr: here,
            })
            .result
            .expect("connect");
        let (accepted, _) = listener.accept().expect("accept");
        let hola = Data::Bytes(b"hola".to_vec());
        bench
            .call(Call::Send {
                fd: client,
                data: hola,
                flags: MsgFlags::NONE,
            })
            .result
            .expect("send");
        assert_eq!(receive(&accepted), 4);
        accepted.send(b"adios").expect("send");
        assert_eq!(
            bench
                .call(Call::Recv {
                    fd: client,
                    len: 64,
                    flags: MsgFlags::NONE
                })
                .result,
            Ok(5)
        );
        bench
            .call(Call::Close { fd: client })
            .result
            .expect("close");
        assert_eq!(receive(&accepted), 0);
        bench.seen.clear();
    }

    fn receive(socket: &Socket) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 64];
        socket.recv(&mut buffer).expect("recv")
    }

    fn session() -> Session {
        let plan = Plan {
            board: BoardChoice::Virtual,
            lesson: "bench".to_owned(),
            lang: Lang::En,
            role: Role::Server,
            ipv6: false,
            needs_gate: true,
            timers: Timers::Patient,
            programs: None,
        };
        Session::open(&plan).expect("a session with a virtual board")
    }

    /// A model that has just been told of the session.
    fn model(session: &Session) -> Model {
        let mut model = Model::new(Options::default());
        let _ = update(&mut model, session.now_us(), session.opened());
        model
    }

    /// Runs a script until its last line is over.
    fn run(session: &Session, model: &mut Model, script: &str) {
        let mut pending: Vec<Message> = parse(script)
            .expect("the script is right")
            .into_iter()
            .map(Message::Line)
            .collect();
        pending.reverse();
        loop {
            let (now, message) = match pending.pop() {
                Some(message) => (session.now_us(), message),
                None => session.next(model.deadline()),
            };
            for effect in update(model, now, message) {
                if let Effect::Command(peer, command) = effect {
                    session.send(peer, command);
                }
            }
            let over = |status: &Status| matches!(status, Status::Done(Some(_)));
            if pending.is_empty() && model.runner.items().iter().all(|item| over(&item.status)) {
                return;
            }
        }
    }

    /// Forgets all that a life left behind, on both ends.
    fn clear(session: &Session) {
        let mut waiting = 0;
        for peer in Peer::BOTH {
            session.send(peer, Command::Clear);
            waiting += 1;
        }
        while waiting > 0 {
            if let (_, Message::Report(_, Report::Cleared)) = session.next(None) {
                waiting -= 1;
            }
        }
    }

    pub fn life(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("life cycle");
        group.measurement_time(Duration::from_secs(5));
        let mut bench = Bench::new();
        group.bench_function("bare socket2", |bencher| {
            bencher.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let began = Instant::now();
                    bare_life(&mut bench);
                    spent += began.elapsed();
                    bench
                        .board
                        .send(Command::Clear)
                        .expect("the board is there");
                    bench.wait("cleared", |report| {
                        (*report == Report::Cleared).then_some(())
                    });
                    bench.seen.clear();
                }
                spent
            });
        });
        drop(bench);
        let session = session();
        group.bench_function("through the engine", |bencher| {
            bencher.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let mut model = model(&session);
                    let began = Instant::now();
                    run(&session, &mut model, LIFE);
                    spent += began.elapsed();
                    clear(&session);
                }
                spent
            });
        });
        group.finish();
    }

    pub fn call(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("one call");
        let session = session();
        let mut model = model(&session);
        run(
            &session,
            &mut model,
            "host: u = socket(AF_INET, SOCK_DGRAM)\n",
        );
        group.bench_function("getsockname() through the engine", |bencher| {
            bencher.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    // A fresh program each time: what is measured is a call, not a long list of them.
                    model.runner =
                        sockscope::run::Runner::new(Role::Server, sockscope::run::Pace::Run);
                    let began = Instant::now();
                    run(&session, &mut model, "host: getsockname(u)\n");
                    spent += began.elapsed();
                }
                spent
            });
        });
        group.finish();
    }

    /// From the start of the process to the first call on its timeline.
    pub fn start(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("start");
        group.sample_size(30);
        group.bench_function("to the first call", |bencher| {
            bencher.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let began = Instant::now();
                    let mut child = Process::new(env!("CARGO_BIN_EXE_sockscope"))
                        .args(["run", "-", "--json", "--board", "virtual"])
                        .stdin(Stdio::piped())
                        .stdout(Stdio::piped())
                        .spawn()
                        .expect("the program starts");
                    let mut stdin = child.stdin.take().expect("a pipe");
                    writeln!(stdin, "host: s = socket(AF_INET, SOCK_STREAM)").expect("written");
                    let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
                    let first = stdout
                        .lines()
                        .map_while(Result::ok)
                        .find(|l| l.contains("\"call\""));
                    assert!(first.is_some(), "there is a call");
                    spent += began.elapsed();
                    drop(stdin);
                    child
                        .kill()
                        .and_then(|()| child.wait())
                        .expect("the program ends");
                }
                spent
            });
        });
        group.finish();
    }
}

#[cfg(target_os = "linux")]
criterion::criterion_group!(benches, linux::life, linux::call, linux::start);

#[cfg(target_os = "linux")]
fn main() {
    // The wire's helper is this same program, started again.
    sockscope::wire::helper_main_if_asked();
    benches();
    criterion::Criterion::default()
        .configure_from_args()
        .final_summary();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the private wire needs Linux");
}

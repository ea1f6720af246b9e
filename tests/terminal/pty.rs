//! The built program in a pseudo-terminal, and the screen that it draws there.

use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// How long a test waits for what must come: generous, for machines with much to do.
const LIMIT: Duration = Duration::from_secs(30);

/// How much of what the terminal was sent is kept, in bytes.
const KEPT: usize = 1 << 20;

/// What the terminal shows, how many bytes it was sent, and the first of them.
struct Shown {
    parser: vt100::Parser,
    bytes: u64,
    sent: Vec<u8>,
    /// Whether nobody reads what the program writes.
    paused: bool,
}

/// A pseudo-terminal with the program in it.
pub struct Term {
    pub child: Child,
    master: Option<Arc<File>>,
    slave: File,
    shown: Arc<(Mutex<Shown>, Condvar)>,
    /// A byte wakes the reader; closed, it ends it.
    waker: Option<PipeWriter>,
    reader: Option<JoinHandle<()>>,
}

impl Term {
    /// Starts `sockscope` with these arguments on a screen of this size.
    pub fn start(arguments: &[&str], columns: u16, rows: u16) -> Term {
        Term::start_with(arguments, columns, rows, &[("LANG", "en_US.UTF-8")])
    }

    pub fn start_with(
        arguments: &[&str],
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Term {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command.args(arguments);
        command.env_clear().envs(environment.iter().copied());
        Term::run(command, columns, rows)
    }

    /// Runs a command with a pseudo-terminal of this size as its controlling terminal.
    pub fn run(mut command: Command, columns: u16, rows: u16) -> Term {
        let (master, slave) = open_pty(columns, rows);
        let end = || Stdio::from(slave.try_clone().expect("a descriptor"));
        command.stdin(end()).stdout(end()).stderr(end());
        command
            .env("TERM", "xterm-256color")
            .env("HOME", "/dev/null/nobody");
        // SAFETY: setsid and ioctl are async-signal-safe; nothing else runs between fork and exec.
        unsafe {
            command.pre_exec(|| {
                if libc::setsid() < 0 || libc::ioctl(0, libc::TIOCSCTTY, 0) < 0 {
                    return Err(std::io::Error::last_os_error());
                }
                Ok(())
            });
        }
        let child = command.spawn().expect("the program starts");
        let parser = vt100::Parser::new(rows, columns, 0);
        let shown = Shown {
            parser,
            bytes: 0,
            sent: Vec::new(),
            paused: false,
        };
        let shown = Arc::new((Mutex::new(shown), Condvar::new()));
        let master = Arc::new(master);
        let (wakes, waker) = std::io::pipe().expect("a pipe");
        let (line, to) = (Arc::clone(&master), Arc::clone(&shown));
        let reader = thread::spawn(move || read(&line, wakes, &to));
        Term {
            child,
            master: Some(master),
            slave,
            shown,
            waker: Some(waker),
            reader: Some(reader),
        }
    }

    /// The screen now, one line a row.
    pub fn screen(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// The stage at its first screen; none where there is no private wire, and the program has said so.
    pub fn on_a_wire(mut self) -> Option<Term> {
        self.wait("the first screen", |screen| {
            ["● now", "● ahora", "sockscope:"]
                .iter()
                .any(|sign| screen.contains(sign))
        });
        if self.is_alternate() {
            return Some(self);
        }
        eprintln!("no private wire here: {}", self.screen());
        assert_eq!(self.end().code(), Some(3));
        None
    }

    /// Whether the alternate screen is shown.
    pub fn is_alternate(&self) -> bool {
        self.shown
            .0
            .lock()
            .unwrap()
            .parser
            .screen()
            .alternate_screen()
    }

    /// Types these bytes.
    pub fn keys(&self, keys: &str) {
        let mut master: &File = self.master.as_ref().expect("open");
        master
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
    }

    /// Whether no cell has a colour.
    pub fn is_colourless(&self) -> bool {
        let shown = self.shown.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells
            .filter_map(|(row, column)| screen.cell(row, column))
            .all(|cell| {
                cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default
            })
    }

    /// Waits until the screen is as wanted; the screen then.
    pub fn wait(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + LIMIT;
        let mut shown = self.shown.0.lock().unwrap();
        loop {
            let screen = shown.parser.screen().contents();
            if is_so(&screen) {
                return screen;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited for {what}; the screen is\n{screen}"
            );
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Whether the terminal was sent this.
    #[allow(dead_code, reason = "for the tests of the terminal")]
    pub fn was_sent(&self, text: &str) -> bool {
        let shown = self.shown.0.lock().unwrap();
        let mut parts = shown.sent.windows(text.len().max(1));
        parts.any(|part| part == text.as_bytes())
    }

    /// What the terminal was sent between these two.
    #[allow(dead_code, reason = "for the tests of the terminal")]
    pub fn sent_between(&self, begin: &str, end: &str) -> Option<String> {
        let shown = self.shown.0.lock().unwrap();
        let sent = String::from_utf8_lossy(&shown.sent).into_owned();
        let (_, rest) = sent.split_once(begin)?;
        Some(rest.split_once(end)?.0.to_owned())
    }

    /// The colour behind the text in this row's first column.
    #[allow(dead_code, reason = "for the tests of the terminal")]
    pub fn ground(&self, row: u16) -> vt100::Color {
        let shown = self.shown.0.lock().unwrap();
        let cell = shown.parser.screen().cell(row, 0);
        cell.map_or(vt100::Color::Default, vt100::Cell::bgcolor)
    }

    /// Waits until this row begins on this colour.
    #[allow(dead_code, reason = "for the tests of the terminal")]
    pub fn wait_for_ground(&self, row: u16, color: vt100::Color) {
        let until = Instant::now() + LIMIT;
        while self.ground(row) != color {
            assert!(Instant::now() < until, "it is {:?}", self.ground(row));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the alternate screen has gone.
    pub fn wait_for_shell(&self) {
        let until = Instant::now() + LIMIT;
        while self.is_alternate() {
            assert!(
                Instant::now() < until,
                "the alternate screen is still shown"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until this text is on the screen.
    pub fn see(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Whether something written comes within this time.
    pub fn is_quiet_for(&self, time: Duration) -> bool {
        let shown = self.shown.0.lock().unwrap();
        let before = shown.bytes;
        let is_same = |shown: &mut Shown| shown.bytes == before;
        self.shown
            .1
            .wait_timeout_while(shown, time, is_same)
            .unwrap()
            .1
            .timed_out()
    }

    /// Waits until the program has not written for a while.
    pub fn settle(&self) {
        let until = Instant::now() + LIMIT;
        while !self.is_quiet_for(Duration::from_millis(300)) {
            assert!(
                Instant::now() < until,
                "the screen never comes to rest\n{}",
                self.screen()
            );
        }
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.shown
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows, columns);
        set_size(self.master.as_ref().expect("open"), columns, rows);
    }

    /// A window that is larger than any screen: only the program is told.
    pub fn claim(&self, columns: u16, rows: u16) {
        set_size(self.master.as_ref().expect("open"), columns, rows);
    }

    pub fn signal(&self, signal: i32) {
        // The child is ours and has not been waited for: the number is still its own.
        send(self.child.id(), signal);
    }

    /// Takes the terminal away from the program, as a closed window does: the master's last
    /// descriptor closes, and the kernel hangs the line up (pty(7)).
    pub fn hang_up(&mut self) {
        self.waker = None;
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends");
        }
        let master = self.master.take().expect("open");
        assert!(Arc::into_inner(master).is_some(), "nobody else has it");
    }

    /// Reads what the program writes, or leaves it: its terminal's output blocks then.
    pub fn pause(&mut self, paused: bool) {
        self.shown.0.lock().unwrap().paused = paused;
        let waker = self.waker.as_mut().expect("open");
        waker.write_all(b"!").expect("the reader lives");
    }

    /// Whether the terminal takes nothing: a write to it would block.
    pub fn is_full(&self) -> bool {
        let mut fds = [PollFd::new(&self.slave, PollFlags::OUT)];
        let now = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut fds, Some(&now)).expect("poll(2)") == 0
    }

    /// Quits by key, twice where a lesson is under way, and expects that all went well.
    #[track_caller]
    pub fn quit(&mut self) {
        self.keys("qq");
        assert_eq!(self.end().code(), Some(0));
    }

    /// Waits for the program's end.
    pub fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().expect("our child") {
                return status;
            }
            assert!(
                Instant::now() < until,
                "it does not end; the screen is\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a process is stopped by job control: `T` in proc_pid_stat(5).
    pub fn wait_until_stopped(&self, process: u32) {
        let until = Instant::now() + LIMIT;
        while stat(process).is_none_or(|(state, _)| state != "T") {
            assert!(
                Instant::now() < until,
                "it does not stop\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Writes over the screen, as another program on the same line does.
    pub fn smear(&self) {
        let mut slave = &self.slave;
        slave
            .write_all(b"\x1b[H\x1b[2Jsmeared")
            .expect("the terminal takes it");
        self.see("smeared");
    }

    /// Whether the terminal is in the raw mode that the program sets, not in a shell's.
    pub fn is_raw(&self) -> bool {
        self.local_flags() & libc::ICANON == 0
    }

    /// Whether the terminal shows what is typed.
    #[allow(dead_code, reason = "for the serial tests, which share this file")]
    pub fn echoes(&self) -> bool {
        self.local_flags() & libc::ECHO != 0
    }

    fn local_flags(&self) -> libc::tcflag_t {
        // SAFETY: termios is plain data, filled in by tcgetattr.
        unsafe {
            let mut mode: libc::termios = std::mem::zeroed();
            assert_eq!(libc::tcgetattr(self.slave.as_raw_fd(), &mut mode), 0);
            mode.c_lflag
        }
    }

    /// The wire's helper: the program's child.
    pub fn helper(&self) -> Option<u32> {
        child_of(self.child.id())
    }

    /// The states of the TCP sockets in the helper's namespace, as the kernel lists them there.
    pub fn kernel_states(&self) -> Vec<&'static str> {
        let helper = self.helper().expect("the wire's helper");
        let table = std::fs::read_to_string(format!("/proc/{helper}/net/tcp")).expect("the table");
        let mut states: Vec<_> = table
            .lines()
            .skip(1)
            .filter_map(|line| state_name(line.split_whitespace().nth(3)?))
            .collect();
        states.sort_unstable();
        states
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process that this test started, or that such a one did.
pub fn send(process: u32, signal: i32) {
    // SAFETY: kill(2) takes no memory of ours.
    assert_eq!(unsafe { libc::kill(process as i32, signal) }, 0);
}

/// A living child of this process.
pub fn child_of(parent: u32) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.find(|number| {
        stat(*number).is_some_and(|(state, its_parent)| state != "Z" && its_parent == parent)
    })
}

/// A process's state and its parent, from proc_pid_stat(5): they follow the name in parentheses.
fn stat(process: u32) -> Option<(String, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit(") ").next()?.split(' ');
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}

/// include/net/tcp_states.h
fn state_name(number: &str) -> Option<&'static str> {
    Some(match number {
        "01" => "ESTABLISHED",
        "02" => "SYN-SENT",
        "03" | "0C" => "SYN-RECEIVED",
        "04" => "FIN-WAIT-1",
        "05" => "FIN-WAIT-2",
        "06" => "TIME-WAIT",
        "08" => "CLOSE-WAIT",
        "09" => "LAST-ACK",
        "0A" => "LISTEN",
        "0B" => "CLOSING",
        _ => return None,
    })
}

/// Reads the terminal until it is gone or nobody wants it any more.
fn read(mut line: &File, mut wakes: PipeReader, to: &(Mutex<Shown>, Condvar)) {
    let mut bytes = vec![0; 65_536];
    loop {
        let wanted = match to.0.lock().unwrap().paused {
            true => PollFlags::empty(),
            false => PollFlags::IN,
        };
        let mut fds = [
            PollFd::new(&line, wanted),
            PollFd::new(&wakes, PollFlags::IN),
        ];
        poll(&mut fds, None).expect("poll(2)");
        let (line_is, waker_is) = (fds[0].revents(), fds[1].revents());
        if waker_is.contains(PollFlags::IN) {
            let mut one = [0];
            wakes.read_exact(&mut one).expect("a byte");
            continue;
        }
        if waker_is.contains(PollFlags::HUP) {
            return;
        }
        if line_is.is_empty() {
            continue;
        }
        let count = line.read(&mut bytes).unwrap_or(0);
        let mut shown = to.0.lock().unwrap();
        shown.parser.process(&bytes[..count]);
        shown.bytes += count as u64;
        if shown.sent.len() < KEPT {
            shown.sent.extend_from_slice(&bytes[..count]);
        }
        to.1.notify_all();
        if count == 0 {
            return;
        }
    }
}

/// A new terminal. Close-on-exec from the first: other tests' children must not inherit it.
fn open_pty(columns: u16, rows: u16) -> (File, File) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let master = openpt(flags).expect("a pseudo-terminal");
    grantpt(&master).expect("grantpt(3)");
    unlockpt(&master).expect("unlockpt(3)");
    let path = ptsname(&master, Vec::new()).expect("ptsname(3)");
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let slave = rustix::fs::open(path, flags, Mode::empty()).expect("its other end");
    let (master, slave) = (File::from(master), File::from(slave));
    set_size(&master, columns, rows);
    (master, slave)
}

fn set_size(master: &File, columns: u16, rows: u16) {
    let size = libc::winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: TIOCSWINSZ reads one winsize.
    assert_eq!(
        unsafe { libc::ioctl(master.as_raw_fd(), libc::TIOCSWINSZ, &size) },
        0
    );
}

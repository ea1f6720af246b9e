//! The learner's program as a peer of the session: it calls by itself, and each call waits for leave.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, unbounded};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use sockscope_link::CallId;

use super::protocol::{self, Setup, Ticket};
use super::worker::{Order, Tell, Worker};
use crate::host::Observer;
use crate::kernel::bell::Bell;
use crate::peer::Peer;
use crate::run::{Doing, Message};
use crate::wire::keeper::{Helper, nowhere};

/// The hidden first argument that makes this program the tracer.
pub const PROGRAM_ARGUMENT: &str = "__program-helper";

/// What is to be started.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The program and its arguments.
    pub argv: Vec<OsString>,
    /// The columns and rows of its terminal's screen, where it is shown.
    pub size: Option<(u16, u16)>,
}

/// The learner's program. When it is dropped, the program ends with all that it has started.
pub struct Program {
    orders: Sender<Order>,
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
    helper: Option<Helper>,
}

impl Program {
    /// Starts a program whose sockets `observer` watches, in the network of `namespaces`; it is `peer`.
    ///
    /// # Errors
    /// No helper, terminal or thread can be had. What stops the program itself is told later.
    pub fn start(
        plan: &Plan,
        peer: Peer,
        namespaces: Option<(i32, bool)>,
        observer: Arc<Observer>,
        tell: Tell,
    ) -> io::Result<Program> {
        let (pair, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let (terminal, its) = super::terminal::open(plan.size)?;
        let helper = Helper::start(command(theirs)?)?;
        let setup = Setup {
            parent: std::process::id(),
            argv: plan.argv.iter().cloned().map(OsString::into_vec).collect(),
            namespaces,
            lines: true,
        };
        protocol::send(pair.as_fd(), &setup, Some(its.as_fd()))?;
        drop(its);
        let (orders, ordered) = unbounded();
        let bell = Arc::new(Bell::new()?);
        tell(Message::Program(peer, Doing::Moves));
        let (ends, from) = ((pair, terminal), (ordered, Arc::clone(&bell)));
        let worker = Worker::new(ends, from, peer, observer, tell);
        let thread = std::thread::Builder::new()
            .name("program".into())
            .spawn(move || worker.run())?;
        Ok(Program {
            orders,
            bell,
            thread: Some(thread),
            helper: Some(helper),
        })
    }

    /// Lets a call be made; its reports bear this number. `free` if nobody waits for calls like it one by one.
    pub fn let_go(&self, ticket: Ticket, id: CallId, free: bool) {
        self.order(Order::Go(ticket, id, free));
    }

    /// Types these bytes on its terminal. What its terminal has no room for is lost, as at any terminal
    /// (termios(3), MAX_INPUT).
    pub fn type_in(&self, bytes: Vec<u8>) {
        self.order(Order::Type(bytes));
    }

    /// The screen of its terminal has so many columns and rows now.
    pub fn resize(&self, size: (u16, u16)) {
        self.order(Order::Resize(size));
    }

    fn order(&self, order: Order) {
        // One that is over takes no orders.
        let _ = self.orders.send(order);
        let _ = self.bell.ring();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.order(Order::End);
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already.
            let _ = thread.join();
        }
        // The pair is closed: the helper has read its end, and what it traced has ended with it.
        drop(self.helper.take());
    }
}

/// The helper's command line: this program again, with the user's environment and working directory.
fn command(pair: OwnedFd) -> io::Result<Command> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg0("sockscope: program")
        .arg(PROGRAM_ARGUMENT)
        .process_group(0)
        .stdin(Stdio::from(pair))
        .stdout(nowhere()?)
        .stderr(nowhere()?);
    Ok(command)
}

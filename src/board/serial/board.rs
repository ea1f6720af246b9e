//! The board as its session has it: a handle, and the threads behind it.

use std::io;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, bounded, unbounded};
use sockscope_link::{BoardInfo, Command};

use super::engine::Options;
use super::error::LinkError;
use super::replug::Replug;
use super::stream::{Place, Stream};
use super::told::Listener;
use super::worker::Worker;

/// A board at the other end of a stream. What comes of it goes to the listener that it was opened with; dropping it
/// clears the board and ends its threads.
pub struct SerialBoard {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
    info: BoardInfo,
}

impl SerialBoard {
    /// Opens the stream at `place` and makes the board's acquaintance. If the cable comes out, the
    /// same board is looked for until it is back.
    ///
    /// # Errors
    /// [`LinkError`]: there is no such port, it cannot be had, or who is there is no board of ours.
    pub fn open(
        place: &Place,
        options: Options,
        listener: Listener,
    ) -> Result<SerialBoard, LinkError> {
        let name = place.to_string();
        let mut replug = Replug::new(place.clone());
        SerialBoard::over(name, move || replug.open(), options, listener)
    }

    /// As [`SerialBoard::open`], over streams that `connect` makes: the first at once, another
    /// whenever the one before has ended. `place` is what they are called.
    ///
    /// # Errors
    /// As [`SerialBoard::open`], and those of `connect`.
    pub fn over(
        place: String,
        connect: impl FnMut() -> Result<Box<dyn Stream>, LinkError> + Send + 'static,
        options: Options,
        listener: Listener,
    ) -> Result<SerialBoard, LinkError> {
        let (commands, from) = unbounded();
        let (opened, outcome) = bounded(1);
        let worker = Worker {
            place: place.clone(),
            connect: Box::new(connect),
            options,
            listener,
            commands: from,
            opened,
        };
        let other = |why| LinkError::Other {
            place: place.clone(),
            why,
        };
        let thread = thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || worker.run())
            .map_err(other)?;
        match outcome.recv() {
            Ok(Ok(info)) => Ok(SerialBoard {
                commands: Some(commands),
                thread: Some(thread),
                info,
            }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(other(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    /// Tells the board something. While it is away, calls return EIO.
    pub fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            let _ = commands.send(command);
        }
    }

    /// What the board said of itself when the link was opened.
    pub fn info(&self) -> &BoardInfo {
        &self.info
    }
}

impl Drop for SerialBoard {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

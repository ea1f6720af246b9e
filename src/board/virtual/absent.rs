//! The virtual board where there is no wire for it: every other system than Linux.

use std::convert::Infallible;
use std::io;

use sockscope_board::Config;
use sockscope_link::Command;

use crate::peer::{Sink, Tap};
use crate::wire::LinkEnd;

/// A board that cannot be had here: it has no value.
#[derive(Debug)]
pub enum VirtualBoard {}

impl VirtualBoard {
    /// There is no board to tell anything.
    pub fn send(&self, _command: Command) -> io::Result<()> {
        match *self {}
    }

    /// There is no board to work.
    pub fn work(&self) -> io::Result<Infallible> {
        match *self {}
    }
}

/// There is no [`LinkEnd`] to call this with.
pub fn spawn(
    _config: Config,
    link: LinkEnd,
    _sink: Sink,
    _tap: Box<dyn Tap>,
) -> io::Result<VirtualBoard> {
    match link {}
}

//! The private wire where there is none: every other system than Linux.

use std::io;

use socket2::{Domain, Protocol, Socket, Type};

use super::{Facts, Step, WireError, WireOptions};

/// A wire that cannot be had here: it has no value.
#[derive(Debug)]
pub enum Wire {}

/// The board's end of a wire that cannot be had here.
#[derive(Debug)]
pub enum LinkEnd {}

impl Wire {
    /// Says that there is no private wire on this system.
    ///
    /// # Errors
    /// Always: [`Step::Platform`].
    pub fn open(_options: WireOptions) -> Result<Wire, WireError> {
        Err(WireError {
            step: Step::Platform,
            source: io::Error::new(io::ErrorKind::Unsupported, "the private wire needs Linux"),
        })
    }

    /// There is no wire to make a socket on.
    ///
    /// # Errors
    /// None: it is never called.
    pub fn socket(
        &self,
        _domain: Domain,
        _kind: Type,
        _protocol: Option<Protocol>,
    ) -> io::Result<Socket> {
        match *self {}
    }

    /// There is no wire to take an end of.
    pub fn take_link(&self) -> Option<LinkEnd> {
        match *self {}
    }

    /// There is no wire to tell of.
    pub fn facts(&self) -> &Facts {
        match *self {}
    }
}

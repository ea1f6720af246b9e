//! Lends the observer a socket of the learner's program, for one look.

use std::sync::{Mutex, PoisonError};

use socket2::Socket;

use super::protocol::{Inode, Place};
use crate::host::Lend;
use crate::kernel::{ptrace, sockets};

/// Where a socket of the learner's program is open.
#[derive(Debug)]
pub struct Lender {
    inode: Inode,
    places: Mutex<Vec<Place>>,
}

impl Lender {
    /// A socket that is open here.
    pub fn new(inode: Inode, place: Place) -> Lender {
        Lender {
            inode,
            places: Mutex::new(vec![place]),
        }
    }

    /// It is open here, too.
    pub fn add(&self, place: Place) {
        self.places().push(place);
    }

    /// It is open here, and nowhere else.
    pub fn replace(&self, places: Vec<Place>) {
        *self.places() = places;
    }

    fn places(&self) -> std::sync::MutexGuard<'_, Vec<Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lend for Lender {
    fn lend(&self) -> Option<Socket> {
        let places = self.places();
        let borrow = |place: &Place| {
            let socket = Socket::from(ptrace::borrow_descriptor(place.pid, place.fd).ok()?);
            let is_it = sockets::fstat(&socket).ok()?.inode == self.inode.0;
            is_it.then_some(socket)
        };
        places.iter().find_map(borrow)
    }
}

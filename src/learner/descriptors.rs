//! Which socket a descriptor of the learner's program is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sockscope_link::{Domain, Fd, Kind};

use super::protocol::{Inode, Place, Socket};
use crate::kernel::{ptrace, sockets};

/// The sockets of the learner's program that this program shows.
#[derive(Debug, Default)]
pub struct Descriptors {
    /// What is known of a socket: its kind, or that it is none of IPv4 or IPv6.
    known: BTreeMap<Inode, Option<Kind>>,
}

impl Descriptors {
    /// The socket behind a descriptor, if it is one of IPv4 or IPv6, a stream or for datagrams.
    pub fn of(&mut self, place: Place) -> Option<Socket> {
        let inode = inode(place)?;
        let kind = *(self.known.entry(inode)).or_insert_with(|| ask(place));
        Some(Socket { inode, kind: kind? })
    }

    /// Notes what a socket is that the program has just made; nobody need ask the kernel.
    pub fn made(&mut self, place: Place, kind: Kind) -> Option<Socket> {
        let inode = inode(place)?;
        self.known.insert(inode, Some(kind));
        Some(Socket { inode, kind })
    }

    /// The sockets of a process, under which numbers.
    pub fn all(&mut self, pid: i32) -> Vec<(Fd, Socket)> {
        let fds = numbers(pid).into_iter();
        fds.filter_map(|fd| Some((fd, self.of(Place { pid, fd })?)))
            .collect()
    }

    /// The sockets that were known, and that none of these processes has any more. They are forgotten.
    pub fn gone(&mut self, pids: &BTreeSet<i32>) -> Vec<Inode> {
        let open: BTreeSet<Inode> = (pids.iter())
            .flat_map(|&pid| numbers(pid).into_iter().map(move |fd| Place { pid, fd }))
            .filter_map(inode)
            .collect();
        let gone: Vec<Inode> = (self.known.iter())
            .filter(|(inode, kind)| kind.is_some() && !open.contains(inode))
            .map(|(inode, _)| *inode)
            .collect();
        self.known.retain(|inode, _| open.contains(inode));
        gone
    }
}

/// Under which descriptors of these processes a socket is open.
pub fn places(pids: &BTreeSet<i32>, inode: Inode) -> Vec<Place> {
    let places = pids.iter().flat_map(|&pid| {
        let fds = numbers(pid).into_iter();
        fds.map(move |fd| Place { pid, fd })
    });
    places
        .filter(|place| self::inode(*place) == Some(inode))
        .collect()
}

/// The inode of the socket behind a descriptor; `None` if it is no socket.
fn inode(place: Place) -> Option<Inode> {
    let link = fs::read_link(format!("/proc/{}/fd/{}", place.pid, place.fd)).ok()?;
    let number = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
    number.parse().ok().map(Inode)
}

/// The numbers of a process's descriptors.
fn numbers(pid: i32) -> Vec<Fd> {
    let entries = fs::read_dir(format!("/proc/{pid}/fd"));
    let names = entries.into_iter().flatten().flatten();
    names
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

/// What kind of socket it is that the program has from elsewhere: from before its exec, or by a message.
fn ask(place: Place) -> Option<Kind> {
    let socket = socket2::Socket::from(ptrace::borrow_descriptor(place.pid, place.fd).ok()?);
    let ask = |name| sockets::int(&socket, libc::SOL_SOCKET, name).ok();
    domain(ask(libc::SO_DOMAIN)?)?;
    kind(ask(libc::SO_TYPE)?)
}

/// `AF_INET` or `AF_INET6`.
pub fn domain(number: i32) -> Option<Domain> {
    match number {
        libc::AF_INET => Some(Domain::Inet),
        libc::AF_INET6 => Some(Domain::Inet6),
        _ => None,
    }
}

/// `SOCK_STREAM` or `SOCK_DGRAM`, whatever flags stand beside it.
pub fn kind(number: i32) -> Option<Kind> {
    match number & 0xf {
        libc::SOCK_STREAM => Some(Kind::Stream),
        libc::SOCK_DGRAM => Some(Kind::Dgram),
        _ => None,
    }
}

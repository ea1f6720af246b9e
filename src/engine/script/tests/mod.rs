//! The language by example: what parses, to what, and what is said of what does not.

mod c_forms;
mod calls;
mod errors;
mod lines;
mod manual;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use sockscope_link::*;

use super::*;
use crate::peer::Peer;
use crate::words::Lang;

/// Names of a script under way: the host has `s` = 3 and `a` = 4, the board `c` = 0.
struct Known;

impl Names for Known {
    fn fd(&self, peer: Peer, name: &str) -> Option<Fd> {
        match (peer, name) {
            (Peer::Host, "s") => Some(3),
            (Peer::Host, "a") => Some(4),
            (Peer::Board, "c") => Some(0),
            _ => None,
        }
    }

    fn known(&self, peer: Peer) -> Vec<String> {
        let names: &[&str] = if peer == Peer::Host {
            &["s", "a"]
        } else {
            &["c"]
        };
        names.iter().map(|name| name.to_string()).collect()
    }

    fn address(&self, peer: Peer) -> Option<IpAddr> {
        (peer == Peer::Host).then_some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)))
    }
}

fn kind(text: &str) -> LineKind {
    match parse_line(text, 1) {
        Ok(Some(line)) => line.kind,
        other => panic!("{text}: {other:?}"),
    }
}

fn call(text: &str) -> Call {
    let LineKind::Call(line) = kind(&format!("host: {text}")) else {
        panic!("{text}")
    };
    resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn error(text: &str) -> ScriptError {
    parse_line(text, 7).expect_err(text)
}

fn at_7777() -> std::net::SocketAddr {
    "10.0.0.1:7777".parse().unwrap()
}

//! The same call as a program would make it: in C, Rust and Python, with its real arguments.
//!
//! Each call becomes one statement, or a few, that compile after the [`prelude`] of the language.
//! As in a lesson, errors are not handled beyond what the language does by itself: Rust's `?`,
//! Python's exceptions; C programs must look at the −1.

mod c;
mod python;
mod rust;

use std::net::IpAddr;

use super::ast::{Endpoint, Name, Place};
use super::line::CallLine;

/// A programming language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeLang {
    /// C11 with the BSD sockets of POSIX.
    C,
    /// Rust with the crate `socket2`.
    Rust,
    /// Python 3 with its module `socket`.
    Python,
}

impl CodeLang {
    /// Every language, for menus.
    pub const ALL: [CodeLang; 3] = [CodeLang::C, CodeLang::Rust, CodeLang::Python];

    /// The language's name.
    pub const fn name(self) -> &'static str {
        match self {
            CodeLang::C => "C",
            CodeLang::Rust => "Rust",
            CodeLang::Python => "Python",
        }
    }
}

/// What stands at the top of a program that makes these calls.
pub const fn prelude(lang: CodeLang) -> &'static [&'static str] {
    match lang {
        CodeLang::C => c::PRELUDE,
        CodeLang::Rust => rust::PRELUDE,
        CodeLang::Python => python::PRELUDE,
    }
}

/// The call as lines of a program. `address` says which address a place has; one that has none yet
/// is written as its word, and such a line does not run.
pub fn code(
    line: &CallLine,
    lang: CodeLang,
    address: &dyn Fn(Place) -> Option<IpAddr>,
) -> Vec<String> {
    let writer = Writer { lang, address };
    match lang {
        CodeLang::C => c::lines(line, &writer),
        CodeLang::Rust => rust::lines(line, &writer),
        CodeLang::Python => python::lines(line, &writer),
    }
}

/// What all languages need.
struct Writer<'a> {
    lang: CodeLang,
    address: &'a dyn Fn(Place) -> Option<IpAddr>,
}

impl Writer<'_> {
    /// The address without its port, and whether it is IPv6.
    fn ip(&self, endpoint: &Endpoint) -> (String, bool) {
        let ip = match endpoint.place {
            Place::Ip(ip) => Some(ip),
            place => (self.address)(place),
        };
        match ip {
            Some(ip) => (ip.to_string(), ip.is_ipv6()),
            None => (endpoint.place.to_string(), false),
        }
    }

    /// A name as a variable; one that the language needs for itself gets a `_`.
    fn variable(&self, name: &Name) -> String {
        let taken: &[&str] = match self.lang {
            CodeLang::C => c::KEYWORDS,
            CodeLang::Rust => rust::KEYWORDS,
            CodeLang::Python => python::KEYWORDS,
        };
        let name = name.as_str();
        if taken.contains(&name) {
            format!("{name}_")
        } else {
            name.to_string()
        }
    }
}

#[cfg(test)]
mod tests;

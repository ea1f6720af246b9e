//! Which board: what `--board` takes.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// Which board a session talks to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BoardChoice {
    /// A board that says hello; else the virtual one; else `pair` for a program that freezes the wire and
    /// on Windows, `loopback` for another.
    #[default]
    Auto,
    /// The board core inside this program, over the private wire.
    Virtual,
    /// Two board cores and a wire in memory: the host is simulated.
    Pair,
    /// A second socket of this machine on 127.0.0.1; it has no gate.
    Loopback,
    /// A board on this serial port.
    Port(String),
    /// A board behind a serial port that is reached over the network: `HOST:PORT`.
    Tcp(String),
}

impl BoardChoice {
    /// The words for the boards that are not named by a place.
    pub const WORDS: [&str; 4] = ["auto", "virtual", "pair", "loopback"];
}

impl FromStr for BoardChoice {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "auto" => BoardChoice::Auto,
            "virtual" => BoardChoice::Virtual,
            "pair" => BoardChoice::Pair,
            "loopback" => BoardChoice::Loopback,
            other => match other.strip_prefix("tcp:") {
                Some(addr) => BoardChoice::Tcp(addr.to_owned()),
                None => BoardChoice::Port(other.to_owned()),
            },
        })
    }
}

impl fmt::Display for BoardChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BoardChoice::Auto => f.write_str("auto"),
            BoardChoice::Virtual => f.write_str("virtual"),
            BoardChoice::Pair => f.write_str("pair"),
            BoardChoice::Loopback => f.write_str("loopback"),
            BoardChoice::Port(port) => f.write_str(port),
            BoardChoice::Tcp(addr) => write!(f, "tcp:{addr}"),
        }
    }
}

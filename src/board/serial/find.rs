//! Who is there? Asks the ports behind which a board may be for a hello.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use sockscope_link::BoardInfo;

use super::board::SerialBoard;
use super::engine::Options;
use super::error::LinkError;
use super::ports::{self, PortFacts};
use super::stream::{FIRST_BAUD, Place};
use super::told::Listener;
use crate::fact;
use crate::timeline::Fact;
use crate::words::t;

/// How long a board that was reset by being opened may take to say hello: it boots in an eighth of a
/// second, and one that a crashed session left at another speed is asked there second.
pub const PATIENCE: Duration = Duration::from_millis(1200);

/// A port, and who is behind it.
#[derive(Debug)]
pub struct Found {
    /// The port.
    pub port: PortFacts,
    /// The board, or why there is none to talk to.
    pub board: Result<BoardInfo, LinkError>,
}

/// Asks all these ports at once.
pub fn ask(ports: Vec<PortFacts>) -> Vec<Found> {
    let asked: Vec<_> = ports
        .into_iter()
        .map(|port| {
            let path = port.path.clone();
            let thread = thread::Builder::new()
                .name("link-ask".to_owned())
                .spawn(move || hello(&Place::Port(path)));
            (port, thread)
        })
        .collect();
    let found = asked.into_iter().map(|(port, thread)| {
        let place = port.path.clone();
        let other = |why| LinkError::Other { place, why };
        let board = match thread {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(other(std::io::ErrorKind::Other.into()))),
            Err(why) => Err(other(why)),
        };
        Found { port, board }
    });
    found.collect()
}

/// Asks one place, and leaves everything there as it is.
///
/// # Errors
/// [`LinkError`]: why there is no board of ours.
pub fn hello(place: &Place) -> Result<BoardInfo, LinkError> {
    let options = Options {
        baud: FIRST_BAUD,
        clear: false,
        patience: PATIENCE,
        ..Options::default()
    };
    let board = SerialBoard::open(place, options, Arc::new(|_| {}))?;
    Ok(board.info().clone())
}

/// Opens the board at the place that a user means, by whatever it is called.
///
/// # Errors
/// As [`SerialBoard::open`].
pub fn open(place: &Place, options: Options, listener: Listener) -> Result<SerialBoard, LinkError> {
    SerialBoard::open(&resolve(place), options, listener)
}

/// Asks every port that a board may be behind. Takes no time where there is none.
pub fn boards() -> Vec<Found> {
    ask(ports::boards())
}

/// The first of the ports that were asked whose board can be used, and what is to be said about the
/// choice: which board it is, or why it is none of them. Nothing is said where there is no port.
///
/// `open` makes use of a board; it fails with the reason.
pub fn first<S>(
    found: Vec<Found>,
    mut open: impl FnMut(&str) -> Result<S, Fact>,
) -> (Option<S>, Option<Fact>) {
    let mut reasons = Vec::new();
    for Found { port, board } in found {
        let place = port.path;
        let opened = match board {
            Ok(info) => open(&place).map(|opened| (opened, info)),
            Err(error) => Err(error.fact()),
        };
        match opened {
            Ok((opened, BoardInfo { chip, name, .. })) => {
                let why = fact!(t::SESSION_BOARD, chip = chip, name = name, place = place);
                return (Some(opened), Some(why));
            }
            Err(reason) => reasons.push(reason),
        }
    }
    let why = (!reasons.is_empty()).then(|| fact!(t::SESSION_NO_HELLO, reasons = reasons));
    (None, why)
}

/// Which port a command means that was given none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Only {
    /// This one.
    Port(String),
    /// There is none.
    None,
    /// Several may be meant, and not just one of them says hello.
    Several(Vec<String>),
}

/// The only one of `ports`; of several the only one that says hello when it is asked by `ask`.
pub fn only(ports: Vec<PortFacts>, ask: impl FnOnce(Vec<PortFacts>) -> Vec<Found>) -> Only {
    let mut paths: Vec<String> = ports.iter().map(|port| port.path.clone()).collect();
    if paths.len() < 2 {
        return paths.pop().map_or(Only::None, Only::Port);
    }
    let mut ours = ask(ports);
    ours.retain(|found| found.board.is_ok());
    match &ours[..] {
        [one] => Only::Port(one.port.path.clone()),
        _ => Only::Several(paths),
    }
}

/// The place that a user means: a port that is called so, else the port of the board of that name.
fn resolve(place: &Place) -> Place {
    let Place::Port(name) = place else {
        return place.clone();
    };
    if std::path::Path::new(name).exists() || ports::list().iter().any(|port| port.is_called(name))
    {
        return place.clone();
    }
    let named = boards().into_iter().find(|found| {
        let info = found.board.as_ref();
        info.is_ok_and(|info| info.name.eq_ignore_ascii_case(name))
    });
    named.map_or_else(|| place.clone(), |found| Place::Port(found.port.path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, tell};

    fn port(path: &str) -> PortFacts {
        PortFacts {
            path: path.to_owned(),
            usb: None,
        }
    }

    /// A board of ours that is called so.
    fn ours(path: &str, name: &str) -> Found {
        let board = Ok(crate::board::serial::sample(name, ""));
        let port = port(path);
        Found { port, board }
    }

    fn denied(path: &str) -> Found {
        let board = Err(LinkError::Permission {
            place: path.to_owned(),
            group: Some("dialout".to_owned()),
        });
        let port = port(path);
        Found { port, board }
    }

    fn busy(path: &str) -> Found {
        let board = Err(LinkError::Busy {
            place: path.to_owned(),
            by: Some("picocom (1234)".to_owned()),
        });
        let port = port(path);
        Found { port, board }
    }

    fn silent(path: &str) -> Found {
        let place = path.to_owned();
        let port = port(path);
        let board = Err(LinkError::Silent { place });
        Found { port, board }
    }

    /// `--board auto`: which board it takes, and what it says.
    #[test]
    fn auto_takes_the_first_board_that_can_be_used_and_says_which_or_why_not() {
        let (usb0, usb1) = ("/dev/ttyUSB0", "/dev/ttyUSB1");
        let both = |path: &str| path != usb0;
        let all = |_: &str| true;
        #[allow(clippy::type_complexity, reason = "a table")]
        let table: [(
            &str,
            Vec<Found>,
            &dyn Fn(&str) -> bool,
            Option<&str>,
            &[&str],
        ); 9] = [
            ("no port", vec![], &all, None, &[]),
            (
                "one board",
                vec![ours(usb0, "a1b2c3")],
                &all,
                Some(usb0),
                &["a1b2c3", usb0],
            ),
            (
                "two boards",
                vec![ours(usb0, "a1b2c3"), ours(usb1, "d4e5f6")],
                &all,
                Some(usb0),
                &["a1b2c3"],
            ),
            (
                "the first has no address",
                vec![ours(usb0, "a1b2c3"), ours(usb1, "d4e5f6")],
                &both,
                Some(usb1),
                &["d4e5f6"],
            ),
            (
                "something else, and a board",
                vec![silent(usb0), ours(usb1, "d4e5f6")],
                &all,
                Some(usb1),
                &["d4e5f6"],
            ),
            (
                "nobody answers",
                vec![silent(usb0)],
                &all,
                None,
                &["virtual", usb0, "nothing came"],
            ),
            (
                "no permission",
                vec![denied(usb0)],
                &all,
                None,
                &["virtual", "dialout", "usermod -aG dialout"],
            ),
            (
                "somebody has the port",
                vec![busy(usb0)],
                &all,
                None,
                &["virtual", "picocom (1234)", "Close it"],
            ),
            (
                "each its own reason",
                vec![denied(usb0), busy(usb1)],
                &all,
                None,
                &["dialout", "picocom (1234)"],
            ),
        ];
        for (what, found, opens, taken, words) in table {
            let (board, why) = first(found, |path| {
                let path = path.to_owned();
                opens(&path).then_some(path).ok_or(t::TOOL_NO_BOARD.into())
            });
            let why = why.map(|why| tell::fact(&why, Lang::En));
            assert_eq!(board.as_deref(), taken, "{what}");
            assert_eq!(why.is_none(), words.is_empty(), "{what}: {why:?}");
            let why = why.unwrap_or_default();
            for word in words {
                assert!(why.contains(word), "{what}: {word:?} in {why:?}");
            }
        }
    }

    #[test]
    fn a_board_that_cannot_be_used_gives_its_reason() {
        let found = vec![ours("/dev/ttyUSB0", "a1b2c3")];
        let (board, why) = first(found, |_| Err::<(), _>(t::WIFI_OFF.into()));
        assert!(board.is_none());
        let why = tell::fact(&why.unwrap(), Lang::Es);
        assert!(
            why.contains(t::WIFI_OFF.get(Lang::Es)) && why.contains("virtual"),
            "{why}"
        );
    }

    /// A command that needs a port and was given none.
    #[test]
    fn the_only_port_is_meant_or_the_only_one_that_says_hello() {
        let (a, b) = ("/dev/ttyUSB0", "/dev/ttyUSB1");
        let several = || Only::Several(vec![a.to_owned(), b.to_owned()]);
        type Answers = fn(Vec<PortFacts>) -> Vec<Found>;
        let nobody: Answers = |ports| ports.iter().map(|p| silent(&p.path)).collect();
        let second: Answers = |ports| vec![denied(&ports[0].path), ours(&ports[1].path, "d4")];
        let both: Answers = |ports| ports.iter().map(|p| ours(&p.path, "a1")).collect();
        for (ports, ask, meant) in [
            (vec![], nobody, Only::None),
            // One is not asked: `flash` is for boards that say nothing.
            (vec![a], nobody, Only::Port(a.to_owned())),
            (vec![a, b], second, Only::Port(b.to_owned())),
            (vec![a, b], nobody, several()),
            (vec![a, b], both, several()),
        ] {
            let facts = ports.iter().map(|path| port(path)).collect();
            assert_eq!(only(facts, ask), meant, "{ports:?}");
        }
    }
}

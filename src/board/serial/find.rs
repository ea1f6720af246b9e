//! Who is there? Asks the ports behind which a board may be for a hello.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use sockscope_link::BoardInfo;

use super::ports::{self, PortFacts};
use super::{FIRST_BAUD, LinkError, Options, Place, SerialBoard};
use crate::text::Lang;

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
pub fn ask(ports: Vec<PortFacts>, lang: Lang) -> Vec<Found> {
    let asked: Vec<_> = ports
        .into_iter()
        .map(|port| {
            let path = port.path.clone();
            let thread = thread::Builder::new()
                .name("link-ask".to_owned())
                .spawn(move || hello(&Place::Port(path), lang));
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
pub fn hello(place: &Place, lang: Lang) -> Result<BoardInfo, LinkError> {
    let options = Options {
        lang,
        baud: FIRST_BAUD,
        clear: false,
        patience: PATIENCE,
    };
    let board = SerialBoard::at(place, options, Arc::new(|_, _| {}))?;
    Ok(board.info().clone())
}

/// Asks every port that a board may be behind. Takes no time where there is none.
pub fn boards(lang: Lang) -> Vec<Found> {
    ask(ports::boards(), lang)
}

/// The place that a user means: a port that is called so, else the port of the board of that name.
pub(super) fn resolve(place: &Place, lang: Lang) -> Place {
    let Place::Port(name) = place else {
        return place.clone();
    };
    if std::path::Path::new(name).exists() || ports::list().iter().any(|port| port.is_called(name))
    {
        return place.clone();
    }
    let named = boards(lang).into_iter().find(|found| {
        let info = found.board.as_ref();
        info.is_ok_and(|info| info.name.eq_ignore_ascii_case(name))
    });
    named.map_or_else(|| place.clone(), |found| Place::Port(found.port.path))
}

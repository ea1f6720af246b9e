//! Which boards are plugged in: for the menu that offers them, without a session.

use std::io;
use std::thread::{self, JoinHandle};

use crate::board::serial::ports::{self, PortFacts};
use crate::board::serial::{find, holder};
use crate::stage::menu::Port;

/// Lists the serial ports in a thread of its own and tells `tell` twice: what the system knows of
/// them, at once; and who said hello, where a board may be behind a port that nobody has open.
/// `own` is a port of this session, which is not asked.
///
/// # Errors
/// The thread cannot be had.
pub fn look_for_boards(
    own: Option<String>,
    tell: impl Fn(Vec<Port>) + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new()
        .name("ports".to_owned())
        .spawn(move || {
            let facts = ports::list();
            let mut found: Vec<Port> = facts.iter().map(port).collect();
            tell(found.clone());
            let is_free = |facts: &PortFacts| {
                let busy = found
                    .iter()
                    .any(|port| port.path == facts.path && port.busy.is_some());
                facts.adapter().is_some() && !busy && own.as_ref() != Some(&facts.path)
            };
            let ask: Vec<PortFacts> = facts.into_iter().filter(is_free).collect();
            if ask.is_empty() {
                return;
            }
            for answer in find::ask(ask) {
                let path = &answer.port.path;
                if let Ok(board) = &answer.board
                    && let Some(port) = found.iter_mut().find(|port| port.path == *path)
                {
                    port.board = Some(format!("{} {}", board.chip, board.name));
                }
            }
            tell(found);
        })
}

fn port(facts: &PortFacts) -> Port {
    let adapter = facts.adapter().map(|adapter| adapter.name.to_owned());
    let product = || facts.usb.as_ref().and_then(|usb| usb.product.clone());
    Port {
        path: facts.path.clone(),
        device: adapter.or_else(product),
        board: None,
        busy: holder(&facts.path),
    }
}

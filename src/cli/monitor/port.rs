//! The port, and the one thread that does nothing but read it: a terminal that is slow, or stopped, costs
//! no byte. What it has read waits in memory, up to 64 MB.

use std::io;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::board::serial::{LinkError, Replug, Stream, is_patience};

/// How many pieces wait to be written, and how large they are: 64 MB in all.
const WAITING: usize = 1024;
pub(super) const PIECE: usize = 64 * 1024;

/// An open port.
pub(super) struct Port {
    pub stream: Box<dyn Stream>,
    pub pieces: Receiver<io::Result<Vec<u8>>>,
}

impl Port {
    /// Opens what `replug` leads to.
    pub fn open(replug: &mut Replug, baud: u32) -> Result<Port, LinkError> {
        let mut stream = replug.open()?;
        let other = |why| LinkError::Other {
            place: replug.to_string(),
            why,
        };
        stream.set_baud(baud).map_err(other)?;
        let reader = stream.try_clone().map_err(other)?;
        let (to, pieces) = bounded(WAITING);
        thread::Builder::new()
            .name("monitor".to_owned())
            .spawn(move || read(reader, &to))
            .map_err(other)?;
        Ok(Port { stream, pieces })
    }
}

fn read(mut stream: Box<dyn Stream>, to: &Sender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = match stream.read(&mut piece) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => {
                // What comes slowly comes in small pieces; they need no more memory than they have.
                piece.truncate(len);
                if len < PIECE / 8 {
                    piece.shrink_to_fit();
                }
                Ok(piece)
            }
            Err(error) if is_patience(&error) => continue,
            Err(error) => Err(error),
        };
        let ends = read.is_err();
        if to.send(read).is_err() || ends {
            return;
        }
    }
}

//! A recording as bytes: a file, or the one of a lesson that ships inside the program.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

use crate::lesson::recorded;

/// Bytes that can be moved in. (What is no regular file can be read, and not be moved in.)
pub trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// A recording as bytes.
pub type Film = BufReader<Box<dyn Bytes>>;

/// The recording of this name: of a lesson that ships, else a file.
///
/// # Errors
/// The file cannot be opened, or is a folder.
pub fn open(what: &str) -> io::Result<Film> {
    if let Some(shipped) = recorded::shipped(what) {
        return Ok(BufReader::new(Box::new(Cursor::new(shipped.as_bytes()))));
    }
    let path = Path::new(what);
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(BufReader::with_capacity(
        1 << 18,
        Box::new(File::open(path)?),
    ))
}

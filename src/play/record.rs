//! A file that the timeline is written to, as JSON Lines.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::lesson;
use crate::timeline::Event;
use crate::words::Lang;
use crate::words::tell::to_line;

/// A file that the timeline is written to.
pub struct Recording {
    /// Its path.
    pub path: PathBuf,
    file: BufWriter<File>,
}

impl Recording {
    /// The file that the user named, whatever was in it before.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: &Path) -> io::Result<Recording> {
        Ok(Recording::new(path, File::create(path)?))
    }

    /// The first of `NAME-2`, `NAME-3` … from `number` on that does not exist: nobody named these, so
    /// nothing is written over. `number` is then the file's.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create_next(path: &Path, number: &mut u32) -> io::Result<Recording> {
        loop {
            let path = numbered(path, *number);
            match File::create_new(&path) {
                Ok(file) => return Ok(Recording::new(&path, file)),
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => *number += 1,
                Err(why) => return Err(why),
            }
        }
    }

    fn new(path: &Path, file: File) -> Recording {
        Recording {
            path: path.to_owned(),
            file: BufWriter::new(file),
        }
    }

    /// Adds an event, told in `lang` for who reads the file.
    ///
    /// # Errors
    /// The file takes no more.
    pub fn write(&mut self, event: &Event, lang: Lang) -> io::Result<()> {
        writeln!(self.file, "{}", to_line(event, lang))
    }

    /// Brings out what was added.
    ///
    /// # Errors
    /// The file takes no more.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path
        .extension()
        .map(|end| format!(".{}", end.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{end}"))
}

/// Whether the recording would be written over the file that it is of.
pub fn is_same_file(record: &Path, what: &str) -> bool {
    // The name of a shipped lesson is no file, whatever lies in the working directory.
    if lesson::find(what).is_some() {
        return false;
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(record).is_some_and(|record| real(Path::new(what)) == Some(record))
}

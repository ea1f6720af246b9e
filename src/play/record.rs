//! A file that the timeline is written to, as JSON Lines.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::xdg;
use crate::fill;
use crate::lesson;
use crate::run::Exit;
use crate::timeline::Event;
use crate::words::tell::to_line;
use crate::words::{Lang, date, system, t};

/// Where a recording is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The file; without one, a file of its own in the user's data folder, named after day and lesson.
    pub file: Option<PathBuf>,
    /// Whether what is in the file already may be written over.
    pub overwrite: bool,
}

/// Why nothing can be recorded there.
#[derive(Debug)]
pub enum RecordError {
    /// There is something in the file.
    Exists(PathBuf),
    /// The file is what is to be run.
    SameFile(PathBuf),
    /// It cannot be made.
    Unwritable(PathBuf, io::Error),
}

impl RecordError {
    /// Why, in words.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            RecordError::Exists(file) => fill!(lang, t::RECORD_EXISTS, file = file.display()),
            RecordError::SameFile(file) => fill!(lang, t::RUN_SAME_FILE, file = file.display()),
            RecordError::Unwritable(file, why) => {
                fill!(
                    lang,
                    t::RUN_UNWRITABLE,
                    file = file.display(),
                    why = system::said(why, lang)
                )
            }
        }
    }

    /// How the program ends that was to record there.
    pub const fn exit(&self) -> Exit {
        match self {
            RecordError::Unwritable(..) => Exit::Environment,
            _ => Exit::Usage,
        }
    }
}

impl Destination {
    /// Whether `what` can be recorded there, as far as that can be told before anything runs.
    ///
    /// # Errors
    /// [`RecordError::Exists`], [`RecordError::SameFile`].
    pub fn check(&self, what: &str) -> Result<(), RecordError> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if is_same_file(file, what) {
            return Err(RecordError::SameFile(file.clone()));
        }
        if !self.overwrite && holds_something(file) {
            return Err(RecordError::Exists(file.clone()));
        }
        Ok(())
    }

    /// Makes the file for the recording of `what`.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn create(&self, what: &str) -> Result<Recording, RecordError> {
        self.check(what)?;
        let Some(file) = &self.file else {
            return automatic(what);
        };
        let made = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(file);
        made.map(|made| Recording::new(file, made))
            .map_err(|why| RecordError::Unwritable(file.clone(), why))
    }

    /// Makes the file for another recording beside the one before: the first of `NAME-2`, `NAME-3` …
    /// from `number` on that does not exist. `number` is then the file's.
    ///
    /// # Errors
    /// [`RecordError::Unwritable`].
    pub fn create_next(&self, what: &str, number: &mut u32) -> Result<Recording, RecordError> {
        match &self.file {
            Some(file) => create_new(file, number).map(|(path, file)| Recording::new(&path, file)),
            None => automatic(what),
        }
    }
}

/// A file that the timeline is written to.
pub struct Recording {
    /// Its path.
    pub path: PathBuf,
    file: BufWriter<File>,
}

impl Recording {
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

/// A file of its own in the user's folder.
fn automatic(what: &str) -> Result<Recording, RecordError> {
    let (path, file) = new_file("recordings", what, "jsonl")?;
    Ok(Recording::new(&path, file))
}

/// Makes a file in this folder of the user's data, named after day and lesson. It is new.
///
/// # Errors
/// [`RecordError::Unwritable`].
pub fn new_file(folder: &str, what: &str, end: &str) -> Result<(PathBuf, File), RecordError> {
    let Some(data) = xdg::data() else {
        let why = io::Error::from(io::ErrorKind::NotFound);
        return Err(RecordError::Unwritable(PathBuf::from("$HOME"), why));
    };
    let folder = data.join(folder);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.map_or(0, |now| now.as_secs());
    let path = folder.join(format!("{}-{}.{end}", day(seconds), named(what)));
    fs::create_dir_all(&folder).map_err(|why| RecordError::Unwritable(path.clone(), why))?;
    create_new(&path, &mut 1)
}

/// The first of `NAME`, `NAME-2`, `NAME-3` … from `number` on that does not exist.
fn create_new(path: &Path, number: &mut u32) -> Result<(PathBuf, File), RecordError> {
    loop {
        let path = numbered(path, *number);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => *number += 1,
            Err(why) => return Err(RecordError::Unwritable(path, why)),
        }
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    if number <= 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path
        .extension()
        .map(|end| format!(".{}", end.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{end}"))
}

/// What is run, as a part of a file's name.
fn named(what: &str) -> String {
    let stem = Path::new(what).file_stem().unwrap_or_default();
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let name: String = stem.to_string_lossy().chars().take(60).map(plain).collect();
    match name.as_str() {
        "" | "-" => "stdin".to_owned(),
        _ => name,
    }
}

/// Seconds since 1970 as `2026-11-28T0357Z`: UTC, in an order that sorts.
fn day(seconds: u64) -> String {
    let utc = date::utc(i64::try_from(seconds).unwrap_or(0));
    let digits = utc.replace(' ', "T").replace(':', "");
    // Without the seconds.
    format!("{}Z", &digits[..digits.len() - 3])
}

/// Whether there is something in this file that could be lost. A device or a pipe loses nothing.
fn holds_something(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() > 0)
}

/// Whether the recording would be written over the file that it is of.
fn is_same_file(record: &Path, what: &str) -> bool {
    if what == "-" {
        return is_stdin(record);
    }
    // The name of a shipped lesson is no file, whatever lies in the working directory.
    if lesson::find(what).is_some() {
        return false;
    }
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(record).is_some_and(|record| real(Path::new(what)) == Some(record))
}

/// Whether stdin is this file.
#[cfg(unix)]
fn is_stdin(file: &Path) -> bool {
    use std::fs::Metadata;
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let stdin = || {
        File::from(io::stdin().as_fd().try_clone_to_owned().ok()?)
            .metadata()
            .ok()
    };
    let place = |file: &Metadata| (file.dev(), file.ino());
    let named = fs::metadata(file).ok().filter(Metadata::is_file);
    named.is_some_and(|named| stdin().as_ref().map(place) == Some(place(&named)))
}

/// Whether stdin is this file: there is no telling.
#[cfg(not(unix))]
fn is_stdin(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `date -u -d @SECONDS +%Y-%m-%dT%H%MZ` says.
    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, shown) in [
            (0, "1970-01-01T0000Z"),
            (951_782_399, "2000-02-28T2359Z"),
            (951_782_400, "2000-02-29T0000Z"),
            (951_868_800, "2000-03-01T0000Z"),
            (1_709_164_800, "2024-02-29T0000Z"),
            (1_735_689_599, "2024-12-31T2359Z"),
            (4_107_542_400, "2100-03-01T0000Z"),
        ] {
            assert_eq!(day(seconds), shown);
        }
    }

    #[test]
    fn what_is_run_becomes_a_part_of_a_name() {
        for (what, name) in [
            ("lifecycle", "lifecycle"),
            ("-", "stdin"),
            ("", "stdin"),
            ("/tmp/my lesson.toml", "my-lesson"),
            ("../a\u{1b}[2J.sock", "a--2J"),
        ] {
            assert_eq!(named(what), name);
        }
    }
}

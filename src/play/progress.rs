//! The file that keeps what the learner has done: `$XDG_STATE_HOME/sockscope/progress.jsonl`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::xdg;
use crate::lesson::{Deed, Learnt, MOST_BYTES, Progress};

/// The file, and what it says.
#[derive(Debug, Default)]
pub struct Kept {
    /// Where it is; none: there is no home to keep it in.
    pub path: Option<PathBuf>,
    /// What was done.
    pub progress: Progress,
}

impl Kept {
    /// Reads the user's file. Without one, nothing was done yet.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn load() -> Result<Kept, (PathBuf, io::Error)> {
        match xdg::state() {
            Some(folder) => Kept::read(folder.join("progress.jsonl")),
            None => Ok(Kept::default()),
        }
    }

    /// Reads this file.
    ///
    /// # Errors
    /// As for [`Kept::load`].
    pub fn read(path: PathBuf) -> Result<Kept, (PathBuf, io::Error)> {
        match read_end(&path) {
            Ok(text) => Ok(Kept {
                path: Some(path),
                progress: Progress::parse(&text),
            }),
            Err(why) => Err((path, why)),
        }
    }

    /// Adds what was done just now.
    ///
    /// # Errors
    /// The file cannot be written; it is known all the same until the program ends.
    pub fn add(&mut self, what: Deed) -> Result<(), (PathBuf, io::Error)> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let at = since.map_or(0, |time| time.as_secs());
        let learnt = Learnt { at, what };
        self.progress.take(&learnt);
        let Some(path) = &self.path else {
            return Ok(());
        };
        append(path, &learnt.to_line()).map_err(|why| (path.clone(), why))
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget(&mut self) -> Result<(), (PathBuf, io::Error)> {
        self.progress = Progress::default();
        let Some(path) = &self.path else {
            return Ok(());
        };
        match fs::remove_file(path) {
            Err(why) if why.kind() != ErrorKind::NotFound => Err((path.clone(), why)),
            _ => Ok(()),
        }
    }
}

/// One write at the end of the file, so that two programs never mix their lines.
fn append(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// The last [`MOST_BYTES`] of a file that may not be there.
fn read_end(path: &Path) -> io::Result<String> {
    match fs::metadata(path) {
        Ok(file) if file.is_file() => {}
        Ok(_) => return Err(ErrorKind::InvalidInput.into()),
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(String::new());
        }
        Err(why) => return Err(why),
    }
    let mut file = File::open(path)?;
    let most = MOST_BYTES as u64;
    let len = file.metadata()?.len();
    file.seek(SeekFrom::Start(len.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_again_and_can_be_forgotten() {
        let folder = std::env::temp_dir().join(format!("sockscope-kept-{}", std::process::id()));
        let path = folder.join("deep/progress.jsonl");
        let mut kept = Kept::read(path.clone()).unwrap();
        assert!(kept.progress.is_empty());
        let done = |id: &str| Deed::Done { id: id.to_owned() };
        kept.add(done("lifecycle")).unwrap();
        // Another program, and a line of it that was cut off.
        fs::write(
            &path,
            [fs::read(&path).unwrap(), b"\xff\xfe{\"at\":1,\n".to_vec()].concat(),
        )
        .unwrap();
        kept.add(done("queue")).unwrap();
        let mut again = Kept::read(path.clone()).unwrap();
        assert!(again.progress.is_done("lifecycle") && again.progress.is_done("queue"));
        again.forget().unwrap();
        again.forget().unwrap();
        assert!(!path.exists() && again.progress.is_empty());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_of_any_length_is_read_at_its_end_only() {
        let path =
            std::env::temp_dir().join(format!("sockscope-long-progress-{}", std::process::id()));
        let file = File::create(&path).unwrap();
        // A hole: its bytes are zeros, and take no room on the disk.
        file.set_len(1 << 40).unwrap();
        drop(file);
        append(&path, "").unwrap();
        append(&path, "{\"at\":1,\"what\":\"done\",\"id\":\"queue\"}").unwrap();
        let kept = Kept::read(path.clone());
        fs::remove_file(&path).unwrap();
        assert!(kept.unwrap().progress.is_done("queue"));
        assert!(Kept::read(PathBuf::from("/")).is_err(), "a directory");
    }
}

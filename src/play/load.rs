//! The one door of this room to the outside: a lesson file that the user names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::lesson::{Lesson, LessonError, Problem, limits, parse_any};

/// Reads a lesson from a file.
///
/// # Errors
/// A file that cannot be read, that is larger than [`limits::FILE`] or not UTF-8, and everything
/// that [`parse`] does not accept.
pub fn load(path: &Path) -> Result<Lesson, LessonError> {
    let (file, text) = read(path)?;
    parse_any(&id(path), &file, &text)
}

/// What a file's lesson is called: the file's name without its end.
pub fn id(path: &Path) -> String {
    let stem = path.file_stem();
    stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// The name and the text of a lesson file.
///
/// # Errors
/// It cannot be read, is too large or not UTF-8.
pub fn read(path: &Path) -> Result<(String, String), LessonError> {
    let file = path.display().to_string();
    let problem = |problem| LessonError::whole(&file, problem);
    let unreadable = |error: std::io::Error| problem(Problem::Unreadable(error.to_string()));
    let mut bytes = Vec::new();
    let opened = File::open(path).map_err(unreadable)?;
    opened
        .take(limits::FILE as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > limits::FILE {
        return Err(problem(Problem::TooLarge));
    }
    let text = String::from_utf8(bytes).map_err(|_| problem(Problem::NotUtf8))?;
    Ok((file, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_cannot_be_read_are_errors() {
        let dir = std::env::temp_dir().join(format!("sockscope-lesson-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let said = |name: &str| load(&dir.join(name)).unwrap_err().to_string();
        assert!(said("none.toml").contains("cannot be read"));
        assert!(said("").contains("cannot be read"), "a directory");
        std::fs::write(dir.join("latin1.toml"), b"title = \"\xe9\"").unwrap();
        assert!(said("latin1.toml").contains("not UTF-8"));
        std::fs::write(dir.join("huge.toml"), vec![b'#'; limits::FILE + 1]).unwrap();
        assert!(said("huge.toml").contains("too large"));
        let right = &crate::lesson::SHIPPED[0].1;
        std::fs::write(dir.join("mine.toml"), right).unwrap();
        assert_eq!(load(&dir.join("mine.toml")).unwrap().id, "mine");
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

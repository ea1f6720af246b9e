//! Where files of the user are: the XDG base directory specification.

use std::path::PathBuf;

/// The program's folder under `variable`, or under this folder of the home.
fn folder(variable: &str, of_home: &str) -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = set(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| {
            let home = PathBuf::from(set("HOME")?);
            // No home: nothing is made in its place.
            home.is_dir().then(|| home.join(of_home))
        })?;
    Some(base.join("sockscope"))
}

/// Configuration.
pub fn config() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", ".config")
}

/// What is kept from start to start.
pub fn state() -> Option<PathBuf> {
    folder("XDG_STATE_HOME", ".local/state")
}

/// Lessons and tasks of one's own.
pub fn data() -> Option<PathBuf> {
    folder("XDG_DATA_HOME", ".local/share")
}

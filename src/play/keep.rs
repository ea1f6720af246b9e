//! What was done, kept as a lesson of the user's own.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{load, program, xdg};
use crate::export::kept::{Refusal, kept};
use crate::fill;
use crate::lesson::limits;
use crate::run::Model;
use crate::words::{Lang, system, t};

/// Writes what was done into a new file among the user's own lessons, and says where.
///
/// # Errors
/// Why not, in words.
pub fn keep(model: &Model, lang: Lang) -> Result<String, String> {
    let text = kept(model).map_err(|why| refused(&why, lang))?;
    let data = xdg::data().ok_or_else(|| t::KEPT_NO_PLACE.get(lang).to_owned())?;
    let unwritable =
        |why: io::Error| fill!(lang, t::KEPT_UNWRITABLE, why = system::said(why, lang));
    let folder = data.join(program::LESSONS);
    fs::create_dir_all(&folder).map_err(unwritable)?;
    for number in 1.. {
        let name = format!("kept-{number}");
        // Some other thing of the user's may have the name.
        if program::unknown(&name, &[], lang).is_none() {
            continue;
        }
        let path = folder.join(format!("{name}.toml"));
        match write(&path, &text) {
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(unwritable(why)),
            Ok(()) => {
                let name = load::id(&path);
                return Ok(fill!(lang, t::KEPT_AS, file = path.display(), name = name));
            }
        }
    }
    Err(unwritable(io::ErrorKind::AlreadyExists.into()))
}

/// Never over a file that is there; half a lesson is none.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let written = File::create_new(path)?.write_all(text.as_bytes());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

fn refused(why: &Refusal, lang: Lang) -> String {
    match why {
        Refusal::Nothing => t::KEPT_NOTHING.get(lang).to_owned(),
        Refusal::Program => t::KEPT_PROGRAM.get(lang).to_owned(),
        Refusal::Forgotten => t::KEPT_FORGOTTEN.get(lang).to_owned(),
        Refusal::TooLong(line) => {
            fill!(lang, t::KEPT_TOO_LONG, max = limits::LINE, line = line)
        }
        Refusal::TooMuch => fill!(
            lang,
            t::KEPT_TOO_MUCH,
            steps = limits::STEPS,
            lines = limits::LINES
        ),
    }
}

//! A password that is typed and not shown. Whatever ends the program meanwhile, the terminal shows again
//! what is typed.

use std::io::{self, BufRead, IsTerminal};

/// The longest line that is taken, in bytes: no password is so long.
const LONGEST: u64 = 1024;

/// Asks for a password on the terminal; where stdin is none, it is the first line of it.
///
/// # Errors
/// Of reading, or of the terminal.
pub(super) fn ask(prompt: &str) -> io::Result<String> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return line(&mut stdin.lock());
    }
    typed(prompt)
}

#[cfg(unix)]
fn typed(prompt: &str) -> io::Result<String> {
    use crate::kernel::mode::Mode;
    use std::io::Write;

    let mut err = io::stderr().lock();
    write!(err, "{prompt} ")?;
    err.flush()?;
    let hidden = Mode::set(|mode| mode.c_lflag &= !libc::ECHO)?;
    let typed = line(&mut io::stdin().lock());
    drop(hidden);
    // The end of the line was not shown either.
    writeln!(err)?;
    typed
}

/// Windows gives a console its mode back by itself.
#[cfg(not(unix))]
fn typed(prompt: &str) -> io::Result<String> {
    rpassword::prompt_password(format!("{prompt} "))
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    io::Read::take(from, LONGEST).read_line(&mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for (input, password) in [
            ("correct horse\r\nmore", Some("correct horse")),
            (" spaces count \n", Some(" spaces count ")),
            ("no end", Some("no end")),
            ("\n", Some("")),
            ("", None),
        ] {
            let read = line(&mut input.as_bytes()).ok();
            assert_eq!(read.as_deref(), password, "{input:?}");
        }
        let endless = "x".repeat(100_000);
        assert_eq!(line(&mut endless.as_bytes()).unwrap().len() as u64, LONGEST);
    }
}

//! What a chip's flash memory holds before it is written: somebody's program may be somebody's work.

use std::fs;
use std::path::PathBuf;

use espflash::flasher::Flasher;
use sockscope_link::text::printable;

/// Where the second-stage boot loader expects the program, unless a partition table says otherwise.
const PROGRAM: u32 = 0x1_0000;
/// As much of it as is looked at, in bytes: one block.
const LEN: u32 = 0x1000;

/// Where `esp_app_desc_t` lies in a program, its magic word, and the program's name and version in it.
const DESCRIPTOR: usize = 32;
const MAGIC: [u8; 4] = 0xABCD_5432u32.to_le_bytes();
const VERSION: std::ops::Range<usize> = 16..48;
const NAME: std::ops::Range<usize> = 48..80;

/// The name of our firmware's package.
const OURS: &str = "sockscope-esp32";

/// What is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing: the flash is blank.
    Blank,
    /// Our firmware.
    Ours,
    /// Another program; its name and version, where it bears them.
    Other(String),
    /// It could not be read.
    Unknown,
}

/// Looks where a program begins.
pub(super) fn read(flasher: &mut Flasher) -> Contents {
    block(flasher).map_or(Contents::Unknown, |bytes| judge(&bytes))
}

/// The library reads into a file only: one in a folder that nobody else can have made.
fn block(flasher: &mut Flasher) -> Option<Vec<u8>> {
    let folder = folder()?;
    let file = folder.join("flash.bin");
    let read = flasher.read_flash(PROGRAM, LEN, LEN, 64, file.clone());
    let bytes = read.ok().and_then(|()| fs::read(&file).ok());
    let _ = fs::remove_dir_all(&folder);
    bytes
}

fn folder() -> Option<PathBuf> {
    let name = format!("sockscope-flash-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    #[cfg_attr(not(unix), allow(unused_mut, reason = "the mode is of Unix"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder).ok().map(|()| folder)
}

/// What the first bytes of a program say.
fn judge(bytes: &[u8]) -> Contents {
    if bytes.iter().all(|byte| *byte == 0xFF) {
        return Contents::Blank;
    }
    let text = |range: std::ops::Range<usize>| {
        let field = bytes.get(DESCRIPTOR + range.start..DESCRIPTOR + range.end)?;
        let end = field.iter().position(|byte| *byte == 0)?;
        Some(printable(&field[..end]))
    };
    let described = bytes.get(DESCRIPTOR..DESCRIPTOR + 4) == Some(&MAGIC);
    match (described, text(NAME), text(VERSION)) {
        (true, Some(name), _) if name == OURS => Contents::Ours,
        (true, Some(name), Some(version)) => Contents::Other(format!("{name} {version}")),
        _ => Contents::Other("?".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(name: &str, version: &str) -> Vec<u8> {
        let mut bytes = vec![0; LEN as usize];
        bytes[0] = 0xE9;
        bytes[DESCRIPTOR..DESCRIPTOR + 4].copy_from_slice(&MAGIC);
        for (range, text) in [(NAME, name), (VERSION, version)] {
            let at = DESCRIPTOR + range.start;
            bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        bytes
    }

    #[test]
    fn a_program_is_known_by_the_name_that_it_bears() {
        let other = |text: &str| Contents::Other(text.to_owned());
        for (bytes, contents) in [
            (vec![0xFF; 4096], Contents::Blank),
            (program("sockscope-esp32", "0.1.0"), Contents::Ours),
            (
                program("micropython", "v1.23.0"),
                other("micropython v1.23.0"),
            ),
            (program("\x1b[2J", "1"), other("\\x1b[2J 1")),
            (vec![0xE9; 4096], other("?")),
            (vec![0xE9, 1], other("?")),
            (vec![], Contents::Blank),
        ] {
            assert_eq!(judge(&bytes), contents);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_judged(bytes in proptest::collection::vec(0u8.., 0..200)) {
            judge(&bytes);
        }
    }
}

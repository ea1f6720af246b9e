//! The firmware's image: where it is, how it is built, for which chip it was made.

use std::io;
use std::path::{Path, PathBuf};

use object::{Object, ObjectSection, ObjectSymbol};

use super::chip::Chip;
use super::toolchain::{self, Toolchain};

/// The folder of the firmware's sources: `firmware/esp32` here, above, or above this program.
pub fn sources() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let program = std::env::current_exe().ok();
    let starts = [here, program];
    let above = starts.iter().flatten().flat_map(|path| path.ancestors());
    above
        .map(|folder| folder.join("firmware/esp32"))
        .find(|folder| folder.join("Cargo.toml").is_file())
}

/// Where cargo puts the image of a chip.
pub fn built(sources: &Path, chip: &Chip) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| sources.join("target"), PathBuf::from);
    target
        .join(chip.target)
        .join("release")
        .join("sockscope-esp32")
}

/// The image of a chip that came with this program: in the folder `firmware` beside it, or where a system's
/// package has it.
pub fn shipped(chip: &Chip) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?.canonicalize().ok()?;
    let beside = program.parent()?;
    let file = format!("{}.elf", chip.name);
    let shared = || Some(beside.parent()?.join("share/sockscope/firmware"));
    let folders = [Some(beside.join("firmware")), shared()];
    let files = folders
        .into_iter()
        .flatten()
        .map(|folder| folder.join(&file));
    files.into_iter().find(|file| file.is_file())
}

/// Builds the image of a chip; what cargo says goes where this program's errors go.
///
/// # Errors
/// Of starting cargo; `Other` if it fails.
pub fn build(sources: &Path, chip: &Chip, toolchain: Toolchain) -> io::Result<PathBuf> {
    if let Some(mut fetch) = toolchain::fetcher(sources, chip, toolchain) {
        let status = fetch.status()?;
        if !status.success() {
            return Err(io::Error::other(format!(
                "rustup target add {}: {status}",
                chip.target
            )));
        }
    }
    let status = toolchain::builder(sources, chip, toolchain).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("cargo: {status}")));
    }
    Ok(built(sources, chip))
}

/// The chip that an image was made for, as esp-hal wrote it into the image; `None` if `elf` is no
/// such image.
pub fn chip_of(elf: &[u8]) -> Option<String> {
    let file = object::File::parse(elf).ok()?;
    let section = file.section_by_name(".espressif.metadata")?;
    let symbol = file
        .symbols()
        .find(|symbol| symbol.name() == Ok("build_info.CHIP_NAME"))?;
    let data = section.data_range(symbol.address(), symbol.size()).ok()??;
    Some(sockscope_link::text::printable(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::image::chip::CHIPS;

    #[test]
    fn what_is_no_image_has_no_chip() {
        assert_eq!(chip_of(b""), None);
        assert_eq!(chip_of(b"\x7fELF garbage"), None);
    }

    #[test]
    fn the_sources_are_found_from_here() {
        let sources = sources().expect("firmware/esp32");
        let manifest = std::fs::read_to_string(sources.join("Cargo.toml")).unwrap();
        for chip in CHIPS {
            assert!(
                manifest.contains(&format!("\n{} = [", chip.name)),
                "{}",
                chip.name
            );
        }
    }
}

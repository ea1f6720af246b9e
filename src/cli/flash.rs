//! `sockscope flash`: writes the firmware to a chip.

use clap::ArgMatches;

use super::Common;
use crate::run::Exit;

#[cfg(feature = "flash")]
pub(super) use with::main;

/// This program was built without it.
#[cfg(not(feature = "flash"))]
pub(super) fn main(common: &Common, _: &ArgMatches) -> Exit {
    crate::play::say(crate::words::t::FLASH_WITHOUT.get(common.lang));
    Exit::Environment
}

#[cfg(feature = "flash")]
mod with {
    use std::io::{self, IsTerminal, Write};
    use std::path::PathBuf;

    use super::{ArgMatches, Common, Exit};
    use crate::board::image::chip::{CHIPS, Chip, chip_named};
    use crate::board::image::elf as image;
    use crate::board::image::flash::{Progress, flash};
    use crate::board::image::toolchain::{self, Toolchain};
    use crate::board::serial::Place;
    use crate::cli::tools;
    use crate::fill;
    use crate::play::say;
    use crate::words::{Lang, t};

    /// Finds or builds the image, and writes it.
    pub(in crate::cli) fn main(common: &Common, matches: &ArgMatches) -> Exit {
        let lang = common.lang;
        let Some(place) = tools::place(common, matches) else {
            return Exit::Environment;
        };
        let Place::Port(port) = place else {
            say(t::FLASH_NO_TCP.get(lang));
            return Exit::Usage;
        };
        let chip = matches.get_one::<String>("chip").map(String::as_str);
        let chip = chip.and_then(chip_named).unwrap_or(&CHIPS[0]);
        let elf = match image(matches, chip, lang) {
            Ok(elf) => elf,
            Err(text) => {
                say(&text);
                return Exit::Environment;
            }
        };
        let baud = matches.get_one::<u32>("baud").copied().unwrap_or(460_800);
        let mut bar = Bar::new(lang);
        match flash(&port, &elf, baud, &mut bar) {
            Ok(()) => {
                anstream::eprintln!("{}", t::FLASH_DONE.get(lang));
                Exit::Done
            }
            Err(error) => {
                bar.end_line();
                say(&error.display(lang));
                Exit::Environment
            }
        }
    }

    /// The image: the file that was named, or the one that cargo builds, or finds fresh, now. Without a
    /// compiler, the one that was built before.
    fn image(matches: &ArgMatches, chip: &Chip, lang: Lang) -> Result<Vec<u8>, String> {
        let path = match matches.get_one::<PathBuf>("image") {
            Some(path) => path.clone(),
            None => built(chip, lang)?,
        };
        std::fs::read(&path)
            .map_err(|why| fill!(lang, t::RUN_UNREADABLE, file = path.display(), why = why))
    }

    fn built(chip: &Chip, lang: Lang) -> Result<PathBuf, String> {
        let Some(sources) = image::sources() else {
            return Err(fill!(lang, t::FLASH_NO_SOURCES, chip = chip.name));
        };
        // An image that is there may be older than the sources: cargo knows.
        let toolchain = match toolchain::choose(chip, toolchain::look(&sources, chip)) {
            Ok(toolchain) => toolchain,
            Err(missing) => {
                let path = image::built(&sources, chip);
                if !path.is_file() {
                    return Err(missing.display(lang));
                }
                let text = fill!(lang, t::FLASH_AS_IT_IS, file = path.display());
                anstream::eprintln!("{text}");
                return Ok(path);
            }
        };
        let with = match toolchain {
            Toolchain::Target => t::FLASH_WITH_TARGET,
            Toolchain::Rustup => t::FLASH_WITH_RUSTUP,
            Toolchain::Debian => t::FLASH_WITH_DEBIAN,
            Toolchain::Esp => t::FLASH_WITH_ESP,
        };
        let building = fill!(
            lang,
            t::FLASH_BUILDING,
            chip = chip.name,
            with = with.get(lang)
        );
        anstream::eprintln!("{building}");
        image::build(&sources, chip, toolchain)
            .map_err(|why| fill!(lang, t::FLASH_NOT_BUILT, chip = chip.name, why = why))
    }

    /// A bar on a terminal; a line for each part elsewhere.
    struct Bar {
        lang: Lang,
        live: bool,
        addr: u32,
        steps: usize,
        open: bool,
    }

    impl Bar {
        fn new(lang: Lang) -> Bar {
            Bar {
                lang,
                live: io::stderr().is_terminal(),
                addr: 0,
                steps: 1,
                open: false,
            }
        }

        fn draw(&mut self, done: usize) {
            const WIDTH: usize = 30;
            if !self.live {
                return;
            }
            let full = WIDTH * done / self.steps;
            let percent = 100 * done / self.steps;
            let bar = "█".repeat(full) + &"·".repeat(WIDTH - full);
            anstream::eprint!("\r{:#010x} {bar} {percent:>3} %", self.addr);
            let _ = io::stderr().flush();
            self.open = true;
        }

        fn end_line(&mut self) {
            if std::mem::take(&mut self.open) {
                anstream::eprintln!();
            }
        }
    }

    impl Progress for Bar {
        fn found(&mut self, chip: &str, mac: &str) {
            let text = fill!(self.lang, t::FLASH_FOUND, chip = chip, mac = mac);
            anstream::eprintln!("{text}");
        }

        fn begin(&mut self, addr: u32, steps: usize) {
            (self.addr, self.steps) = (addr, steps.max(1));
            self.draw(0);
        }

        fn step(&mut self, done: usize) {
            self.draw(done.min(self.steps));
        }

        fn verify(&mut self) {
            if self.live {
                anstream::eprint!(" {}", t::FLASH_VERIFYING.get(self.lang));
            }
        }

        fn end(&mut self, same: bool) {
            let word = if same {
                t::FLASH_SAME
            } else {
                t::FLASH_WRITTEN
            };
            if self.live {
                anstream::eprintln!(" {}", word.get(self.lang));
                self.open = false;
            } else {
                anstream::eprintln!("{:#010x} {}", self.addr, word.get(self.lang));
            }
        }
    }
}

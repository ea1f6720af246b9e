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
    use std::path::{Path, PathBuf};

    use super::{ArgMatches, Common, Exit};
    use crate::board::image::chip::{Chip, chip_named};
    use crate::board::image::contents::Contents;
    use crate::board::image::elf;
    use crate::board::image::flash::{Progress, Target, image_chip};
    use crate::board::image::toolchain::{self, Toolchain};
    use crate::board::serial::Place;
    use crate::cli::tools;
    use crate::fill;
    use crate::play::say;
    use crate::words::{Lang, system, t};

    /// Finds the chip, then finds or builds its image, and writes it.
    pub(in crate::cli) fn main(common: &Common, matches: &ArgMatches) -> Exit {
        let lang = common.lang;
        let Some(place) = tools::place(common, matches) else {
            return Exit::Environment;
        };
        let Place::Port(port) = place else {
            say(t::FLASH_NO_TCP.get(lang));
            return Exit::Usage;
        };
        match run(&port, matches, lang) {
            Ok(()) => {
                anstream::eprintln!("{}", t::FLASH_DONE.get(lang));
                Exit::Done
            }
            Err(text) => {
                say(&text);
                Exit::Environment
            }
        }
    }

    /// Port and chip come before the image: to build one takes minutes.
    fn run(port: &str, matches: &ArgMatches, lang: Lang) -> Result<(), String> {
        let file = matches.get_one::<PathBuf>("image");
        let given = file.map(|path| read(path, lang)).transpose()?;
        let of_file = given.as_deref().map(image_chip).transpose();
        let of_file = of_file.map_err(|error| error.display(lang))?;
        let named = matches.get_one::<String>("chip").cloned();
        let wanted = of_file.or(named);
        let baud = matches.get_one::<u32>("baud").copied().unwrap_or(460_800);
        let target = Target::connect(port, baud, wanted.as_deref());
        let mut target = target.map_err(|error| error.display(lang))?;
        let (chip, mac) = (target.chip(), target.mac());
        anstream::eprintln!("{}", fill!(lang, t::FLASH_FOUND, chip = chip, mac = mac));
        if !matches.get_flag("force") && !may_write(&target.contents(), lang) {
            target.leave();
            return Err(t::FLASH_KEPT.get(lang).to_owned());
        }
        let elf = match given.map_or_else(|| image(&chip, lang), Ok) {
            Ok(elf) => elf,
            Err(text) => {
                target.leave();
                return Err(text);
            }
        };
        let mut bar = Bar::new(lang);
        target.write(&elf, &mut bar).map_err(|error| {
            bar.end_line();
            error.display(lang)
        })
    }

    /// Whether what the flash holds may be written over: another program only if the user says so.
    fn may_write(contents: &Contents, lang: Lang) -> bool {
        let Contents::Other(name) = contents else {
            return true;
        };
        let name = if name == "?" {
            t::FLASH_NAMELESS.get(lang)
        } else {
            name
        };
        anstream::eprintln!("{}", fill!(lang, t::FLASH_HOLDS, program = name));
        if !io::stdin().is_terminal() {
            return false;
        }
        anstream::eprint!("{} ", t::FLASH_ASK.get(lang));
        let _ = io::stderr().flush();
        let mut answer = String::new();
        let _ = io::stdin().read_line(&mut answer);
        let answer = answer.trim().to_lowercase();
        t::FLASH_YES.get(lang).split(' ').any(|yes| yes == answer)
    }

    fn read(path: &Path, lang: Lang) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|why| {
            fill!(
                lang,
                t::RUN_UNREADABLE,
                file = path.display(),
                why = system::said(why, lang)
            )
        })
    }

    /// The image that came with this program; else the one that cargo builds, or finds fresh, now. Without a
    /// compiler, the one that was built before.
    fn image(chip: &str, lang: Lang) -> Result<Vec<u8>, String> {
        let known =
            chip_named(chip).ok_or_else(|| fill!(lang, t::FLASH_NO_FIRMWARE, chip = chip))?;
        read(&built(known, lang)?, lang)
    }

    fn built(chip: &Chip, lang: Lang) -> Result<PathBuf, String> {
        if let Some(path) = elf::shipped(chip) {
            let text = fill!(lang, t::FLASH_SHIPPED, file = path.display());
            anstream::eprintln!("{text}");
            return Ok(path);
        }
        let Some(sources) = elf::sources() else {
            return Err(fill!(lang, t::FLASH_NO_SOURCES, chip = chip.name));
        };
        // An image that is there may be older than the sources: cargo knows.
        let toolchain = match toolchain::choose(chip, toolchain::look(&sources, chip)) {
            Ok(toolchain) => toolchain,
            Err(missing) => {
                let path = elf::built(&sources, chip);
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
        elf::build(&sources, chip, toolchain).map_err(|why| {
            fill!(
                lang,
                t::FLASH_NOT_BUILT,
                chip = chip.name,
                why = system::said(why, lang)
            )
        })
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

//! Which Rust builds the firmware's image, of those that are here.
//!
//! RISC-V chips: any Rust that has the chip's target and is new enough, else rustup's, which gets the
//! target, else Debian's, which has no ready-made `core` for it but its source. Xtensa chips: Espressif's Rust, which `espup` installs.

use std::path::Path;
use std::process::{Command, Stdio};

use super::chip::Chip;
use crate::fill;
use crate::words::{Lang, t};

/// The oldest Rust that builds the firmware (`rust-version` of its Cargo.toml).
const OLDEST: (u32, u32) = (1, 95);

/// Debian's `rustc-web`, and where its source lies (`rust-web-src`).
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCE: &str = "lib/rustlib/src/rust/library";

/// What of Rust is on this machine, for one chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// A `cargo` can be started.
    pub cargo: bool,
    /// Its compiler has the chip's target, and is new enough.
    pub target: bool,
    /// It is rustup's.
    pub rustup: bool,
    /// Debian's compiler with the library's source, new enough.
    pub debian: bool,
    /// Espressif's toolchain, under rustup.
    pub esp: bool,
}

/// How an image is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// By the Rust that is in use, which has the target.
    Target,
    /// By rustup's, which gets the target first.
    Rustup,
    /// By Debian's, with `core` from source.
    Debian,
    /// By Espressif's.
    Esp,
}

/// What has to be installed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A Rust that can build for this chip: rustup's or Debian's.
    Rust(&'static str),
    /// Espressif's Rust.
    Esp,
}

impl Missing {
    /// What to install, and how.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            Missing::Rust(target) => fill!(lang, t::FLASH_HOW_RUST, target = target),
            Missing::Esp => t::FLASH_HOW_ESPUP.get(lang).to_owned(),
        }
    }
}

/// Which of the toolchains that are here builds the image of a chip.
///
/// # Errors
/// [`Missing`]: none of them does.
pub fn choose(chip: &Chip, here: Here) -> Result<Toolchain, Missing> {
    if !chip.rustup {
        return if here.esp {
            Ok(Toolchain::Esp)
        } else {
            Err(Missing::Esp)
        };
    }
    match here {
        Here {
            cargo: true,
            target: true,
            ..
        } => Ok(Toolchain::Target),
        Here {
            cargo: true,
            rustup: true,
            ..
        } => Ok(Toolchain::Rustup),
        Here { debian: true, .. } => Ok(Toolchain::Debian),
        _ => Err(Missing::Rust(chip.target)),
    }
}

/// Looks what is here, from the firmware's folder: rustup chooses by that.
pub fn look(sources: &Path, chip: &Chip) -> Here {
    let said = |program: &str, args: &[&str]| said(sources, program, args);
    let libraries = said(
        "rustc",
        &["--print", "target-libdir", "--target", chip.target],
    );
    let debian = said(DEBIAN_RUSTC, &["--print", "sysroot"])
        .is_some_and(|root| Path::new(&root).join(DEBIAN_SOURCE).is_dir());
    let new = |program: &str| said(program, &["--version"]).is_some_and(|text| is_new(&text));
    Here {
        cargo: said("cargo", &["--version"]).is_some(),
        target: libraries.is_some_and(|folder| Path::new(&folder).is_dir()) && new("rustc"),
        rustup: said("rustup", &["--version"]).is_some(),
        debian: debian && Path::new(DEBIAN_CARGO).is_file() && new(DEBIAN_RUSTC),
        esp: !chip.rustup && said("cargo", &["+esp", "--version"]).is_some(),
    }
}

/// Whether `rustc 1.95.0 (…)` is one that builds the firmware.
fn is_new(version: &str) -> bool {
    let numbers = || {
        let mut parts = version.split(' ').nth(1)?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    numbers().is_some_and(|numbers: (u32, u32)| numbers >= OLDEST)
}

/// The command that gets what a toolchain still lacks for a chip, where it can get it by itself.
pub fn fetcher(sources: &Path, chip: &Chip, toolchain: Toolchain) -> Option<Command> {
    (toolchain == Toolchain::Rustup).then(|| {
        let mut command = Command::new("rustup");
        command
            .current_dir(sources)
            .args(["target", "add", chip.target]);
        command
    })
}

/// What a program says, if it is there and content.
fn said(folder: &Path, program: &str, args: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.current_dir(folder).args(args);
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The command that builds the image of a chip.
pub fn builder(sources: &Path, chip: &Chip, toolchain: Toolchain) -> Command {
    let mut command = Command::new(match toolchain {
        Toolchain::Debian => DEBIAN_CARGO,
        _ => "cargo",
    });
    // From its own folder: cargo reads `.cargo/config.toml` of where it is started.
    command.current_dir(sources);
    if toolchain == Toolchain::Esp {
        command.arg("+esp");
    }
    command.args(["build", "--release", "--locked", "--no-default-features"]);
    command.args(["--features", chip.name, "--target", chip.target]);
    if matches!(toolchain, Toolchain::Debian | Toolchain::Esp) {
        command.arg("-Zbuild-std=core,alloc");
    }
    if toolchain == Toolchain::Debian {
        // -Z is for nightly compilers, or with this.
        command.env("RUSTC_BOOTSTRAP", "1");
        command.env("RUSTC", DEBIAN_RUSTC);
        // cargo would hand on to rustup's.
        command.env_remove("RUSTUP_TOOLCHAIN");
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::image::chip::{CHIPS, chip_named};

    /// What is here, one letter each: Cargo, Target, Rustup, Debian, Esp.
    fn here(letters: &str) -> Here {
        let has = |letter| letters.contains(letter);
        Here {
            cargo: has('C'),
            target: has('T'),
            rustup: has('R'),
            debian: has('D'),
            esp: has('E'),
        }
    }

    #[test]
    fn the_toolchain_is_the_one_that_is_there() {
        const C3: &str = "riscv32imc-unknown-none-elf";
        for (chip, letters, chosen) in [
            ("esp32c3", "CTR", Ok(Toolchain::Target)),
            ("esp32c3", "CT", Ok(Toolchain::Target)),
            ("esp32c3", "CTRDE", Ok(Toolchain::Target)),
            ("esp32c3", "CRD", Ok(Toolchain::Rustup)),
            ("esp32c3", "CD", Ok(Toolchain::Debian)),
            ("esp32c3", "D", Ok(Toolchain::Debian)),
            ("esp32c6", "CR", Ok(Toolchain::Rustup)),
            ("esp32c3", "C", Err(Missing::Rust(C3))),
            ("esp32c3", "", Err(Missing::Rust(C3))),
            ("esp32c3", "R", Err(Missing::Rust(C3))),
            ("esp32s3", "CRE", Ok(Toolchain::Esp)),
            ("esp32s3", "CTRD", Err(Missing::Esp)),
            ("esp32", "", Err(Missing::Esp)),
        ] {
            let chip = chip_named(chip).unwrap();
            assert_eq!(choose(chip, here(letters)), chosen, "{chip:?} {letters:?}");
        }
    }

    #[test]
    fn an_old_rust_is_known_by_its_version() {
        for (version, new) in [
            ("rustc 1.95.0 (abc 2026-05-01)", true),
            ("rustc 2.0.0-nightly", true),
            (
                "rustc 1.85.0 (4d91de4e4 2025-02-17) (built from a source tarball)",
                false,
            ),
            ("rustc", false),
            ("", false),
        ] {
            assert_eq!(is_new(version), new, "{version}");
        }
    }

    #[test]
    fn rustup_gets_the_target_first() {
        let c6 = chip_named("esp32c6").unwrap();
        let fetch = |toolchain| fetcher(Path::new("/here"), c6, toolchain);
        let command = fetch(Toolchain::Rustup).unwrap();
        let words: Vec<_> = command.get_args().filter_map(|arg| arg.to_str()).collect();
        assert_eq!(command.get_program(), "rustup");
        assert_eq!(words, ["target", "add", "riscv32imac-unknown-none-elf"]);
        for toolchain in [Toolchain::Target, Toolchain::Debian, Toolchain::Esp] {
            assert!(fetch(toolchain).is_none(), "{toolchain:?}");
        }
    }

    #[test]
    fn each_toolchain_has_its_command() {
        let (c6, s3) = (
            chip_named("esp32c6").unwrap(),
            chip_named("esp32s3").unwrap(),
        );
        let c6_flags = "build --release --locked --no-default-features --features esp32c6 \
             --target riscv32imac-unknown-none-elf";
        let s3_flags = "build --release --locked --no-default-features --features esp32s3 \
             --target xtensa-esp32s3-none-elf";
        let std = "-Zbuild-std=core,alloc";
        for (chip, toolchain, program, args, bootstrap) in [
            (c6, Toolchain::Target, "cargo", c6_flags.to_owned(), false),
            (c6, Toolchain::Rustup, "cargo", c6_flags.to_owned(), false),
            (
                c6,
                Toolchain::Debian,
                "/usr/bin/cargo",
                format!("{c6_flags} {std}"),
                true,
            ),
            (
                s3,
                Toolchain::Esp,
                "cargo",
                format!("+esp {s3_flags} {std}"),
                false,
            ),
        ] {
            let command = builder(Path::new("/here"), chip, toolchain);
            let words: Vec<_> = command.get_args().filter_map(|arg| arg.to_str()).collect();
            assert_eq!(command.get_program(), program);
            assert_eq!(words.join(" "), args);
            assert_eq!(command.get_current_dir(), Some(Path::new("/here")));
            let env = |name: &str| command.get_envs().any(|(key, _)| key == name);
            assert_eq!(env("RUSTC_BOOTSTRAP"), bootstrap, "{toolchain:?}");
            assert_eq!(env("RUSTC"), bootstrap, "{toolchain:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_the_command_that_gets_it() {
        for lang in Lang::ALL {
            let rust = Missing::Rust("riscv32imc-unknown-none-elf").display(lang);
            for words in [
                "rustup target add riscv32imc-unknown-none-elf",
                "apt install rustc-web",
            ] {
                assert!(rust.contains(words), "{rust}");
            }
            assert!(Missing::Esp.display(lang).contains("espup install"));
        }
    }

    /// Whatever is here, looking does no harm, and agrees with itself.
    #[test]
    fn looking_finds_the_cargo_that_runs_this() {
        let sources = crate::board::image::elf::sources().expect("firmware/esp32");
        let here = look(&sources, &CHIPS[0]);
        assert!(here.cargo, "{here:?}");
        assert!(!here.esp, "not asked for a RISC-V chip");
    }
}

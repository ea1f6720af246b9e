//! `sockscope flash` against a mock of the chip's ROM loader (PyPI's esp32-mock-bootloader) behind a
//! pseudo-terminal.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::elf::image;

/// The mock: serves one client, then leaves its flash memory in a file.
const MOCK: &str = r#"
import sys
from esp32_mock_bootloader import server
chip, flash, limit = sys.argv[1:4]
sent = 0
if limit != "0":
    # The cable is pulled after so many answers.
    send = server.PtyMasterTransport.sendall
    def pulled(self, data):
        global sent
        sent += 1
        if sent > int(limit):
            import os
            os._exit(0)
        send(self, data)
    server.PtyMasterTransport.sendall = pulled
server.run_pty_server(60, None, chip, exit_on_disconnect=True)
open(flash, "wb").write(server.get_flash_image().data)
"#;

/// The Python that has the mock: `.ci/run` makes one; elsewhere the test says how to.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mock-bootloader/bin/python");
    let found = [own, "python3".into()].into_iter().find(|python| {
        Command::new(python)
            .args(["-c", "import esp32_mock_bootloader"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    if found.is_none() {
        let how = "python3 -m venv target/mock-bootloader && \
            target/mock-bootloader/bin/pip install esp32-mock-bootloader==0.3.0";
        assert!(
            std::env::var_os("SOCKSCOPE_CI").is_none(),
            "no esp32-mock-bootloader: {how}"
        );
        eprintln!("SKIPPED: no esp32-mock-bootloader here. To have it: {how}");
    }
    found
}

struct Mock {
    child: Child,
    /// Held open: the mock says goodbye before it writes the file.
    _stdout: BufReader<ChildStdout>,
    path: String,
    flash: PathBuf,
    folder: PathBuf,
}

impl Mock {
    /// A chip whose cable is pulled after `limit` answers; never if 0.
    fn new(chip: &str, limit: u32) -> Option<Mock> {
        static MOCKS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = MOCKS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = format!("sockscope-mock-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let flash = folder.join("flash.bin");
        let mut child = Command::new(python()?)
            .args(["-c", MOCK, chip])
            .arg(&flash)
            .arg(limit.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains(" on PTY ") {
            line.clear();
            let read = stdout.read_line(&mut line).unwrap();
            assert!(read > 0, "the mock says where it is");
        }
        let path = line.trim_end().rsplit(' ').next().unwrap().to_owned();
        Some(Mock {
            child,
            _stdout: stdout,
            path,
            flash,
            folder,
        })
    }

    fn flash(&self, elf: &[u8]) -> Output {
        let image = self.folder.join("image.elf");
        std::fs::write(&image, elf).unwrap();
        Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args([
                "flash", &self.path, "--lang", "en", "--baud", "115200", "--image",
            ])
            .arg(&image)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    /// What is in the chip's flash memory when all is over.
    fn memory(mut self) -> Vec<u8> {
        self.child.wait().unwrap();
        std::fs::read(&self.flash).unwrap()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The chip's program: not the same everywhere, so that nothing can be in the wrong place.
fn code() -> Vec<u8> {
    (0..50_000u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect()
}

#[test]
fn the_bytes_that_arrive_are_the_images() {
    let Some(mock) = Mock::new("esp32c3", 0) else {
        return;
    };
    let output = mock.flash(&image("esp32c3", &code()));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("chip esp32c3"), "{said}");
    assert!(said.contains("0x00010000 written and read back"), "{said}");

    let memory = mock.memory();
    // The second-stage boot loader, the partition table, the program.
    assert_eq!(memory[0], 0xE9, "a boot loader's magic byte at 0x0");
    assert_eq!(
        memory[0x8000..0x8002],
        [0xAA, 0x50],
        "a partition table's at 0x8000"
    );
    let app = &memory[0x1_0000..];
    assert_eq!(app[0], 0xE9);
    assert_eq!(
        app[12..14],
        5u16.to_le_bytes(),
        "for an ESP32-C3 (chip id 5)"
    );
    let code = code();
    let at = app.windows(64).position(|window| window == &code[..64]);
    let at = at.expect("the program is there");
    assert_eq!(app[at..at + code.len()], code[..]);
    // Code is mapped in pages of 64 kB: its place in flash and in memory agree within one.
    assert_eq!(at % 0x1_0000, (crate::elf::FUNCTION.0 % 0x1_0000) as usize);
}

#[test]
fn without_sources_and_compiler_the_image_beside_the_program_is_written() {
    let Some(mock) = Mock::new("esp32c3", 0) else {
        return;
    };
    let program = mock.folder.join("sockscope");
    std::fs::copy(env!("CARGO_BIN_EXE_sockscope"), &program).unwrap();
    let image_file = mock.folder.join("firmware/esp32c3.elf");
    std::fs::create_dir_all(mock.folder.join("firmware")).unwrap();
    std::fs::write(&image_file, image("esp32c3", &code())).unwrap();
    let output = Command::new(&program)
        .args(["flash", &mock.path, "--lang", "en", "--baud", "115200"])
        .current_dir(&mock.folder)
        .env("PATH", &mock.folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let where_from = image_file.canonicalize().unwrap();
    let where_from = format!("came with this program: {}", where_from.display());
    assert!(said.contains(&where_from), "{said}");
    let memory = mock.memory();
    let code = code();
    assert!(memory.windows(64).any(|window| window == &code[..64]));
}

#[test]
fn an_image_for_another_chip_is_refused_before_anything_is_written() {
    let Some(mock) = Mock::new("esp32c6", 0) else {
        return;
    };
    let output = mock.flash(&image("esp32c3", &code()));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("the image is for esp32c3, but the chip is esp32c6"),
        "{said}"
    );
    assert!(said.contains("nothing was written"), "{said}");
    assert!(mock.memory().iter().all(|byte| *byte == 0xFF));
}

#[test]
fn what_is_no_image_is_refused() {
    let Some(mock) = Mock::new("esp32c3", 0) else {
        return;
    };
    let output = mock.flash(b"\x7fELF not really");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("no image of the firmware"), "{said}");
}

#[test]
fn a_cable_that_is_pulled_half_way_is_said_and_nothing_hangs() {
    let Some(mock) = Mock::new("esp32c3", 40) else {
        return;
    };
    let output = mock.flash(&image("esp32c3", &code()));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(&mock.path), "{said}");
    assert!(said.contains("the port went away"), "{said}");
}

#[test]
fn a_port_without_a_rom_loader_behind_it_is_said() {
    let pty = crate::shell::Pty::new();
    let folder = std::env::temp_dir().join(format!("sockscope-silent-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let elf = folder.join("image.elf");
    std::fs::write(&elf, image("esp32c3", b"code")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["flash", &pty.path, "--lang", "es", "--image"])
        .arg(&elf)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    std::fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("no responde el cargador de la ROM"), "{said}");
}

/// A program of this name that answers as `script` does.
fn program(folder: &Path, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A checkout with an image of `chip` that is older than its sources, and programs that pretend to be
/// Rust: cargo leaves the image `new` there.
struct Checkout {
    folder: PathBuf,
}

impl Checkout {
    fn new(name: &str, new: &[u8]) -> Checkout {
        let folder = std::env::temp_dir().join(format!("sockscope-{name}-{}", std::process::id()));
        let bin = folder.join("bin");
        for folder in [&bin, &folder.join("firmware/esp32")] {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(folder.join("firmware/esp32/Cargo.toml"), "").unwrap();
        std::fs::write(folder.join("new.elf"), new).unwrap();
        program(
            &bin,
            "rustc",
            "case $1 in --version) echo rustc 1.95.0;; *) echo /;; esac",
        );
        let cargo = format!(
            "if [ \"$1\" = build ]; then echo \"$@\" >> {0}/built; \
             for target in riscv32imc riscv32imac; do \
             mkdir -p {0}/target/$target-unknown-none-elf/release; \
             cp {0}/new.elf {0}/target/$target-unknown-none-elf/release/sockscope-esp32; done; fi",
            folder.display()
        );
        program(&bin, "cargo", &cargo);
        Checkout { folder }
    }

    fn flash(&self, args: &[&str]) -> Output {
        let path =
            std::env::join_paths([self.folder.join("bin"), "/usr/bin".into(), "/bin".into()]);
        Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["flash", "--lang", "en", "--baud", "115200"])
            .args(args)
            .current_dir(&self.folder)
            .env("PATH", path.unwrap())
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    /// What cargo was told to build.
    fn built(&self) -> String {
        std::fs::read_to_string(self.folder.join("built")).unwrap_or_default()
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_port_that_cannot_be_had_is_said_before_anything_is_built() {
    let checkout = Checkout::new("early", b"");
    for port in ["/dev/null", "/dev/ttyNONE9"] {
        let output = checkout.flash(&[port]);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert_eq!(checkout.built(), "", "{port}");
    }
}

#[test]
fn the_image_of_the_chip_that_is_there_is_built() {
    let Some(mock) = Mock::new("esp32c6", 0) else {
        return;
    };
    let checkout = Checkout::new("found", &image("esp32c6", &code()));
    let output = checkout.flash(&[&mock.path]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        checkout.built().contains("--features esp32c6"),
        "{}",
        checkout.built()
    );
    let found = said.find("chip esp32c6").expect("the chip is said");
    assert!(found < said.find("Building").expect("then built"), "{said}");
}

#[test]
fn a_chip_that_was_not_meant_is_said_before_anything_is_built() {
    let Some(mock) = Mock::new("esp32c6", 1_000_000) else {
        return;
    };
    let checkout = Checkout::new("meant", b"");
    let output = checkout.flash(&["--chip", "ESP32-C3", &mock.path]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(checkout.built(), "");
}

#[test]
fn a_chip_is_named_in_any_spelling_and_an_unknown_one_is_refused() {
    let checkout = Checkout::new("spelling", b"");
    for (chip, code) in [
        ("ESP32-C6", 3),
        ("esp32c6", 3),
        ("Esp32C6", 3),
        ("esp8266", 2),
    ] {
        let output = checkout.flash(&["--chip", chip, "/dev/null"]);
        assert_eq!(output.status.code(), Some(code), "{chip}: {output:?}");
    }
}

/// An image whose app descriptor lies where no flash is mapped makes the library panic.
#[test]
fn an_odd_image_is_refused_without_a_panic() {
    let Some(mock) = Mock::new("esp32c3", 0) else {
        return;
    };
    let mut odd = image("esp32c3", &code());
    // The address of the section `.flash.appdesc`.
    let at = odd
        .windows(4)
        .rposition(|word| word == 0x3C00_0020u32.to_le_bytes());
    let at = at.expect("the section's address");
    odd[at..at + 4].copy_from_slice(&0x5000_0000u32.to_le_bytes());
    let output = mock.flash(&odd);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("no image of the firmware"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// `cargo run` in firmware/esp32 writes to the board what it has built.
#[test]
fn cargo_run_flashes_the_image() {
    let checkout = Checkout::new("runner", b"image");
    let bin = checkout.folder.join("bin");
    program(&bin, "sockscope", "echo \"$@\"");
    let firmware = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware/esp32");
    let config = std::fs::read_to_string(firmware.join(".cargo/config.toml")).unwrap();
    let runners = config.matches("runner = \".cargo/runner\"").count();
    assert_eq!(runners, config.matches("\n[target.").count());
    let path = std::env::join_paths([bin, "/usr/bin".into(), "/bin".into()]).unwrap();
    let output = Command::new(firmware.join(".cargo/runner"))
        .args(["new.elf", "--force"])
        .current_dir(&checkout.folder)
        .env("PATH", path)
        .output()
        .unwrap();
    let image = checkout.folder.join("new.elf").canonicalize().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said, format!("flash --image {} --force\n", image.display()));
}

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
        let folder = std::env::temp_dir().join(format!(
            "sockscope-flash-{}-{chip}-{limit}",
            std::process::id()
        ));
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
    assert!(
        said.contains("broke off") || said.contains("does not answer"),
        "{said}"
    );
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

#[test]
fn an_image_that_is_older_than_its_sources_is_built_again() {
    let folder = std::env::temp_dir().join(format!("sockscope-stale-{}", std::process::id()));
    let release = folder.join("target/riscv32imc-unknown-none-elf/release");
    let image = release.join("sockscope-esp32");
    for folder in [
        &folder.join("bin"),
        &folder.join("firmware/esp32"),
        &release,
    ] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::fs::write(folder.join("firmware/esp32/Cargo.toml"), "").unwrap();
    std::fs::write(&image, "an old one").unwrap();
    program(&folder.join("bin"), "rustc", "echo /");
    let cargo = format!(
        "[ $1 = build ] && printf 'a new one' > {}; true",
        image.display()
    );
    program(&folder.join("bin"), "cargo", &cargo);
    let flash = || {
        Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["flash", "/dev/null"])
            .current_dir(&folder)
            .env("PATH", folder.join("bin"))
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("the program starts")
    };
    let output = flash();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        std::fs::read_to_string(&image).unwrap(),
        "a new one",
        "{said}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

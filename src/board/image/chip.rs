//! The chips that the firmware is made for, one row a chip.

/// A chip that the firmware is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chip {
    /// Its name, which is its feature's name too: `esp32c3`.
    pub name: &'static str,
    /// The Rust target.
    pub target: &'static str,
    /// Whether rustup has the target; the others need espup's toolchain.
    pub rustup: bool,
}

/// The chips, the default one first.
pub const CHIPS: &[Chip] = &[
    chip("esp32c3", "riscv32imc-unknown-none-elf", true),
    chip("esp32c6", "riscv32imac-unknown-none-elf", true),
    chip("esp32", "xtensa-esp32-none-elf", false),
    chip("esp32s2", "xtensa-esp32s2-none-elf", false),
    chip("esp32s3", "xtensa-esp32s3-none-elf", false),
];

const fn chip(name: &'static str, target: &'static str, rustup: bool) -> Chip {
    Chip {
        name,
        target,
        rustup,
    }
}

/// The chip of this name; `ESP32-C3` and `esp32c3` are the same.
pub fn chip_named(name: &str) -> Option<&'static Chip> {
    let plain = name.to_lowercase().replace('-', "");
    CHIPS.iter().find(|chip| chip.name == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_are_known_by_either_spelling() {
        assert_eq!(chip_named("ESP32-C3").map(|c| c.name), Some("esp32c3"));
        assert_eq!(chip_named("esp32s3").map(|c| c.rustup), Some(false));
        assert_eq!(chip_named("esp8266"), None);
    }
}

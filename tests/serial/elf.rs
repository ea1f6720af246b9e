//! A small image, as esp-hal's linker script lays one out: made by hand, so that its bytes are known.

/// A section of the image.
struct Section {
    name: &'static str,
    kind: u32,
    flags: u32,
    addr: u32,
    data: Vec<u8>,
    link: u32,
    info: u32,
    entry: u32,
}

const PROGBITS: u32 = 1;
const SYMTAB: u32 = 2;
const STRTAB: u32 = 3;
const ALLOC: u32 = 2;

/// Where the image's one function is, and its name.
pub const FUNCTION: (u32, &str) = (0x4201_0020, "blink_forever");

/// An image for `chip` (`esp32c3`), whose program is `code`.
pub fn image(chip: &str, code: &[u8]) -> Vec<u8> {
    image_of(chip, FUNCTION.1, code)
}

/// The same with another name of its one function.
pub fn image_of(chip: &str, function: &str, code: &[u8]) -> Vec<u8> {
    // esp_app_desc_t begins with its magic word; the rest may be zero.
    let mut descriptor = vec![0; 256];
    descriptor[..4].copy_from_slice(&0xABCD_5432u32.to_le_bytes());
    let names = format!("\0build_info.CHIP_NAME\0{function}\0").into_bytes();
    let mut symbols = vec![0; 16];
    symbols.extend(symbol(1, 0, chip.len() as u32, 1, 4));
    symbols.extend(symbol(22, FUNCTION.0, code.len() as u32, 2, 2));
    let plain = |name, kind, data| Section {
        name,
        kind,
        flags: 0,
        addr: 0,
        data,
        link: 0,
        info: 0,
        entry: 0,
    };
    let sections = [
        Section {
            flags: ALLOC,
            // Where the chip's flash is mapped as data.
            addr: if chip == "esp32c6" {
                0x4200_0020
            } else {
                0x3C00_0020
            },
            ..plain(".flash.appdesc", PROGBITS, descriptor)
        },
        Section {
            flags: ALLOC | 4,
            addr: FUNCTION.0,
            ..plain(".text", PROGBITS, code.to_vec())
        },
        Section {
            flags: ALLOC | 1,
            addr: 0x3FC8_0000,
            ..plain(".data", PROGBITS, b"data".to_vec())
        },
        plain(".espressif.metadata", PROGBITS, chip.as_bytes().to_vec()),
        Section {
            link: 6,
            info: 1,
            entry: 16,
            ..plain(".symtab", SYMTAB, symbols)
        },
        plain(".strtab", STRTAB, names),
    ];
    assemble(&sections)
}

/// Elf32_Sym: name, value, size, info (global object or function), other, section.
fn symbol(name: u32, value: u32, size: u32, kind: u8, section: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [name, value, size] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend([0x10 | kind, 0]);
    bytes.extend(section.to_le_bytes());
    bytes
}

/// The header, one segment around the code, the sections and their names.
fn assemble(sections: &[Section]) -> Vec<u8> {
    const HEADER: usize = 52 + 32;
    let mut data = Vec::new();
    let mut names = vec![0];
    let mut table = vec![0; 40];
    let mut code = (0, 0);
    for section in sections {
        data.resize(data.len().next_multiple_of(4), 0);
        let at = (HEADER + data.len()) as u32;
        if section.name == ".text" {
            code = (at, section.data.len() as u32);
        }
        let name = names.len() as u32;
        names.extend(section.name.as_bytes());
        names.push(0);
        data.extend(&section.data);
        let size = section.data.len() as u32;
        let (kind, flags, addr) = (section.kind, section.flags, section.addr);
        let (link, info, entry) = (section.link, section.info, section.entry);
        for word in [name, kind, flags, addr, at, size, link, info, 4, entry] {
            table.extend(word.to_le_bytes());
        }
    }
    data.resize(data.len().next_multiple_of(4), 0);
    let names_at = (HEADER + data.len()) as u32;
    let name = names.len() as u32;
    names.extend(b".shstrtab\0");
    for word in [name, STRTAB, 0, 0, names_at, names.len() as u32, 0, 0, 1, 0] {
        table.extend(word.to_le_bytes());
    }
    data.extend(&names);
    data.resize(data.len().next_multiple_of(4), 0);
    let table_at = (HEADER + data.len()) as u32;

    let mut elf = vec![0x7f, b'E', b'L', b'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let half = |elf: &mut Vec<u8>, value: u16| elf.extend(value.to_le_bytes());
    half(&mut elf, 2); // ET_EXEC
    half(&mut elf, 243); // EM_RISCV
    for word in [1, FUNCTION.0, 52, table_at, 0] {
        elf.extend(u32::to_le_bytes(word));
    }
    let count = sections.len() as u16 + 2;
    for value in [52, 32, 1, 40, count, count - 1] {
        half(&mut elf, value);
    }
    // PT_LOAD of the code.
    for word in [1, code.0, FUNCTION.0, FUNCTION.0, code.1, code.1, 5, 4] {
        elf.extend(u32::to_le_bytes(word));
    }
    elf.extend(data);
    elf.extend(table);
    elf
}

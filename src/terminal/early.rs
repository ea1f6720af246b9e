//! Keys before there is a screen.

use crate::stage::keys::Key;

/// Single keys, without Enter and without being shown.
pub(super) struct Keys {
    #[cfg(unix)]
    _mode: crate::kernel::mode::Mode,
}

impl Keys {
    /// Where the terminal can give them.
    #[cfg(unix)]
    pub fn new() -> Option<Keys> {
        let mode = crate::kernel::mode::Mode::set(|mode| {
            mode.c_lflag &= !(libc::ECHO | libc::ICANON);
            // A read that finds nothing returns at once.
            mode.c_cc[libc::VMIN] = 0;
            mode.c_cc[libc::VTIME] = 0;
        });
        mode.ok().map(|mode| Keys { _mode: mode })
    }

    /// Elsewhere Ctrl+C ends the program, as it always does.
    #[cfg(not(unix))]
    pub fn new() -> Option<Keys> {
        None
    }

    /// The letter that was pressed, if one was.
    pub fn pressed(&self) -> Option<Key> {
        #[cfg(unix)]
        let byte = crate::kernel::mode::typed();
        #[cfg(not(unix))]
        let byte: Option<u8> = None;
        let letter = byte.filter(u8::is_ascii_graphic);
        letter.map(|byte| Key::Char(char::from(byte)))
    }
}

//! A server with few numbers to give. It gets on with its clients until none is left.

use std::io;

use super::calls::{accept, bind, listen, recv, send, socket};
use crate::kernel::plain;

pub fn main() -> io::Result<()> {
    // As `ulimit -n 6` would have it: descriptors 0 to 5.
    plain::limit_descriptors(6)?;
    let s = socket()?;
    bind(s, 7777)?;
    listen(s, 5)?;
    println!("ready on port 7777");
    loop {
        let a = accept(s)?;
        let mut text = [0; 64];
        let n = recv(a, &mut text)?;
        send(a, &text[..n])?;
        // The client has its answer, and this one is free for the next. Is it?
    }
}

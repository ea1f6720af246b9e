//! A server that speaks to a client who is gone. No error is told: it ends.

use std::io;

use super::calls::{accept, bind, close, listen, recv, send, socket};

pub fn main() -> io::Result<()> {
    let s = socket()?;
    bind(s, 7777)?;
    listen(s, 5)?;
    println!("ready on port 7777");
    let a = accept(s)?;
    send(a, b"hello")?;
    let mut text = [0; 64];
    // Whether it ends with 0 or with an error, nobody looks.
    while recv(a, &mut text).is_ok_and(|n| n > 0) {}
    send(a, b"goodbye")?;
    println!("this is never printed");
    close(a)?;
    close(s)
}

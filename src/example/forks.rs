//! A server that makes a process for each client. One line is missing.

use std::io;

use super::calls::{accept, bind, close, fork, listen, recv, send, socket};

pub fn main() -> io::Result<()> {
    let s = socket()?;
    bind(s, 7777)?;
    listen(s, 5)?;
    println!("ready on port 7777");
    loop {
        let a = accept(s)?;
        if fork()? == 0 {
            close(s)?;
            return serve(a);
        }
        // Both processes have the connection now. The child closes it; who else?
    }
}

/// The child: says back what it hears, until the client has finished.
fn serve(a: i32) -> io::Result<()> {
    let mut text = [0; 64];
    loop {
        let n = recv(a, &mut text)?;
        if n == 0 {
            return close(a);
        }
        send(a, &text[..n])?;
    }
}

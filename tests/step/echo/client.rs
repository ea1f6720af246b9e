use std::io::{Read, Write};
use std::net::TcpStream;

fn main() -> std::io::Result<()> {
    let mut server = TcpStream::connect("10.77.0.2:7777")?;
    server.write_all(b"hello")?;
    let mut text = [0; 64];
    while server.read(&mut text)? > 0 {}
    Ok(())
}

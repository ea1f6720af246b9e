use std::io::{Read, Write};
use std::net::TcpListener;

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:7777")?;
    let (mut client, _) = listener.accept()?;
    let mut text = [0; 64];
    loop {
        let got = client.read(&mut text)?;
        if got == 0 {
            return Ok(());
        }
        client.write_all(&text[..got])?;
    }
}

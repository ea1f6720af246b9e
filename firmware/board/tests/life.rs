//! The life of a connection, as RFC 9293 draws it, seen on two boards.

mod support;

use sockscope_link::*;
use support::*;

use State::*;

/// RFC 9293 figure 6 (basic three-way handshake) and figure 12 (normal close).
#[test]
fn a_whole_life() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    assert_eq!((l, a, b), (3, 4, 3));
    bench.send(B, b, b"hola");
    assert_eq!(bench.recv(A, a, 64), b"hola");
    bench.send(A, a, b"hola, dijo");
    assert_eq!(bench.recv(B, b, 64), b"hola, dijo");
    bench.close(B, b);
    assert_eq!(bench.recv(A, a, 64), b"");
    bench.close(A, a);
    bench.close(A, l);
    bench.pass(20_000);
    assert_eq!(
        bench.path_of(B, SocketId(1)),
        [
            Unbound,
            SynSent,
            Established,
            FinWait1,
            FinWait2,
            TimeWait,
            Closed
        ]
    );
    assert_eq!(
        bench.path_of(A, SocketId(1)),
        [Unbound, Bound, Listen, Closed]
    );
    assert_eq!(
        bench.path_of(A, SocketId(2)),
        [SynReceived, Established, CloseWait, LastAck, Closed]
    );
    assert_eq!(bench.facts(A), []);
    assert_eq!(bench.facts(B), []);
}

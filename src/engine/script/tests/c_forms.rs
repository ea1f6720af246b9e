//! What C programs write, and what it is here.

use super::*;

/// What C programs write, and what it is here.
#[test]
fn the_forms_of_c_are_understood() {
    let cases = [
        ("send(s, \"hola\", 4, 0)", "send(s, \"hola\")"),
        ("send(s, \"hola\", 2, 0)", "send(s, \"ho\")"),
        (
            "send(s, \"hola\", 4, MSG_NOSIGNAL)",
            "send(s, \"hola\", MSG_NOSIGNAL)",
        ),
        (
            "send(s, \"hola\", MSG_DONTWAIT|MSG_NOSIGNAL)",
            "send(s, \"hola\", MSG_DONTWAIT+MSG_NOSIGNAL)",
        ),
        ("send(s, \"a\" * 9, 3, 0)", "send(s, \"a\" * 3)"),
        ("write(s, \"hola\", 4)", "write(s, \"hola\")"),
        (
            "sendto(s, \"x\", 1, 0, HOST:7, sizeof addr)",
            "sendto(s, \"x\", HOST:7)",
        ),
        (
            "sendto(s, \"x\", 127.0.0.1:7)",
            "sendto(s, \"x\", 127.0.0.1:7)",
        ),
        ("recv(s, buf, 64, 0)", "recv(s, 64)"),
        ("recv(s, &buf, 64, MSG_PEEK)", "recv(s, 64, MSG_PEEK)"),
        ("read(s, buf, 64)", "read(s, 64)"),
        ("recvfrom(s, buf, 64, 0, NULL, NULL)", "recvfrom(s, 64)"),
        (
            "recvfrom(s, buf, 64, 0, (struct sockaddr *)&addr, &len)",
            "recvfrom(s, 64)",
        ),
        ("accept(s, (struct sockaddr *)&addr, &len)", "accept(s)"),
        (
            "getsockname(s, (struct sockaddr *)&addr, &len)",
            "getsockname(s)",
        ),
        ("bind(s, INADDR_ANY:80, sizeof(addr))", "bind(s, ANY:80)"),
        ("connect(s, localhost:80)", "connect(s, 127.0.0.1:80)"),
        ("listen(s, SOMAXCONN)", "listen(s, SOMAXCONN)"),
        ("shutdown(s, 1)", "shutdown(s, SHUT_WR)"),
        (
            "socket(PF_INET, SOCK_STREAM|SOCK_NONBLOCK, 0)",
            "socket(AF_INET, SOCK_STREAM+SOCK_NONBLOCK)",
        ),
        (
            "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0)",
            "socket(AF_INET, SOCK_STREAM)",
        ),
        ("fcntl(s, F_GETFL, 0)", "fcntl(s, F_GETFL)"),
        (
            "fcntl(s, F_SETFL, O_RDWR|O_NONBLOCK)",
            "fcntl(s, F_SETFL, O_NONBLOCK)",
        ),
        (
            "fcntl(s, F_SETFL, flags | O_NONBLOCK)",
            "fcntl(s, F_SETFL, O_NONBLOCK)",
        ),
        (
            "fcntl(s, F_SETFL, fcntl(s, F_GETFL) & ~O_NONBLOCK)",
            "fcntl(s, F_SETFL, 0)",
        ),
        ("ioctl(s, FIONREAD, &n)", "ioctl(s, FIONREAD)"),
        (
            "getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len)",
            "getsockopt(s, SO_ERROR)",
        ),
        (
            "setsockopt(s, IPPROTO_IP, IP_TTL, 1, sizeof(int))",
            "setsockopt(s, IP_TTL, 1)",
        ),
        (
            "select(5, s+a, NULL, NULL, 500ms)",
            "select(s+a, NULL, NULL, 500ms)",
        ),
        (
            "select(maxfd+1, s, a, NULL, NULL)",
            "select(s, a, NULL, NULL)",
        ),
        (
            "poll(s POLLIN|POLLERR|POLLHUP, -1)",
            "poll(s POLLIN+POLLERR+POLLHUP, -1)",
        ),
        ("bind(s, HOST6:7)", "bind(s, HOST6:7)"),
    ];
    for (text, canonical) in cases {
        let line = kind(&format!("host: {text}")).to_string();
        assert_eq!(line, format!("host: {canonical}"), "{text}");
    }
    let cases = [
        ("expect EWOULDBLOCK", "expect EAGAIN"),
        ("expect value ECONNREFUSED", "expect value ECONNREFUSED"),
        ("expect value SOCK_STREAM", "expect value 1"),
        ("expect POLLIN|POLLHUP, 0", "expect POLLIN+POLLHUP, 0"),
        ("expect 0,POLLIN", "expect 0, POLLIN"),
        ("expect O_RDWR|O_NONBLOCK", "expect O_RDWR+O_NONBLOCK"),
        ("expect not host.a LISTEN", "expect not host.a LISTEN"),
        (
            "expect host.a CLOSE-WAIT or LAST-ACK",
            "expect host.a CLOSE-WAIT or host.a LAST-ACK",
        ),
        (
            "expect client EPIPE or ECONNRESET",
            "expect client EPIPE or client ECONNRESET",
        ),
        ("expect held 2 host->board", "expect held 2 host->board"),
        ("expect held SA or segment R", "expect held SA or segment R"),
        ("expect segment FPA", "expect segment FA"),
        (
            "expect segment A seq 1 ack 5 host->board",
            "expect segment A seq 1 ack 5 host->board",
        ),
        ("expect segment SA ack 1", "expect segment SA ack 1"),
        ("expect size 0", "expect size 0"),
        ("sleep(1)", "sleep 1"),
        ("sleep 250ms", "sleep 250ms"),
        ("board: reset", "board: reset"),
        ("wire: unplug", "wire: unplug"),
        ("wire: off server", "wire: off server"),
        ("wire: on board", "wire: on board"),
    ];
    for (text, canonical) in cases {
        assert_eq!(kind(text).to_string(), canonical, "{text}");
    }
    // With something behind it, it is a name.
    assert_eq!(
        error("board: reset = accept(s)").kind,
        ErrorKind::ReservedName
    );
}

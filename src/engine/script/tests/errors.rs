//! What is said of a line that does not parse, and where.

use super::*;

#[test]
fn an_error_shows_line_column_and_what_would_be_right() {
    let error = error("host:  bind(s, HOTS:7777)");
    assert_eq!((error.line, error.column, error.width), (7, 16, 4));
    assert_eq!(
        error.display(Lang::En),
        "line 7, column 16: found `HOTS`, expected an address with its port, like HOST:7777 or \
         127.0.0.1:80: HOST, BOARD, SERVER, CLIENT, HOST6, BOARD6, SERVER6, CLIENT6, ANY, ANY6, \
         LOOPBACK, LOOPBACK6. Did you mean HOST? The call is written bind(s, HOST:7777).\n\
         \x20 host:  bind(s, HOTS:7777)\n\
         \x20                ^^^^"
    );
    assert!(
        error
            .display(Lang::Es)
            .starts_with("línea 7, columna 16: aparece `HOTS` y se esperaba")
    );
}

#[test]
fn errors_point_at_the_place_and_guess_what_was_meant() {
    let cases = [
        // the line, the column, a part of the message
        ("hots: close(s)", 1, "Did you mean host:?"),
        ("close(s)", 1, "Say who makes the call"),
        (
            "s = socket(AF_INET, SOCK_STREAM)",
            1,
            "Say who makes the call",
        ),
        ("host close(s)", 6, "expected `:`"),
        ("host: lisen(s, 1)", 7, "Did you mean listen?"),
        ("host: close s", 13, "expected `(`"),
        (
            "host: close(s",
            14,
            "found the end of the line, expected `)`",
        ),
        ("host: close(s # )", 15, "found the end of the line"),
        (
            "host: close(s, 1)",
            14,
            "expected `)`. The call is written close(c).",
        ),
        ("host: listen(s)", 15, "expected `,` and one more argument"),
        ("host: listen(s, x)", 17, "expected a number"),
        (
            "host: listen(s, 99999999999)",
            17,
            "from -2147483648 to 2147483647",
        ),
        (
            "host: socket(af_inet, SOCK_STREAM)",
            14,
            "Did you mean AF_INET?",
        ),
        (
            "host: socket(AF_INET, SOCK_STREM)",
            23,
            "Did you mean SOCK_STREAM?",
        ),
        ("host: bind(s, HOST)", 19, "expected `:` and a port"),
        ("host: bind(s, HOST:65536)", 20, "from 0 to 65535"),
        ("host: bind(s, 10.0.0:1)", 15, "expected an address"),
        ("host: shutdown(s, SHUT_WT)", 19, "Did you mean SHUT_WR?"),
        (
            "host: setsockopt(s, SO_REUSADDR, 1)",
            21,
            "Did you mean SO_REUSEADDR?",
        ),
        (
            "host: setsockopt(s, SO_RCVTIMEO, 500)",
            34,
            "a time with its unit",
        ),
        ("host: send(s, hola)", 15, "a text in quotation marks"),
        ("host: send(s, \"hola)", 15, "no closing quotation mark"),
        ("host: send(s, \"a\\q\")", 17, "After a backslash"),
        (
            "host: send(s, hex\"0g\")",
            18,
            "pairs of hexadecimal digits",
        ),
        (
            "host: send(s, \"a\" * 99999999)",
            15,
            "at most 16777216 of one byte",
        ),
        ("host: send(s, \"x\", 64)", 20, "The text has only 1 bytes"),
        (
            "host: send(s, \"x\", 1, MSG_MORE)",
            23,
            "flags joined with +",
        ),
        (
            "host: send(s, \"x\", MSG_PEAK)",
            20,
            "Did you mean MSG_PEEK?",
        ),
        ("host: recv(s, sizeof buf, 0)", 15, "expected a number"),
        ("host: shutdown(s, 3)", 19, "which half to end"),
        ("host: closesocket(s)", 7, "Did you mean close?"),
        ("host: epoll_wait(s)", 7, "Did you mean poll?"),
        ("host: ioctl(s, FIONRAED)", 16, "Did you mean FIONREAD?"),
        (
            "host: select(&in, NULL, NULL, 1s)",
            14,
            "a set: descriptors",
        ),
        ("host: select(s, NULL, NULL, 1)", 29, "a time with its unit"),
        ("wire: off hots", 11, "Did you mean host?"),
        ("expect held SX", 13, "control bits"),
        ("sleep soon", 7, "a time with its unit"),
        (
            "host: n = send(s, \"x\")",
            7,
            "Only socket(), accept() and dup()",
        ),
        ("host: close = accept(s)", 7, "belongs to the language"),
        ("host: ñ = accept(s)", 7, "expected a call"),
        ("host: fcntl(s, NONBLOCK)", 16, "Did you mean O_NONBLOCK?"),
        ("host: poll(s, 10)", 13, "expected events"),
        ("host: close(s) extra", 16, "expected the end of the line"),
        ("wire: realease", 7, "Did you mean release?"),
        (
            "wire: hold host->host",
            12,
            "found `host->host`, expected a direction: host->board",
        ),
        ("wire: release 0", 15, "from 1 to 1000"),
        ("expect host.a CLOSEWAIT", 15, "Did you mean CLOSE-WAIT?"),
        ("expect EINVALID", 8, "an expectation"),
        (
            "expect",
            7,
            "found the end of the line, expected an expectation",
        ),
        ("timeout soon", 9, "a time with its unit"),
        ("timeout 90000", 9, "to 86400s"),
        ("timeout 0", 9, "from 1ms"),
        ("timeout 0.1", 9, "100ms, not 0.1"),
        ("\u{0}", 1, "found `\u{fffd}`"),
    ];
    for (text, column, part) in cases {
        let error = error(text);
        let said = error.display(Lang::En);
        assert!(said.contains(part), "{text}\n{said}");
        assert_eq!(error.column, column, "{text}\n{said}");
    }
}

#[test]
fn columns_count_characters_not_bytes() {
    let error = error("host: send(s, \"ñandú\") x");
    assert_eq!(error.column, 24);
    assert_eq!(error.caret, 23);
}

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let LineKind::Call(line) = kind("host: close(q)") else {
        panic!()
    };
    let error = resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_err();
    assert_eq!(
        error.to_string(),
        "There is no descriptor named q on the host. The names there are: s, a."
    );
    let LineKind::Call(line) = kind("host: connect(s, CLIENT:1)") else {
        panic!()
    };
    let error = resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_err();
    assert_eq!(error, ResolveError::NoAddress(Peer::Board));
}

#[test]
fn what_is_too_long_is_an_error_of_bounded_size() {
    let long = format!("host: send(s, \"{}\")", "a".repeat(5_000_000));
    let said = error(&long).display(Lang::En);
    assert!(
        said.contains("at most 4096 characters") && said.len() < 1000,
        "{said}"
    );
    let word = error(&format!("host: {}(s)", "x".repeat(4000))).display(Lang::Es);
    assert!(word.len() < 1000, "{word}");
    assert_eq!(parse(&"note\n".repeat(10_000)).unwrap().len(), 10_000);
    let error = parse(&"\n".repeat(10_001)).unwrap_err();
    assert_eq!(
        (error.kind.clone(), error.line),
        (ErrorKind::ScriptTooLong, 10_001)
    );
    assert_eq!(error.display(Lang::En).lines().count(), 1);
    assert_eq!(
        parse(&" ".repeat(2 << 20)).unwrap_err().kind,
        ErrorKind::ScriptTooLong
    );
}

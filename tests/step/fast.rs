//! Calls that come faster than anybody can look are told together, and none is lost.

use super::support::{Stepped, c, step};

/// The bytes that calls of this name have moved: those that were shown, and those that were told together.
fn moved(stepped: &Stepped, call: &str) -> (i64, i64) {
    let returns = stepped.hosts("return").into_iter();
    let returns = returns.filter(|event| event["call"] == call);
    let shown = returns.filter_map(|event| event["ret"].as_i64());
    let notes = stepped.events.iter();
    let notes =
        notes.filter(|event| event["key"] == "STEP_FOLDED" && event["args"]["call"] == call);
    let told = notes.filter_map(|event| event["args"]["bytes"].as_i64());
    (shown.filter(|ret| *ret > 0).sum(), told.sum())
}

/// 100 MB from one thread to another: what was shown and what was told together is all of it, and its end is shown.
#[test]
fn of_a_large_transfer_every_byte_is_told() {
    let source = include_str!("../../benches/step.c");
    let Some(program) = c("fast", source, &["-pthread"]) else {
        return;
    };
    let Some(stepped) = step(&[], &[program.to_string_lossy().into_owned(), "10".into()]) else {
        return;
    };
    for call in ["send", "recv"] {
        let (shown, told) = moved(&stepped, call);
        assert_eq!(shown + told, 1600 << 16, "{call}: {shown} and {told}");
        assert!(told > 0, "{call}: all {shown} were shown one by one");
    }
    let returns = stepped.hosts("return");
    let mut receives = returns.iter().filter(|event| event["call"] == "recv");
    assert_eq!(receives.next_back().unwrap()["ret"], 0);
    assert_eq!(stepped.found(), [] as [&str; 0]);
}

const FEW: &str = r#"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    connect(c, (struct sockaddr *)&to, sizeof to);
    for (int i = 0; i < 60; i++)
        send(c, "x", 1, MSG_NOSIGNAL);
    close(c);
    return 0;
}
"#;

/// A program as a class writes it has no call told with others.
#[test]
fn sixty_sends_are_shown_one_by_one() {
    let Some(program) = c("few", FEW, &[]) else {
        return;
    };
    let Some(stepped) = step(&[], &[program.to_string_lossy().into_owned()]) else {
        return;
    };
    let sends = stepped.hosts("call");
    let sends = sends.iter().filter(|event| event["call"] == "send");
    assert_eq!(sends.count(), 60);
    assert!(!stepped.notes().contains(&"STEP_FOLDED"));
}

//! Programs of datagrams.

use super::support::{c, step_file};

/// Answers one datagram.
const ECHO_C: &str = r#"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int u = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)}, who;
    socklen_t len = sizeof who;
    bind(u, (struct sockaddr *)&me, sizeof me);
    char text[64];
    ssize_t n = recvfrom(u, text, sizeof text, 0, (struct sockaddr *)&who, &len);
    sendto(u, text, n, 0, (struct sockaddr *)&who, len);
    close(u);
    return 0;
}
"#;

#[test]
fn an_answer_goes_to_whoever_has_asked() {
    let Some(stepped) = step_file(c("datagrams", ECHO_C, &[])) else {
        return;
    };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    let returns = stepped
        .events
        .iter()
        .filter(|event| event["kind"] == "return");
    let boards: Vec<_> = returns.filter(|event| event["peer"] == "board").collect();
    assert!(
        boards.iter().all(|event| event["errno"].is_null()),
        "{boards:?}"
    );
    assert!(
        boards.iter().any(|event| event["data"] == "hola"),
        "{boards:?}"
    );
}

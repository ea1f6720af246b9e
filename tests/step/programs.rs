//! The classic echo server and client, in several forms.

/// Answers one client, until that has nothing more to say.
pub const SERVER_C: &str = r#"
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    printf("ready\n");
    int a = accept(s, NULL, NULL);
    char text[64];
    ssize_t n;
    while ((n = recv(a, text, sizeof text, 0)) > 0)
        send(a, text, n, 0);
    close(a);
    close(s);
    return 7;
}
"#;

/// The same calls as a script, with what answers them.
pub const SERVER_SCRIPT: &str = r#"
host: s = socket(AF_INET, SOCK_STREAM)
host: setsockopt(s, SO_REUSEADDR, 1)
host: bind(s, ANY:7777)
host: listen(s, 1)
host: a = accept(s)
board: c = socket(AF_INET, SOCK_STREAM)
board: connect(c, HOST:7777)
board: send(c, "hola")
board: shutdown(c, SHUT_WR)
board: recv(c, 4096)
host: recv(a, 64)
host: send(a, "hola")
host: recv(a, 64)
host: close(a)
host: close(s)
board: close(c)
"#;

/// Says hello, hears the answer to its end, and goes: what the other end closes is closed before.
pub const CLIENT_C: &str = r#"
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    if (connect(c, (struct sockaddr *)&to, sizeof to) != 0)
        return 1;
    write(c, "hello", 5);
    char text[64];
    ssize_t n;
    while ((n = read(c, text, sizeof text)) > 0)
        printf("%zd bytes\n", n);
    close(c);
    return 0;
}
"#;

/// The same calls as a script.
pub const CLIENT_SCRIPT: &str = r#"
board: s = socket(AF_INET, SOCK_STREAM)
board: bind(s, BOARD:7777)
board: listen(s, 1)
host: c = socket(AF_INET, SOCK_STREAM)
host: connect(c, BOARD:7777)
board: a = accept(s)
host: write(c, "hello")
board: recv(a, 4096)
host: read(c, 64)
board: send(a, "hola")
board: close(a)
board: close(s)
host: read(c, 64)
host: close(c)
"#;

/// The server in Python.
pub const SERVER_PY: &str = r#"
import socket

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 7777))
s.listen(1)
a, who = s.accept()
while data := a.recv(64):
    a.sendall(data)
a.close()
s.close()
"#;

/// A server that leaves its client to a child process.
pub const FORK_C: &str = r#"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 5);
    int a = accept(s, 0, 0);
    if (fork() == 0) {
        char text[64];
        ssize_t n;
        close(s);
        while ((n = read(a, text, sizeof text)) > 0)
            write(a, text, n);
        close(a);
        _exit(0);
    }
    close(a);
    wait(0);
    return 0;
}
"#;

/// A thread for each client, and one client.
pub const THREAD_C: &str = r#"
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *with)
{
    int a = (int)(long)with;
    char text[64];
    ssize_t n;
    while ((n = read(a, text, sizeof text)) > 0)
        write(a, text, n);
    close(a);
    return 0;
}

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 5);
    int a = accept(s, 0, 0);
    pthread_t one;
    pthread_create(&one, 0, serve, (void *)(long)a);
    pthread_join(one, 0);
    close(s);
    return 0;
}
"#;

/* What a call costs, and a transfer: by the program's own clock. Prints one line: nanoseconds a call that does
   not stop, a call that stops and is not shown, a call that is shown; and milliseconds for 100 MB. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 << 10, PIECES = 1600 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static void *drain(void *with)
{
    static char text[PIECE];
    int c = (int)(long)with;
    while (recv(c, text, sizeof text, 0) > 0)
        continue;
    close(c);
    return 0;
}

/* 100 MB from one thread to another, on 127.0.0.1. */
static double transfer(void)
{
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof me;
    int s = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    getsockname(s, (struct sockaddr *)&me, &len);
    connect(c, (struct sockaddr *)&me, sizeof me);
    int a = accept(s, 0, 0);
    pthread_t reader;
    pthread_create(&reader, 0, drain, (void *)(long)c);
    static char text[PIECE];
    double begin = now();
    for (int i = 0; i < PIECES; i++)
        for (int sent = 0; sent < PIECE;) {
            ssize_t took = send(a, text + sent, PIECE - sent, 0);
            if (took <= 0)
                exit(1);
            sent += took;
        }
    close(a);
    pthread_join(reader, 0);
    close(s);
    return (now() - begin) / 1e6;
}

int main(int argc, char **argv)
{
    int calls = atoi(argv[1]), shown = calls / 10 + 1, on;
    socklen_t len = sizeof on;
    int file = open("/dev/null", O_RDONLY), s = socket(AF_INET, SOCK_STREAM, 0);
    double t0 = now();
    for (int i = 0; i < calls; i++)
        syscall(SYS_getppid);
    double t1 = now();
    for (int i = 0; i < calls; i++)
        fcntl(file, F_GETFL);
    double t2 = now();
    for (int i = 0; i < shown; i++)
        getsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, &len);
    double t3 = now();
    close(s);
    printf("figures %.0f %.0f %.0f %.1f\n", (t1 - t0) / calls, (t2 - t1) / calls, (t3 - t2) / shown, transfer());
    return 0;
}

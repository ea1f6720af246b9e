/* Right, and slow: the other end has nothing to do but wait, and each wait here ends by itself. */
#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void rings(int signal)
{
    (void)signal;
}

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    connect(c, (struct sockaddr *)&to, sizeof to);
    char text[64];
    struct timeval second = {.tv_sec = 1};
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    recv(c, text, sizeof text, 0);
    memset(&second, 0, sizeof second);
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    struct sigaction alarmed = {.sa_handler = rings};
    sigaction(SIGALRM, &alarmed, 0);
    alarm(1);
    recv(c, text, sizeof text, 0);
    sleep(1);
    send(c, "hello", 5, 0);
    while (recv(c, text, sizeof text, 0) > 0)
        continue;
    close(c);
    return 0;
}

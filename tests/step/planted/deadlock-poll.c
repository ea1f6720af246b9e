#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    connect(c, (struct sockaddr *)&to, sizeof to);
    char text[64];
    struct pollfd waits = {.fd = c, .events = POLLIN};
    poll(&waits, 1, -1); // here
    recv(c, text, sizeof text, 0);
    send(c, "hello", 5, 0);
    close(c);
    return 0;
}

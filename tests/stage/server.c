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
    printf("ready on port 7777\n");
    int a = accept(s, NULL, NULL);
    char text[64];
    ssize_t n = recv(a, text, sizeof text, 0);
    printf("%zd bytes\n", n);
    close(a);
    close(s);
    return 0;
}

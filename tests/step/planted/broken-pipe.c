#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int listener(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 5);
    return s;
}

int main(void)
{
    int s = listener();
    int a = accept(s, 0, 0);
    char text[64];
    while (recv(a, text, sizeof text, 0) > 0)
        continue;
    send(a, "goodbye", 7, 0); // here
    close(a);
    close(s);
    return 0;
}

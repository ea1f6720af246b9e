#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "127.0.0.1", &me.sin_addr);
    bind(s, (struct sockaddr *)&me, sizeof me); // here
    listen(s, 5);
    int a = accept(s, 0, 0);
    close(a);
    close(s);
    return 0;
}

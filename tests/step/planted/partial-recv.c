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
    char name[6] = "";
    recv(a, name, 5, 0); // here
    printf("hello %s\n", name);
    close(a);
    close(s);
    return 0;
}

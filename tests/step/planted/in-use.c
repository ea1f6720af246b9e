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
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 5);
    int second = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(second, (struct sockaddr *)&me, sizeof me) != 0) // here
        perror("bind");
    close(second);
    close(s);
    return 0;
}

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
    bind(s, (struct sockaddr *)&me, sizeof me);
    int a = accept(s, 0, 0); // here
    if (a < 0)
        perror("accept");
    close(s);
    return 0;
}

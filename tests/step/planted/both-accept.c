#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    int a = accept(s, 0, 0); // here
    close(a);
    close(s);
    return 0;
}

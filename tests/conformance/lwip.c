/* What lwIP's sockets answer to the steps of some rows, on its own interface: `ROW | STEP => OUTCOME`, a
   line each. docs/conformance.md has the same in a table; lwip.rs holds the two against each other. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lwip/netif.h>
#include <lwip/sockets.h>
#include <lwip/sys.h>
#include <lwip/tcpip.h>

static struct netif interface;

static err_t nowhere(struct netif *netif, struct pbuf *packet, const ip4_addr_t *to) {
    (void)netif, (void)packet, (void)to;
    return ERR_OK;
}

static err_t init(struct netif *netif) {
    netif->output = nowhere;
    netif->mtu = 1500;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_LINK_UP;
    return ERR_OK;
}

static void ready(void *semaphore) {
    ip4_addr_t own, mask, none;
    IP4_ADDR(&own, 10, 0, 0, 1);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&none, 0, 0, 0, 0);
    netif_add(&interface, &own, &mask, &none, NULL, init, tcpip_input);
    netif_set_default(&interface);
    netif_set_up(&interface);
    sys_sem_signal(semaphore);
}

static void tell(const char *what, long result) {
    if (result >= 0)
        printf("%s => %ld\n", what, result);
    else
        printf("%s => %s\n", what, strerrorname_np(errno));
}

/* The same of a call that would have waited for ever, but for SO_RCVTIMEO. */
static void tell_wait(const char *what, long result) {
    if (result < 0 && errno == EAGAIN)
        printf("%s => blocked\n", what);
    else
        tell(what, result);
}

static void waits_little(int s) {
    struct timeval little = {0, 200000};
    lwip_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &little, sizeof little);
}

static struct sockaddr_in at(unsigned host, int port) {
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_port = lwip_htons(port);
    addr.sin_addr.s_addr = lwip_htonl(host);
    return addr;
}

#define OWN 0x0a000001
#define BROADCAST 0x0a0000ff
#define NOBODY 0x0a000009

static int tcp(void) { return lwip_socket(AF_INET, SOCK_STREAM, 0); }

static int named(int s, unsigned host, int port) {
    struct sockaddr_in addr = at(host, port);
    return lwip_bind(s, (struct sockaddr *)&addr, sizeof addr);
}

static int to(int s, unsigned host, int port) {
    struct sockaddr_in addr = at(host, port);
    return lwip_connect(s, (struct sockaddr *)&addr, sizeof addr);
}

/* A connection: ends[0] called, ends[1] was accepted. */
static void connection(int listener, int ends[2]) {
    ends[0] = tcp();
    if (to(ends[0], OWN, 7001) != 0)
        abort();
    ends[1] = lwip_accept(listener, NULL, NULL);
}

/* Until there is something to be read, or the end. */
static void arrived(int s) {
    struct pollfd entry = {.fd = s, .events = POLLIN};
    lwip_poll(&entry, 1, 5000);
}

static void fresh(char *bytes) {
    int s = tcp();
    tell("send: on a fresh socket is EPIPE | board: send(c, \"x\")", lwip_send(s, "x", 1, 0));
    waits_little(s);
    tell_wait("recv: on a fresh socket is ENOTCONN | board: recv(c, 1)", lwip_recv(s, bytes, 1, 0));
    struct pollfd entry = {.fd = s, .events = POLLIN | POLLOUT};
    if (lwip_poll(&entry, 1, 0) == 0)
        printf("poll: a fresh socket is OUT and HUP | board: poll(c POLLIN+POLLOUT, 0) => none\n");
    tell("bind: somebody else's address is EADDRNOTAVAIL | board: bind(c, HOST:7001)",
         named(tcp(), NOBODY, 7002));
    int value;
    socklen_t size = sizeof value;
    tell("options: the send buffer's size | board: getsockopt(c, SO_SNDBUF)",
         lwip_getsockopt(s, SOL_SOCKET, SO_SNDBUF, &value, &size));
}

static void connecting(void) {
    int s = tcp();
    tell("connect: refused where nobody listens | board: connect(c, HOST:7001)", to(s, OWN, 7009));
    tell("connect: refused, and the socket can be used again | board: connect(c, HOST:7001)",
         to(s, OWN, 7001));
    tell("connect: to the network's broadcast address is ENETUNREACH | board: connect(c, 10.77.0.255:7001)",
         to(tcp(), BROADCAST, 7001));
    s = tcp();
    lwip_fcntl(s, F_SETFL, O_NONBLOCK);
    to(s, NOBODY, 7001);
    tell("connect: O_NONBLOCK, EALREADY while it is on its way | board: send(c, \"x\")",
         lwip_send(s, "x", 1, 0));
}

static void connected(int listener, char *bytes) {
    int ends[2];
    connection(listener, ends);
    lwip_send(ends[1], "ho", 2, 0);
    arrived(ends[0]);
    if (lwip_recv(ends[0], bytes, 4, MSG_WAITALL) == 2)
        printf("flags: MSG_WAITALL waits for all | board: recv(c, 4, MSG_WAITALL) => \"ho\"\n");
    lwip_shutdown(ends[0], SHUT_WR);
    tell("shutdown: SHUT_WR, then send is EPIPE | board: send(c, \"x\")", lwip_send(ends[0], "x", 1, 0));
    tell("shutdown: SHUT_WR twice is 0 | board: shutdown(c, SHUT_WR)", lwip_shutdown(ends[0], SHUT_WR));
    arrived(ends[1]);
    lwip_recv(ends[1], bytes, 9, 0);
    tell("recv: the end is told every time | board: recv(c, 8)", lwip_recv(ends[1], bytes, 8, 0));
}

static void datagrams(char *bytes) {
    int s = lwip_socket(AF_INET, SOCK_DGRAM, 0);
    to(s, OWN, 7009);
    lwip_send(s, "x", 1, 0);
    waits_little(s);
    tell_wait("udp: refused is told to the next call of a connected socket | board: recv(u, 9)",
              lwip_recv(s, bytes, 9, 0));
}

int main(void) {
    char bytes[16];
    sys_sem_t semaphore;
    if (sys_sem_new(&semaphore, 0) != ERR_OK)
        return 1;
    tcpip_init(ready, &semaphore);
    sys_sem_wait(&semaphore);
    int listener = tcp();
    named(listener, OWN, 7001);
    lwip_listen(listener, 4);
    fresh(bytes);
    connecting();
    connected(listener, bytes);
    datagrams(bytes);
    tell("shutdown: a listener with SHUT_RD listens no more | board: shutdown(l, SHUT_RD)",
         lwip_shutdown(listener, SHUT_RD));
    /* The last: its list of bound sockets is a ring after that, and the next bind() never comes back. */
    int twice = tcp();
    named(twice, OWN, 7002);
    tell("bind: a second name is EINVAL | board: bind(c, BOARD:7002)", named(twice, OWN, 7003));
    fflush(stdout);
    _exit(0);
}

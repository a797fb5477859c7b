/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../lib/err.h"

/* IPv4 addresses as ::ffff:a.b.c.d; of an IPv6 address only the /64, which one customer holds. */
struct address {
    unsigned char bytes[16];
};

struct connection {
    struct connection *previous, *next;
    int fd;
    struct address from;
    bool receiving, answering, expired;
    uint64_t since_s; /* of the phase it is in */
};

struct connections {
    pthread_mutex_t lock;
    struct connection *first;
};

struct connections *connections_new(void)
{
    struct connections *all = xcalloc(1, sizeof *all);
    pthread_mutex_init(&all->lock, NULL);
    return all;
}

void connections_free(struct connections *all)
{
    if (!all)
        return;
    pthread_mutex_destroy(&all->lock);
    free(all);
}

static const unsigned char mapped_prefix[12] = {[10] = 0xFF, [11] = 0xFF};

static struct address address_of(const struct sockaddr *from)
{
    struct address a = {{0}};
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)from;
        memcpy(a.bytes, mapped_prefix, sizeof mapped_prefix);
        memcpy(a.bytes + 12, &in->sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)from;
        memcpy(a.bytes, &in6->sin6_addr, 16);
        if (memcmp(a.bytes, mapped_prefix, sizeof mapped_prefix) != 0 &&
            memcmp(a.bytes, &in6addr_loopback, 16) != 0)
            memset(a.bytes + 8, 0, 8);
    }
    return a;
}

static bool is_loopback(const struct address *a)
{
    bool mapped = memcmp(a->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
    return (mapped && a->bytes[12] == 127) || memcmp(a->bytes, &in6addr_loopback, 16) == 0;
}

bool connections_admit(struct connections *all, const struct sockaddr *from)
{
    struct address a = address_of(from);
    if (is_loopback(&a))
        return true;
    unsigned held = 0;
    pthread_mutex_lock(&all->lock);
    for (const struct connection *c = all->first; c; c = c->next)
        held += memcmp(&c->from, &a, sizeof a) == 0;
    pthread_mutex_unlock(&all->lock);
    return held < CONNECTIONS_PER_ADDRESS;
}

struct connection *connections_add(struct connections *all, int fd, const struct sockaddr *from,
                                   uint64_t now_s)
{
    struct connection *c = xcalloc(1, sizeof *c);
    c->fd = fd;
    c->from = address_of(from);
    c->since_s = now_s;
    pthread_mutex_lock(&all->lock);
    c->next = all->first;
    if (c->next)
        c->next->previous = c;
    all->first = c;
    pthread_mutex_unlock(&all->lock);
    return c;
}

void connections_remove(struct connections *all, struct connection *c)
{
    pthread_mutex_lock(&all->lock);
    if (c->previous)
        c->previous->next = c->next;
    else
        all->first = c->next;
    if (c->next)
        c->next->previous = c->previous;
    pthread_mutex_unlock(&all->lock);
    free(c);
}

static void enter_phase(struct connections *all, struct connection *c, bool answering,
                        uint64_t now_s)
{
    pthread_mutex_lock(&all->lock);
    c->receiving = false;
    c->answering = answering;
    c->since_s = now_s;
    pthread_mutex_unlock(&all->lock);
}

void connections_receive(struct connections *all, struct connection *c)
{
    pthread_mutex_lock(&all->lock);
    c->receiving = true;
    pthread_mutex_unlock(&all->lock);
}

void connections_begin(struct connections *all, struct connection *c, uint64_t now_s)
{
    enter_phase(all, c, true, now_s);
}

void connections_end(struct connections *all, struct connection *c, uint64_t now_s)
{
    enter_phase(all, c, false, now_s);
}

unsigned connections_expire(struct connections *all, uint64_t now_s)
{
    unsigned expired = 0;
    pthread_mutex_lock(&all->lock);
    for (struct connection *c = all->first; c; c = c->next) {
        uint64_t allowed_s = c->answering ? CONNECTION_ANSWER_SECONDS : CONNECTION_REQUEST_SECONDS;
        if (c->expired || now_s - c->since_s <= allowed_s)
            continue;
        c->expired = true;
        shutdown(c->fd, SHUT_RDWR);
        expired++;
    }
    pthread_mutex_unlock(&all->lock);
    return expired;
}

unsigned connections_busy(struct connections *all)
{
    unsigned busy = 0;
    pthread_mutex_lock(&all->lock);
    for (const struct connection *c = all->first; c; c = c->next) {
        int waiting = 0;
        busy +=
            c->receiving || c->answering || (ioctl(c->fd, FIONREAD, &waiting) == 0 && waiting > 0);
    }
    pthread_mutex_unlock(&all->lock);
    return busy;
}

void connections_address(const struct connection *c, char text[CONNECTION_ADDRESS_BYTES])
{
    bool mapped = memcmp(c->from.bytes, mapped_prefix, sizeof mapped_prefix) == 0;
    if (!inet_ntop(mapped ? AF_INET : AF_INET6, c->from.bytes + (mapped ? 12 : 0), text,
                   CONNECTION_ADDRESS_BYTES))
        BUG("an address that is none");
}

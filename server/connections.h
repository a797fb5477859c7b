/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The open connections: how many each address holds, how long each takes. libmicrohttpd's timeout
 * only measures silence, so a client that sends a byte a second would stay for ever; here requests
 * and answers get a total time. Times are given, not read: tests choose them.
 */
#ifndef JAWAB_CONNECTIONS_H
#define JAWAB_CONNECTIONS_H

#include <sys/socket.h>

#include "../lib/str.h"

enum {
    CONNECTIONS_PER_ADDRESS =
        64, /* a household or office behind one address; proxies use loopback */
    CONNECTION_REQUEST_SECONDS = 20, /* idle time and the sending of a request, together */
    CONNECTION_ANSWER_SECONDS = 120, /* an 8 MiB article at 70 KB/s */
    CONNECTION_ADDRESS_BYTES = 46,   /* INET6_ADDRSTRLEN */
};

struct connections;
struct connection;

struct connections *connections_new(void);
void connections_free(struct connections *all);

/* Whether one more connection from there is welcome. Loopback is always: it is a proxy's address.
 */
bool connections_admit(struct connections *all, const struct sockaddr *from);

struct connection *connections_add(struct connections *all, int fd, const struct sockaddr *from,
                                   uint64_t now_s);
void connections_remove(struct connections *all, struct connection *c); /* before fd is closed */

/* The headers of a request are in, its body may follow: it is in flight, and the client must still
 * hurry. */
void connections_receive(struct connections *all, struct connection *c);

/* A request is being answered from begin to end; between requests the client must hurry. */
void connections_begin(struct connections *all, struct connection *c, uint64_t now_s);
void connections_end(struct connections *all, struct connection *c, uint64_t now_s);

/* Shuts down connections that overstayed; returns how many. Their owner then sees them end. */
unsigned connections_expire(struct connections *all, uint64_t now_s);

/* Where it comes from as text: an IPv4 address, or of an IPv6 address the /64. */
void connections_address(const struct connection *c, char text[CONNECTION_ADDRESS_BYTES]);

/* Connections that are received or answered, or with bytes of a request waiting to be read. */
unsigned connections_busy(struct connections *all);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "server/connections.h"

static struct sockaddr_storage address(const char *text)
{
    struct sockaddr_storage all = {0};
    struct sockaddr_in *in = (struct sockaddr_in *)&all;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&all;
    if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
        in->sin_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
        in6->sin6_family = AF_INET6;
    else
        fail_msg("not an address: %s", text);
    return all;
}

static bool admits(struct connections *all, const char *text)
{
    struct sockaddr_storage a = address(text);
    return connections_admit(all, (struct sockaddr *)&a);
}

/* Fills an address up, and looks who else is still welcome. */
static void an_address_holds_so_many(void **state)
{
    (void)state;
    static const struct {
        const char *full, *other;
        bool full_admitted, other_admitted;
    } cases[] = {
        {"192.0.2.7", "192.0.2.8", false, true},
        {"192.0.2.7", "::ffff:192.0.2.7", false, false}, /* the same, written as IPv6 */
        {"2001:db8::1", "2001:db8::2", false, false},    /* one customer's network */
        {"2001:db8::1", "2001:db8:0:1::1", false, true},
        {"127.0.0.1", "127.0.0.2", true, true}, /* a proxy */
        {"::1", "::1", true, true},
        {"::ffff:127.0.0.1", "::1", true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct connections *all = connections_new();
        struct connection *held[CONNECTIONS_PER_ADDRESS];
        struct sockaddr_storage from = address(cases[i].full);
        for (size_t n = 0; n < CONNECTIONS_PER_ADDRESS; n++) {
            assert_true(admits(all, cases[i].full));
            held[n] = connections_add(all, -1, (struct sockaddr *)&from, 0);
        }
        assert_int_equal(admits(all, cases[i].full), cases[i].full_admitted);
        assert_int_equal(admits(all, cases[i].other), cases[i].other_admitted);
        connections_remove(all, held[5]);
        assert_true(admits(all, cases[i].full));
        for (size_t n = 0; n < CONNECTIONS_PER_ADDRESS; n++)
            if (n != 5)
                connections_remove(all, held[n]);
        connections_free(all);
    }
}

static void who_overstays_is_shut_down(void **state)
{
    (void)state;
    struct connections *all = connections_new();
    struct sockaddr_storage from = address("192.0.2.7");
    int pairs[2][2];
    struct connection *c[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]), 0);
        c[i] = connections_add(all, pairs[i][0], (struct sockaddr *)&from, 100);
    }
    connections_begin(all, c[1], 110);
    assert_int_equal(connections_expire(all, 100 + CONNECTION_REQUEST_SECONDS), 0);
    assert_int_equal(connections_expire(all, 101 + CONNECTION_REQUEST_SECONDS), 1);
    assert_int_equal(connections_expire(all, 101 + CONNECTION_REQUEST_SECONDS), 0); /* only once */
    char byte;
    assert_int_equal(read(pairs[0][1], &byte, 1), 0);
    assert_int_equal(recv(pairs[1][1], &byte, 1, MSG_DONTWAIT), -1); /* still open */
    assert_int_equal(connections_expire(all, 110 + CONNECTION_ANSWER_SECONDS), 0);
    assert_int_equal(connections_expire(all, 111 + CONNECTION_ANSWER_SECONDS), 1);
    for (size_t i = 0; i < 2; i++) {
        connections_remove(all, c[i]);
        close(pairs[i][0]);
        close(pairs[i][1]);
    }
    connections_free(all);
}

/* Headers that are in do not buy time for the body. */
static void a_body_has_the_time_of_its_request(void **state)
{
    (void)state;
    struct connections *all = connections_new();
    struct sockaddr_storage from = address("192.0.2.7");
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct connection *c = connections_add(all, pair[0], (struct sockaddr *)&from, 100);
    connections_receive(all, c);
    assert_int_equal(connections_expire(all, 100 + CONNECTION_REQUEST_SECONDS), 0);
    assert_int_equal(connections_expire(all, 101 + CONNECTION_REQUEST_SECONDS), 1);
    connections_remove(all, c);
    connections_free(all);
    close(pair[0]);
    close(pair[1]);
}

static void addresses_are_texts(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.7", "192.0.2.7"},      {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:db8::1:2", "2001:db8::"}, /* one customer's network */
        {"127.0.0.1", "127.0.0.1"},      {"::1", "::1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct connections *all = connections_new();
        struct sockaddr_storage from = address(cases[i][0]);
        struct connection *c = connections_add(all, -1, (struct sockaddr *)&from, 0);
        char text[CONNECTION_ADDRESS_BYTES];
        connections_address(c, text);
        assert_string_equal(text, cases[i][1]);
        connections_remove(all, c);
        connections_free(all);
    }
}

static void busy_means_answering_or_asked(void **state)
{
    (void)state;
    struct connections *all = connections_new();
    struct sockaddr_storage from = address("192.0.2.7");
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct connection *c = connections_add(all, pair[0], (struct sockaddr *)&from, 0);
    assert_int_equal(connections_busy(all), 0);
    assert_int_equal(write(pair[1], "G", 1), 1);
    assert_int_equal(connections_busy(all), 1);
    char byte;
    assert_int_equal(read(pair[0], &byte, 1), 1);
    assert_int_equal(connections_busy(all), 0);
    connections_receive(all, c);
    assert_int_equal(connections_busy(all), 1);
    connections_begin(all, c, 0);
    assert_int_equal(connections_busy(all), 1);
    connections_end(all, c, 0);
    assert_int_equal(connections_busy(all), 0);
    connections_remove(all, c);
    connections_free(all);
    close(pair[0]);
    close(pair[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_holds_so_many),
        cmocka_unit_test(who_overstays_is_shut_down),
        cmocka_unit_test(a_body_has_the_time_of_its_request),
        cmocka_unit_test(addresses_are_texts),
        cmocka_unit_test(busy_means_answering_or_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

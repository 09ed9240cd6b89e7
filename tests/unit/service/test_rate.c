#include "service/rate.h"

#include "base/clock.h"
#include "tests/support/suite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rate_limits two = {.rate = 2, .burst = 3};

static struct sockaddr_storage address(const char *text)
{
    struct sockaddr_storage storage = {0};
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        memcpy(&storage, &in, sizeof(in));
    else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        memcpy(&storage, &in6, sizeof(in6));
    else
        ck_abort_msg("no address: %s", text);
    return storage;
}

static bool take(const char *client, int64_t now_ns)
{
    const struct sockaddr_storage from = address(client);
    int64_t wait_s = 0;
    struct err err;
    const enum err_code code =
        rate_take(&two, (const struct sockaddr *)&from, now_ns, &wait_s, &err);

    ck_assert(code == ERR_OK || code == ERR_RATE);
    ck_assert_int_eq(wait_s, code == ERR_RATE ? 1 : 0);
    return code == ERR_OK;
}

START_TEST(burst_passes_and_then_the_rate_counts)
{
    int64_t now_ns = 1000 * NS_PER_S;

    for (int i = 0; i < 3; i++)
        ck_assert(take("192.0.2.1", now_ns));
    ck_assert(!take("192.0.2.1", now_ns));
    now_ns += NS_PER_S;
    ck_assert(take("192.0.2.1", now_ns));
    ck_assert(take("192.0.2.1", now_ns));
    ck_assert(!take("192.0.2.1", now_ns));
}
END_TEST

START_TEST(a_rested_bucket_holds_no_more_than_the_burst)
{
    ck_assert(take("192.0.2.1", NS_PER_S));
    for (int i = 0; i < 3; i++)
        ck_assert(take("192.0.2.1", 1000 * NS_PER_S));
    ck_assert(!take("192.0.2.1", 1000 * NS_PER_S));
}
END_TEST

START_TEST(clients_do_not_share)
{
    for (int i = 0; i < 3; i++)
        ck_assert(take("192.0.2.1", NS_PER_S));
    ck_assert(!take("192.0.2.1", NS_PER_S));
    ck_assert(take("192.0.2.2", NS_PER_S));
    ck_assert(take("2001:db8:0:1::1", NS_PER_S));
}
END_TEST

START_TEST(a_subscriber_of_ipv6_is_one_client)
{
    ck_assert(take("2001:db8:0:1::1", NS_PER_S));
    ck_assert(take("2001:db8:0:1::2", NS_PER_S));
    ck_assert(take("2001:db8:0:1:ffff::3", NS_PER_S));
    ck_assert(!take("2001:db8:0:1::4", NS_PER_S));
    ck_assert(take("2001:db8:0:2::1", NS_PER_S));
}
END_TEST

START_TEST(ipv4_inside_ipv6_is_the_same_client)
{
    for (int i = 0; i < 3; i++)
        ck_assert(take("192.0.2.1", NS_PER_S));
    ck_assert(!take("::ffff:192.0.2.1", NS_PER_S));
}
END_TEST

START_TEST(a_flood_of_addresses_finds_buckets)
{
    char text[32];

    for (int i = 0; i < 100000; i++) {
        (void)snprintf(text, sizeof(text), "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        ck_assert(take(text, NS_PER_S + i));
    }
}
END_TEST

START_TEST(no_limit_and_no_address_pass)
{
    const struct rate_limits none = {0};
    const struct sockaddr_storage from = address("192.0.2.1");
    const struct sockaddr unix_peer = {.sa_family = AF_UNIX};
    int64_t wait_s = 0;

    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(rate_take(&none, (const struct sockaddr *)&from, NS_PER_S, &wait_s, NULL),
                         ERR_OK);
        ck_assert_int_eq(rate_take(&two, &unix_peer, NS_PER_S, &wait_s, NULL), ERR_OK);
        ck_assert_int_eq(rate_take(&two, NULL, NS_PER_S, &wait_s, NULL), ERR_OK);
    }
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {burst_passes_and_then_the_rate_counts, 0},
        {a_rested_bucket_holds_no_more_than_the_burst, 0},
        {clients_do_not_share, 0},
        {a_subscriber_of_ipv6_is_one_client, 0},
        {ipv4_inside_ipv6_is_the_same_client, 0},
        {a_flood_of_addresses_finds_buckets, 0},
        {no_limit_and_no_address_pass, 0},
    };

    return suite_run_apart("service/rate", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

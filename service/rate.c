#include "service/rate.h"

#include "base/clock.h"

#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

/* 4096 buckets of 40 bytes; an address may have any of the WAYS of one row. */
enum { ROWS = 512, WAYS = 8 };

struct bucket {
    uint64_t key; /* 0: free */
    int64_t seen_ns;
    double tokens;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the table and the seed */
static struct bucket table[ROWS][WAYS];
static uint64_t seed;

/* Fowler, Noll and Vo's hash FNV-1a, seeded so that nobody can aim at a row. */
static uint64_t hash(const unsigned char *bytes, size_t len)
{
    uint64_t value = seed ^ UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < len; i++)
        value = (value ^ bytes[i]) * UINT64_C(0x100000001b3);
    return value ? value : 1;
}

/* The part of an address that stands for a client; an IPv4 address inside IPv6 counts as IPv4. 0:
 * no IP address. */
static uint64_t key_of(const struct sockaddr *client)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (client == NULL || (client->sa_family != AF_INET && client->sa_family != AF_INET6))
        return 0;
    if (client->sa_family == AF_INET) {
        memcpy(&in, client, sizeof(in));
        return hash((const unsigned char *)&in.sin_addr, 4);
    }
    memcpy(&in6, client, sizeof(in6));
    if (memcmp(in6.sin6_addr.s6_addr, mapped, sizeof(mapped)) == 0)
        return hash(in6.sin6_addr.s6_addr + sizeof(mapped), 4);
    return hash(in6.sin6_addr.s6_addr, 8);
}

/* Its bucket, or the one that has rested longest, filled for a newcomer. */
static struct bucket *find(uint64_t key, const struct rate_limits *limits, int64_t now_ns)
{
    struct bucket *row = table[key % ROWS];
    struct bucket *oldest = row;

    for (int i = 0; i < WAYS; i++) {
        if (row[i].key == key)
            return &row[i];
        if (row[i].key == 0 || row[i].seen_ns < oldest->seen_ns)
            oldest = &row[i];
    }
    *oldest = (struct bucket){key, now_ns, (double)limits->burst};
    return oldest;
}

static double fill(struct bucket *bucket, const struct rate_limits *limits, int64_t now_ns)
{
    const double seconds = (double)(now_ns - bucket->seen_ns) / (double)NS_PER_S;
    const double filled = bucket->tokens + seconds * (double)limits->rate;

    bucket->seen_ns = now_ns;
    bucket->tokens = filled < (double)limits->burst ? filled : (double)limits->burst;
    return bucket->tokens;
}

enum err_code rate_take(const struct rate_limits *limits, const struct sockaddr *client,
                        int64_t now_ns, int64_t *wait_s, struct err *err)
{
    if (limits->rate == 0)
        return ERR_OK;
    (void)pthread_mutex_lock(&lock);
    if (seed == 0 && getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
        seed = 1;
    const uint64_t key = key_of(client);
    struct bucket *bucket = key ? find(key, limits, now_ns) : NULL;
    const double tokens = bucket ? fill(bucket, limits, now_ns) : 1;

    if (bucket && tokens >= 1)
        bucket->tokens -= 1;
    (void)pthread_mutex_unlock(&lock);
    if (tokens >= 1)
        return ERR_OK;
    *wait_s = 1 + (int64_t)((1 - tokens) / (double)limits->rate);
    return err_set(err, ERR_RATE, "At most %lld images a second are taken from one client.",
                   (long long)limits->rate);
}

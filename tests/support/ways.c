#include "tests/support/ways.h"

#include "base/check.h"

#include <sys/mman.h>
#include <unistd.h>

enum { BYTES_MAX = 256 << 20 };

static void add_step(struct span text, struct plan *plan)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct span name = {NULL, 0};
    struct span pair;

    CHECK(span_next(&text, '?', &name) && op_index(name) >= 0);
    CHECK(plan_add(plan, op_index(name), &limits, NULL) == ERR_OK);
    while (span_next(&text, '&', &pair)) {
        struct span key = {NULL, 0};

        CHECK(span_next(&pair, '=', &key));
        CHECK(plan_set(plan, &seen, true, key, pair, NULL) == ERR_OK);
    }
}

void way_plan(const char *text, struct plan *plan)
{
    struct span rest = span_text(text);
    struct span step;

    plan_init(plan);
    output_set_format(&plan->output, FORMAT_JPEG);
    while (span_next(&rest, ':', &step))
        add_step(span_trim(step), plan);
}

static void read_back(struct way *way, int fd)
{
    char piece[1 << 14];
    ssize_t got;

    for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
        buf_add(&way->bytes, piece, (size_t)got);
    CHECK(!way->bytes.failed && way->bytes.len == way->facts.bytes);
}

void way_take(struct way *way, enum lossless_by by, const struct plan *plan, struct span input)
{
    const struct limits limits = limits_default();
    const int fd = memfd_create("way", MFD_CLOEXEC);
    const struct dest dest = {.fd = fd};
    struct err err = {0};

    CHECK(fd >= 0);
    *way = (struct way){.code = ERR_OK};
    buf_init(&way->bytes, BYTES_MAX);
    if (probe_header(input, true, &way->facts.input) == PROBE_DONE &&
        lossless_knows(plan, &way->facts.input))
        way->code = lossless_by(by, plan, &limits, input, &dest, &way->facts, &way->mine, &err);
    if (way->code == ERR_OK && way->mine)
        read_back(way, fd);
    (void)close(fd);
}

void way_fini(struct way *way)
{
    buf_fini(&way->bytes);
}

#include "image/render.h"

#include "image/codec/scans.h"
#include "image/planar/planar.h"
#include "image/vips/carry.h"

#include <unistd.h>

enum { PIECE = 64 << 10 };

static enum err_code cannot_write(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "The result cannot be written.");
}

static bool write_at(int fd, const unsigned char *data, size_t len, uint64_t at)
{
    while (len > 0) {
        const ssize_t put = pwrite(fd, data, len, (off_t)at);

        if (put <= 0)
            return false;
        data += put;
        len -= (size_t)put;
        at += (uint64_t)put;
    }
    return true;
}

/* Encoders write from the start of a file (TIFF's goes back to it): each result but the first is
 * made in a file of its own and laid behind the others. */
static bool lay_behind(const struct render_files *files, const struct run_facts *facts)
{
    unsigned char piece[PIECE];
    uint64_t done = 0;

    while (done < facts->bytes) {
        const ssize_t got = pread(files->scratch, piece, sizeof(piece), (off_t)done);

        if (got <= 0 || !write_at(files->out, piece, (size_t)got, facts->at + done))
            return false;
        done += (uint64_t)got;
    }
    return true;
}

/* A picture of unknown size is checked here alone: what is left of the limit, after its
 * forerunners. */
static struct limits limits_left(const struct limits *limits, const struct run_facts *facts,
                                 uint32_t n)
{
    struct limits left = *limits;

    for (uint32_t i = 0; i < n; i++) {
        const uint64_t pixels = (uint64_t)facts[i].width * facts[i].height * facts[i].frames;

        left.output_pixels -= pixels < left.output_pixels ? pixels : left.output_pixels;
    }
    return left;
}

/* A list on its way. */
struct render {
    const struct plans *plans;
    const struct limits *limits;
    const struct inputs *inputs;
    const struct render_files *files;
    struct run_facts *facts;
    struct image_info info;
    struct planar *planar;     /* the decode that some share; NULL: none */
    uint32_t place[PLANS_MAX]; /* of a plan among those; PLANS_MAX: it runs by itself */
};

/* Decode once for all that can share it. What libvips' way checks before pixels is checked here
 * too; a format that is refused is told by the first run. */
static enum err_code open_shared(struct render *render, uint32_t *failed, struct err *err)
{
    const struct plan *shared[PLANS_MAX];
    uint32_t index[PLANS_MAX];

    for (uint32_t i = 0; i < render->plans->n; i++)
        render->place[i] = PLANS_MAX;
    if (render->plans->n < 2 ||
        probe_header(render->inputs->at[0], true, &render->info) != PROBE_DONE ||
        !(render->limits->formats_in & 1u << render->info.format))
        return ERR_OK;
    const uint32_t n = plans_shared(render->plans, &render->info, shared, index);

    if (n == 0)
        return ERR_OK;
    *failed = index[0];
    enum err_code code = scans_check(inputs_window(render->inputs), render->limits, err);

    if (code == ERR_OK)
        code = planar_open(shared, n, render->limits, render->inputs, &render->info,
                           &render->planar, err);
    for (uint32_t i = 0; i < n && render->planar; i++)
        render->place[index[i]] = i;
    return code;
}

static enum err_code encode_shared(struct render *render, uint32_t i, int fd, struct err *err)
{
    struct dest dest = {.fd = fd};
    struct buf extras;

    buf_init(&extras, CARRY_MAX);
    enum err_code code = carry_make(&render->plans->at[i], render->limits, render->inputs->at[0],
                                    &render->info, &extras, err);

    dest.extras = buf_span(&extras);
    if (code == ERR_OK)
        code = planar_encode(render->planar, render->place[i], &dest, &render->facts[i], err);
    buf_fini(&extras);
    return code;
}

static enum err_code run_plan(struct render *render, uint32_t i, int fd, struct err *err)
{
    const struct limits left = limits_left(render->limits, render->facts, i);
    struct run_facts *facts = &render->facts[i];

    if (render->place[i] == PLANS_MAX)
        return image_run_inputs(&render->plans->at[i], &left, render->inputs, fd, facts, err);
    *facts = (struct run_facts){.input = render->info};
    return encode_shared(render, i, fd, err);
}

static enum err_code run_next(struct render *render, uint32_t i, uint64_t at, struct err *err)
{
    const struct render_files *files = render->files;
    struct run_facts *facts = &render->facts[i];
    const int fd = at > 0 ? files->scratch : files->out;
    enum err_code code = run_plan(render, i, fd, err);

    facts->at = at;
    if (code == ERR_OK && at + facts->bytes > limits_result_bytes(render->limits))
        code = err_set(err, ERR_RESULT_TOO_LARGE, "The results have too many bytes together.");
    if (code == ERR_OK && at > 0 && !lay_behind(files, facts))
        code = cannot_write(err);
    if (at > 0 && ftruncate(fd, 0) != 0 && code == ERR_OK)
        code = cannot_write(err);
    return code;
}

enum err_code image_render(const struct plans *plans, const struct limits *limits,
                           const struct inputs *inputs, const struct render_files *files,
                           struct run_facts facts[PLANS_MAX], uint32_t *failed, struct err *err)
{
    struct render render = {
        .plans = plans, .limits = limits, .inputs = inputs, .files = files, .facts = facts};
    uint64_t at = 0;

    *failed = 0;
    enum err_code code = open_shared(&render, failed, err);

    for (uint32_t i = 0; code == ERR_OK && i < plans->n; i++) {
        *failed = i;
        code = run_next(&render, i, at, err);
        at += facts[i].bytes;
    }
    planar_close(render.planar);
    return code;
}

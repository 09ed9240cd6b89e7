#include "image/render.h"

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

static enum err_code run_next(const struct plan *plan, const struct limits *limits,
                              struct span input, const struct render_files *files,
                              struct run_facts *facts, uint64_t at, struct err *err)
{
    const int fd = at > 0 ? files->scratch : files->out;
    enum err_code code = image_run(plan, limits, input, fd, facts, err);

    facts->at = at;
    if (code == ERR_OK && at + facts->bytes > limits_result_bytes(limits))
        code = err_set(err, ERR_RESULT_TOO_LARGE, "The results have too many bytes together.");
    if (code == ERR_OK && at > 0 && !lay_behind(files, facts))
        code = cannot_write(err);
    if (at > 0 && ftruncate(fd, 0) != 0 && code == ERR_OK)
        code = cannot_write(err);
    return code;
}

enum err_code image_render(const struct plans *plans, const struct limits *limits,
                           struct span input, const struct render_files *files,
                           struct run_facts facts[PLANS_MAX], uint32_t *failed, struct err *err)
{
    enum err_code code = ERR_OK;
    uint64_t at = 0;

    for (uint32_t i = 0; code == ERR_OK && i < plans->n; i++) {
        const struct limits left = limits_left(limits, facts, i);

        *failed = i;
        code = run_next(&plans->at[i], &left, input, files, &facts[i], at, err);
        at += facts[i].bytes;
    }
    return code;
}

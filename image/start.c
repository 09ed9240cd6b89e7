#include "image/run.h"

#include "base/code.h"
#include "image/planar/planar.h"
#include "image/raster/resampler.h"
#include "image/run_on.h"
#include "image/text/fonts.h"
#include "image/vips/env.h"
#include "image/vips/link.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vips/vips.h>

enum { SIDE = 64 };

/* On the engine that the plan gets, and on libvips, which may have to take over any plan. */
static bool run_both(const struct plan *plan, struct span input, int fd)
{
    const struct limits limits = limits_default();
    struct run_facts facts;

    const struct inputs inputs = {.n = 2, .at = {input, input}};
    const enum err_code code = image_run_inputs(plan, &limits, &inputs, fd, &facts, NULL);

    if (code == ERR_FONT) /* a tool works without fonts until it is asked for text */
        return true;
    if (code != ERR_OK)
        return false;
    if (facts.engine == ENGINE_VIPS)
        return true;
    return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
           run_on(ENGINE_VIPS, plan, &limits, input, fd, &facts, NULL) == ERR_OK;
}

/* A result in a memfd, read back as the next input. */
static bool round_trip(const struct plan *plan, struct span input, struct buf *out)
{
    const int fd = memfd_create("warm-up", MFD_CLOEXEC);
    char piece[4096];
    ssize_t got;
    bool fine = fd >= 0 && run_both(plan, input, fd);

    if (fine && out) {
        for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
            buf_add(out, piece, (size_t)got);
        fine = !out->failed;
    }
    if (fd >= 0)
        (void)close(fd);
    return fine;
}

static bool first_picture(struct buf *png)
{
    VipsImage *black = NULL;
    void *data = NULL;
    size_t len = 0;
    const bool fine = vips_black(&black, SIDE, SIDE, "bands", 3, NULL) == 0 &&
                      vips_pngsave_buffer(black, &data, &len, NULL) == 0;

    if (fine)
        buf_add(png, data, len);
    g_free(data);
    g_clear_object(&black);
    return fine && !png->failed;
}

/* Every saver, and every loader on what it gave. */
static bool warm_formats(struct span png)
{
    bool fine = true;

    for (int id = 0; fine && id < FORMAT_COUNT; id++) {
        struct plan plan;
        struct buf encoded;

        const struct format *format = format_row((enum format_id)id);

        if (!format->writes || !(image_writes() & 1u << id))
            continue;
        buf_init(&encoded, 1 << 20);
        plan_init(&plan);
        output_set_format(&plan.output, (enum format_id)id);
        fine = round_trip(&plan, png, &encoded) &&
               (!format->reads || round_trip(&plan, buf_span(&encoded), NULL));
        buf_fini(&encoded);
    }
    return fine;
}

/* "a=1&b=2" of an example, which needs no decoding. */
static bool set_example(struct plan *plan, const char *example)
{
    struct plan_seen seen = {0};
    struct span rest = span_text(example);
    struct span pair;

    while (span_next(&rest, '&', &pair)) {
        struct span name;

        if (!span_next(&pair, '=', &name) ||
            plan_set(plan, &seen, true, name, pair, NULL) != ERR_OK)
            return false;
    }
    return true;
}

static bool warm_operations(struct span png)
{
    const struct limits limits = limits_default();

    for (int i = 0; i < op_count(); i++) {
        struct plan plan;

        plan_init(&plan);
        if (plan_add(&plan, i, &limits, NULL) != ERR_OK || !set_example(&plan, op_at(i)->example))
            return false;
        if (step_takes_more(&plan.steps[0]))
            step_bind(&plan.steps[0], 1, 1);
        output_set_format(&plan.output, FORMAT_PNG);
        plan.output.effort = 1; /* its deflate is not what is warmed here */
        if (!round_trip(&plan, png, NULL))
            return false;
    }
    return true;
}

bool image_open(void)
{
    return vipsenv_start();
}

/* The linker maps most of what there is of code, the savers and loaders as much again, and a worker
 * needs a quarter of it from then on: what each of them leaves is given back before the next. */
bool image_start(void)
{
    struct buf png;

    if (!image_open())
        return false;
    code_give_back();
    buf_init(&png, 1 << 20);
    bool fine = first_picture(&png) && warm_formats(buf_span(&png));

    code_give_back();
    fine = fine && warm_operations(buf_span(&png));
    buf_fini(&png);
    code_give_back();
    return fine;
}

bool image_has_fonts(void)
{
    return fonts_has("sans");
}

void image_stop(void)
{
    planar_stop();
    resampler_clear();
    link_clear();
    vipsenv_stop();
}

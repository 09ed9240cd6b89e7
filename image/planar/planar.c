#include "image/planar/planar.h"

#include "base/clock.h"
#include "image/planar/branch.h"
#include "image/planar/depth.h"
#include "image/planar/graph.h"
#include "image/planar/rgb.h"

#include <stdlib.h>

/* Lines of luma decoded before they are scaled: enough to hide the cost of starting a graph, few
 * enough to stay in the cache. */
enum { STRIP_ROWS = 64 };

struct planar {
    struct reader reader;
    struct levels levels;
    uint32_t units; /* rows of MCUs a strip */
    uint32_t depth; /* rows of MCUs to read */
    uint32_t read;
    int64_t decode_ns; /* told once, by the first result */
    uint32_t n;
    struct branch branches[];
};

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
}

/* One decode for all: as small as the largest result allows, and chroma of luma's scale only where
 * nobody wants more of it. */
static struct reader_want want_of(const struct planar *planar, const struct image_info *info)
{
    struct reader_want want = {.shrink = DCTSIZE, .grey = true, .small_chroma = true};

    for (uint32_t i = 0; i < planar->n; i++) {
        const struct branch *branch = &planar->branches[i];
        const int shrink = course_shrink(&branch->course, info);

        want.shrink = shrink < want.shrink ? shrink : want.shrink;
        want.grey &= branch->course.grey;
        want.small_chroma &= branch->sub == 2 || branch->course.grey;
    }
    want.small_chroma &= !want.grey;
    /* Not where libjpeg would give subsampled chroma another scale, of 10 to 14 eighths. */
    if (planar->n == 1 && (want.small_chroma || want.grey))
        want.eighths = course_eighths(&planar->branches[0].course, info);
    return want;
}

/* How often the decoded picture is to be halved for this branch: as often as the IDCT would have
 * done for it alone, but once less from the second time on. Means let more through than they
 * should; on photographs a second one takes up to 0.9 dB off the PSNR, against 0.3 with this. */
static int level_of(const struct branch *branch, int shrink, const struct image_info *info)
{
    const int own = course_shrink(&branch->course, info);
    int level = 0;

    while (shrink << (level + 1) <= own)
        level++;
    return level > 1 ? level - 1 : level;
}

static enum err_code start(struct planar *planar, const struct image_info *info, struct err *err)
{
    const struct reader_want want = want_of(planar, info);
    enum err_code code = reader_start(&planar->reader, &want, err);
    int levels = 1;

    if (code != ERR_OK)
        return code;
    const uint32_t rows = reader_plane(&planar->reader, 0).rows;

    planar->units = (STRIP_ROWS + rows - 1) / rows;
    for (uint32_t i = 0; i < planar->n; i++) {
        const int level = level_of(&planar->branches[i], want.shrink, info);

        levels = level >= levels ? level + 1 : levels;
    }
    if (!levels_init(&planar->levels, &planar->reader, planar->units, levels))
        return no_memory(err);
    for (uint32_t i = 0; code == ERR_OK && i < planar->n; i++)
        code = branch_start(&planar->branches[i], &planar->levels,
                            level_of(&planar->branches[i], want.shrink, info), planar->depth,
                            planar->units, err);
    return code;
}

/* One row of blocks into the strips, `unit` rows of blocks below their top. */
static enum err_code read_unit(struct planar *planar, uint32_t unit, struct err *err)
{
    enum { MOST = DCTSIZE * MAX_SAMP_FACTOR };
    unsigned char *rows[READER_PLANES][MOST];
    unsigned char **pointers[READER_PLANES] = {rows[0], rows[1], rows[2]};

    for (int i = 0; i < planar->reader.planes; i++) {
        const struct plane *strip = &planar->levels.at[0].strips[i];
        const uint32_t n = strip->height / planar->units;

        for (uint32_t y = 0; y < n; y++)
            rows[i][y] = strip->data + (unit * n + y) * strip->stride;
    }
    return reader_read(&planar->reader, pointers, err);
}

static enum err_code read_strip(struct planar *planar, uint32_t index, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < planar->units && planar->read < planar->depth;
         i++, planar->read++)
        code = read_unit(planar, i, err);
    if (code == ERR_OK)
        levels_fill(&planar->levels, index);
    for (uint32_t i = 0; code == ERR_OK && i < planar->n; i++)
        code = branch_push(&planar->branches[i], &planar->levels, index, err);
    return code;
}

/* To the end, even where the results need only the top: damage below it is damage. */
static enum err_code read_all(struct planar *planar, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t strips = 0; code == ERR_OK && planar->read < planar->depth; strips++)
        code = read_strip(planar, strips, err);
    return code;
}

/* False: not a file, or not a plan, of this engine's kind. */
static bool take_plans(struct planar *planar, const struct plan *const *plans,
                       const struct image_info *info)
{
    const bool grey = planar->reader.jpeg.num_components == 1;

    if (!reader_knows(&planar->reader))
        return false;
    for (uint32_t i = 0; i < planar->n; i++) {
        const uint32_t depth = depth_of(plans[i], info);

        if (!branch_init(&planar->branches[i], plans[i], info, grey))
            return false;
        planar->depth = depth > planar->depth ? depth : planar->depth;
    }
    return true;
}

static enum err_code decode(struct planar *planar, const struct limits *limits,
                            const struct image_info *info, struct err *err)
{
    const int64_t start_ns = clock_now_ns();
    enum err_code code = ERR_OK;
    struct size size;

    for (uint32_t i = 0; code == ERR_OK && i < planar->n; i++)
        code = plan_shape(planar->branches[i].plan, info, limits, &size, err);
    if (code == ERR_OK)
        code = start(planar, info, err);
    if (code == ERR_OK)
        code = read_all(planar, err);
    planar->decode_ns = clock_now_ns() - start_ns;
    return code;
}

enum err_code planar_open(const struct plan *const *plans, uint32_t n, const struct limits *limits,
                          const struct inputs *inputs, const struct image_info *info,
                          struct planar **planar, struct err *err)
{
    struct planar *new = calloc(1, sizeof(*new) + n * sizeof(new->branches[0]));

    *planar = NULL;
    if (new == NULL)
        return no_memory(err);
    new->n = n;
    enum err_code code = reader_init(&new->reader, inputs_window(inputs), err);
    const bool mine = code == ERR_OK && take_plans(new, plans, info);

    if (mine)
        code = decode(new, limits, info, err);
    if (mine && code == ERR_OK)
        *planar = new;
    else
        planar_close(new);
    return code;
}

enum err_code planar_encode(struct planar *planar, uint32_t index, const struct dest *dest,
                            struct run_facts *facts, struct err *err)
{
    const enum err_code code = branch_encode(&planar->branches[index], dest, facts, err);

    facts->engine = ENGINE_PLANAR;
    facts->decode_ns = planar->decode_ns;
    planar->decode_ns = 0;
    branch_fini(&planar->branches[index]);
    return code;
}

void planar_close(struct planar *planar)
{
    if (planar == NULL)
        return;
    for (uint32_t i = 0; i < planar->n; i++)
        branch_fini(&planar->branches[i]);
    levels_fini(&planar->levels);
    reader_fini(&planar->reader);
    free(planar);
}

enum err_code planar_run(const struct plan *plan, const struct limits *limits,
                         const struct inputs *inputs, const struct dest *dest,
                         struct run_facts *facts, bool *mine, struct err *err)
{
    struct planar *planar;
    enum err_code code = planar_open(&plan, 1, limits, inputs, &facts->input, &planar, err);

    *mine = code != ERR_OK || planar != NULL;
    if (planar)
        code = planar_encode(planar, 0, dest, facts, err);
    planar_close(planar);
    return code;
}

enum err_code planar_pixels(const struct plan *head, const struct limits *limits, struct span input,
                            const struct image_info *info, struct canvas *canvas, bool *mine,
                            struct err *err)
{
    const struct inputs inputs = inputs_of(input);
    struct planar *planar;
    enum err_code code = planar_open(&head, 1, limits, &inputs, info, &planar, err);

    *mine = code != ERR_OK || planar != NULL;
    if (planar)
        code = branch_finish(&planar->branches[0], err);
    if (planar && code == ERR_OK && !rgb_canvas(&planar->branches[0].planes, canvas))
        code = no_memory(err);
    planar_close(planar);
    return code;
}

void planar_stop(void)
{
    graph_clear();
}

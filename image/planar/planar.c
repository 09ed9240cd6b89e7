#include "image/planar/planar.h"

#include "base/clock.h"
#include "image/planar/depth.h"
#include "image/planar/encode.h"
#include "image/planar/frame.h"
#include "image/planar/graph.h"
#include "image/planar/reader.h"
#include "image/planar/scaler.h"

#include <math.h>
#include <stdlib.h>

/* Lines of luma decoded before they are scaled: enough to hide the cost of starting a graph, few
 * enough to stay in the cache. */
enum { STRIP_ROWS = 64 };

struct work {
    struct course course;
    const struct plan *plan;
    int sub; /* of the result's chroma */
    bool limited;
    uint32_t units; /* rows of MCUs a strip */
    uint32_t depth; /* rows of MCUs to read */
    uint32_t read;
    struct frame_side x[PLANES_MAX], y[PLANES_MAX];
    struct reader reader;
    struct scaler scaler[PLANES_MAX];
    struct planes planes;
};

static void set_sides(struct work *work, int plane)
{
    const struct course *c = &work->course;
    const uint32_t sub = plane == 0 ? 1 : (uint32_t)work->sub;

    work->x[plane] = frame_side(c->frame.width, c->x, c->part.width, sub, course_mirrors(c, false));
    work->y[plane] =
        frame_side(c->frame.height, c->y, c->part.height, sub, course_mirrors(c, true));
}

static enum err_code start_plane(struct work *work, int plane, struct err *err)
{
    const struct reader_plane source = reader_plane(&work->reader, plane);
    const struct course *c = &work->course;
    const uint32_t sub = plane == 0 ? 1 : (uint32_t)work->sub;
    const uint32_t read = work->depth * source.rows;
    struct scaler *scaler = &work->scaler[plane];

    set_sides(work, plane);
    scaler->kernel = c->kernel;
    scaler->x = axis_of(&(struct axis_want){c->cut.x, c->cut.width, c->scaled.width, c->part.x,
                                            c->part.width, work->x[plane].lead, sub, source.per_x,
                                            source.width});
    scaler->y = axis_of(&(struct axis_want){c->cut.y, c->cut.height, c->scaled.height, c->part.y,
                                            c->part.height, work->y[plane].lead, sub, source.per_y,
                                            read < source.height ? read : source.height});
    return scaler_init(scaler, source.row_bytes, work->units * source.rows, err);
}

static enum err_code start(struct work *work, int shrink, struct err *err)
{
    const struct reader_want want = {shrink, work->course.grey, work->sub == 2};
    enum err_code code = reader_start(&work->reader, &want, err);

    if (code != ERR_OK)
        return code;
    const uint32_t rows = reader_plane(&work->reader, 0).rows;

    work->units = (STRIP_ROWS + rows - 1) / rows;
    work->planes = (struct planes){.count = work->reader.planes, .sub = work->sub};
    for (int i = 0; code == ERR_OK && i < work->planes.count; i++)
        code = start_plane(work, i, err);
    return code;
}

/* One row of blocks into the strips, `unit` rows of blocks below their top. */
static enum err_code read_unit(struct work *work, uint32_t unit, struct err *err)
{
    enum { MOST = DCTSIZE * MAX_SAMP_FACTOR };
    unsigned char *rows[READER_PLANES][MOST];
    unsigned char **pointers[READER_PLANES] = {rows[0], rows[1], rows[2]};

    for (int i = 0; i < work->planes.count; i++) {
        const struct plane *strip = &work->scaler[i].strip;
        const uint32_t n = strip->height / work->units;

        for (uint32_t y = 0; y < n; y++)
            rows[i][y] = strip->data + (unit * n + y) * strip->stride;
    }
    return reader_read(&work->reader, pointers, err);
}

static enum err_code read_strip(struct work *work, uint32_t index, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < work->units && work->read < work->depth;
         i++, work->read++)
        code = read_unit(work, i, err);
    for (int i = 0; code == ERR_OK && i < work->planes.count; i++)
        code = scaler_push(&work->scaler[i], index * work->scaler[i].strip.height, err);
    return code;
}

/* To the end, even where the result needs only the top: damage below it is damage. */
static enum err_code read_all(struct work *work, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t strips = 0; code == ERR_OK && work->read < work->depth; strips++)
        code = read_strip(work, strips, err);
    return code;
}

static enum err_code finish_plane(struct work *work, int plane, struct err *err)
{
    unsigned char ground[PLANES_MAX];
    struct plane *result = &work->planes.plane[plane];
    const enum err_code code =
        scaler_finish(&work->scaler[plane], work->limited && plane == 0, result, err);

    scaler_fini(&work->scaler[plane]);
    if (code != ERR_OK)
        return code;
    planes_color(&work->course.ground, ground);
    if (work->limited && plane == 0)
        ground[0] = (unsigned char)floor(16 + ground[0] * 219 / 255.0 + 0.5);
    if (!frame_lay(result, &work->x[plane], &work->y[plane], ground[plane]))
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    if (work->limited && plane > 0)
        plane_limit_chroma(result);
    return ERR_OK;
}

static enum err_code finish(struct work *work, struct err *err)
{
    enum err_code code = ERR_OK;

    for (int i = 0; code == ERR_OK && i < work->planes.count; i++)
        code = finish_plane(work, i, err);
    if (code == ERR_OK && !planes_turn(&work->planes, work->course.quarters, work->course.flip))
        code = err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    return code;
}

static enum err_code encode(struct work *work, int out_fd, struct run_facts *facts, struct err *err)
{
    const struct output *output = &work->plan->output;
    const struct size size = course_size(&work->course);
    const struct encode what = {
        .planes = &work->planes, .size = size, .output = output, .quality = output_quality(output)};

    facts->width = size.width;
    facts->height = size.height;
    facts->frames = 1;
    facts->format = output_format(output);
    facts->quality = (uint32_t)what.quality;
    return work->limited ? encode_webp(&what, out_fd, &facts->bytes, err)
                         : encode_jpeg(&what, out_fd, &facts->bytes, err);
}

static enum err_code run(struct work *work, int out_fd, struct run_facts *facts, struct err *err)
{
    const int64_t start_ns = clock_now_ns();
    enum err_code code = start(work, course_shrink(&work->course, &facts->input), err);

    if (code == ERR_OK)
        code = read_all(work, err);
    const int64_t decoded_ns = clock_now_ns();

    if (code == ERR_OK)
        code = finish(work, err);
    const int64_t processed_ns = clock_now_ns();

    if (code == ERR_OK)
        code = encode(work, out_fd, facts, err);
    facts->decode_ns = decoded_ns - start_ns;
    facts->process_ns = processed_ns - decoded_ns;
    facts->encode_ns = clock_now_ns() - processed_ns;
    return code;
}

static void work_free(struct work *work)
{
    for (int i = 0; i < PLANES_MAX; i++)
        scaler_fini(&work->scaler[i]);
    planes_fini(&work->planes);
    reader_fini(&work->reader);
    free(work);
}

enum err_code planar_run(const struct plan *plan, const struct limits *limits, struct span input,
                         int out_fd, struct run_facts *facts, bool *mine, struct err *err)
{
    struct size size;
    struct work *work = calloc(1, sizeof(*work));

    if (work == NULL)
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    work->plan = plan;
    enum err_code code = reader_init(&work->reader, input, err);

    *mine = code != ERR_OK ||
            (reader_knows(&work->reader) && course_of(plan, &facts->input, &work->course));
    if (code == ERR_OK && *mine) {
        const bool grey = work->course.grey || work->reader.jpeg.num_components == 1;

        work->course.grey = grey;
        work->depth = depth_of(plan, &facts->input);
        work->limited = output_format(&plan->output) == FORMAT_WEBP;
        work->sub = grey ? 1 : output_subsampling(&plan->output, output_quality(&plan->output));
        code = plan_shape(plan, &facts->input, limits, &size, err);
        if (code == ERR_OK)
            code = run(work, out_fd, facts, err);
    }
    work_free(work);
    return code;
}

void planar_stop(void)
{
    graph_clear();
}

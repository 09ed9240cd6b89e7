#include "image/planar/branch.h"

#include "base/clock.h"
#include "image/planar/encode.h"

#include <math.h>

bool branch_init(struct branch *branch, const struct plan *plan, const struct image_info *info,
                 bool grey)
{
    const struct output *output = &plan->output;

    *branch = (struct branch){.plan = plan};
    if (!course_of(plan, info, &branch->course))
        return false;
    branch->course.grey |= grey;
    branch->limited = output_format(output) == FORMAT_WEBP;
    branch->sub = branch->course.grey ? 1 : output_subsampling(output, output_quality(output));
    return true;
}

void branch_fini(struct branch *branch)
{
    for (int i = 0; i < PLANES_MAX; i++)
        scaler_fini(&branch->scaler[i]);
    planes_fini(&branch->planes);
}

static void set_sides(struct branch *branch, int plane)
{
    const struct course *c = &branch->course;
    const uint32_t sub = plane == 0 ? 1 : (uint32_t)branch->sub;

    branch->x[plane] =
        frame_side(c->frame.width, c->x, c->part.width, sub, course_mirrors(c, false));
    branch->y[plane] =
        frame_side(c->frame.height, c->y, c->part.height, sub, course_mirrors(c, true));
}

static enum err_code start_plane(struct branch *branch, const struct level *level, int plane,
                                 uint32_t depth, uint32_t units, struct err *err)
{
    const struct reader_plane source = level->source[plane];
    const struct course *c = &branch->course;
    const uint32_t sub = plane == 0 ? 1 : (uint32_t)branch->sub;
    const uint32_t read = depth * source.rows;
    struct scaler *scaler = &branch->scaler[plane];

    set_sides(branch, plane);
    scaler->kernel = c->kernel;
    scaler->x = axis_of(&(struct axis_want){c->cut.x, c->cut.width, c->scaled.width, c->part.x,
                                            c->part.width, branch->x[plane].lead, sub, source.per_x,
                                            source.width});
    scaler->y = axis_of(&(struct axis_want){
        c->cut.y, c->cut.height, c->scaled.height, c->part.y, c->part.height, branch->y[plane].lead,
        sub, source.per_y, read < source.height ? read : source.height});
    return scaler_init(scaler, units * source.rows, err);
}

enum err_code branch_start(struct branch *branch, const struct levels *levels, int level,
                           uint32_t depth, uint32_t units, struct err *err)
{
    enum err_code code = ERR_OK;

    branch->level = level;
    branch->planes =
        (struct planes){.count = branch->course.grey ? 1 : levels->planes, .sub = branch->sub};
    for (int i = 0; code == ERR_OK && i < branch->planes.count; i++)
        code = start_plane(branch, &levels->at[level], i, depth, units, err);
    return code;
}

enum err_code branch_push(struct branch *branch, const struct levels *levels, uint32_t index,
                          struct err *err)
{
    const struct plane *strips = levels->at[branch->level].strips;
    enum err_code code = ERR_OK;

    for (int i = 0; code == ERR_OK && i < branch->planes.count; i++)
        code = scaler_push(&branch->scaler[i], &strips[i], index * strips[i].height, err);
    return code;
}

static enum err_code finish_plane(struct branch *branch, int plane, struct err *err)
{
    unsigned char ground[PLANES_MAX];
    struct plane *result = &branch->planes.plane[plane];
    const enum err_code code =
        scaler_finish(&branch->scaler[plane], branch->limited && plane == 0, result, err);

    scaler_fini(&branch->scaler[plane]);
    if (code != ERR_OK)
        return code;
    planes_color(&branch->course.ground, ground);
    if (branch->limited && plane == 0)
        ground[0] = (unsigned char)floor(16 + ground[0] * 219 / 255.0 + 0.5);
    if (!frame_lay(result, &branch->x[plane], &branch->y[plane], ground[plane]))
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    if (branch->limited && plane > 0)
        plane_limit_chroma(result);
    return ERR_OK;
}

enum err_code branch_finish(struct branch *branch, struct err *err)
{
    enum err_code code = ERR_OK;

    for (int i = 0; code == ERR_OK && i < branch->planes.count; i++)
        code = finish_plane(branch, i, err);
    if (code == ERR_OK &&
        !planes_turn(&branch->planes, branch->course.quarters, branch->course.flip))
        code = err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    return code;
}

static enum err_code encode(struct branch *branch, const struct dest *dest, struct run_facts *facts,
                            struct err *err)
{
    const struct output *output = &branch->plan->output;
    const struct size size = course_size(&branch->course);
    const struct encode what = {.planes = &branch->planes,
                                .size = size,
                                .output = output,
                                .quality = output_quality(output),
                                .extras = dest->extras};

    facts->width = size.width;
    facts->height = size.height;
    facts->frames = 1;
    facts->format = output_format(output);
    facts->quality = (uint32_t)what.quality;
    return branch->limited ? encode_webp(&what, dest->fd, &facts->bytes, err)
                           : encode_jpeg(&what, dest->fd, &facts->bytes, err);
}

enum err_code branch_encode(struct branch *branch, const struct dest *dest, struct run_facts *facts,
                            struct err *err)
{
    const int64_t start_ns = clock_now_ns();
    enum err_code code = branch_finish(branch, err);
    const int64_t finished_ns = clock_now_ns();

    if (code == ERR_OK)
        code = encode(branch, dest, facts, err);
    facts->process_ns = finished_ns - start_ns;
    facts->encode_ns = clock_now_ns() - finished_ns;
    return code;
}

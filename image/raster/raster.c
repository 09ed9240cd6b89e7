#include "image/raster/raster.h"

#include "base/clock.h"
#include "image/codec/png_read.h"
#include "image/codec/png_write.h"
#include "image/raster/moves.h"
#include "image/run.h"

/* The first steps' moves on a picture of this size. */
static bool moves_of(const struct plan *plan, uint32_t steps, struct size size, struct moves *moves)
{
    for (uint32_t i = 0; i < steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);
        const uint32_t before = moves->count;

        if (op->moves == NULL || !op->moves(plan->steps[i].params, size, moves))
            return false;
        struct moves step = {.count = 0};

        for (uint32_t j = before; j < moves->count; j++)
            if (!moves_add(&step, moves->list[j]))
                return false;
        size = moves_size(&step, size);
    }
    return true;
}

/* What the encoder here cannot write, or must try more than once. */
static bool output_is_ours(const struct output *output)
{
    const int bits = output_bits(output);

    return output_format(output) == FORMAT_PNG && !output_interlaces(output) &&
           output_colors(output) == 0 && (bits == 0 || bits == 8) && output->max_bytes == 0;
}

/* Which profile it is the file will tell; here only that none is to be kept. */
static bool profile_is_ours(const struct plan *plan, const struct image_info *info)
{
    const int32_t profile = plan->output.profile;

    return profile == PROFILE_SRGB || (profile == PROFILE_KEEP && !info->icc);
}

static bool decodes_whole(const struct image_info *info)
{
    return info->format == FORMAT_PNG && info->bits == 8 && !info->progressive && info->width > 0 &&
           (uint64_t)info->width * info->height <= RASTER_PIXELS_MAX;
}

bool raster_takes(const struct plan *plan, const struct image_info *info)
{
    const struct size size = {info->width, info->height};
    struct moves moves = {.count = 0};

    return decodes_whole(info) && info->orientation == 1 && profile_is_ours(plan, info) &&
           output_is_ours(&plan->output) && moves_of(plan, plan->n_steps, size, &moves);
}

static uint64_t canvas_size(struct size size, uint32_t bands)
{
    return ((uint64_t)size.width * bands + 1) * size.height;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* An indexed picture is there twice, and a stream in pieces is gathered. */
uint64_t raster_decoded(const struct image_info *info, uint64_t input_bytes)
{
    const struct size size = {info->width, info->height};

    return decodes_whole(info)
               ? canvas_size(size, info->bands) + greater(canvas_size(size, 1), input_bytes)
               : 0;
}

/* Each move holds what it reads and what it writes; in the end deflate has room for all. */
uint64_t raster_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes)
{
    struct moves moves = {.count = 0};
    struct size size = {info->width, info->height};
    uint64_t now = canvas_size(size, info->bands);
    uint64_t most = raster_decoded(info, input_bytes);

    if (!moves_of(plan, plan->n_steps, size, &moves))
        return most;
    for (uint32_t i = 0; i < moves.count; i++) {
        const struct moves one = {.count = 1, .list = {moves.list[i]}};

        size = moves_size(&one, size);
        if (moves.list[i].kind == MOVE_CUT)
            continue;
        most = greater(most, now + canvas_size(size, info->bands));
        now = canvas_size(size, info->bands);
    }
    return greater(most, now + canvas_size(size, info->bands));
}

/* As the plan's checks and the access log want it; bands and depth as decoded. */
static struct image_info info_of(const struct png_file *file)
{
    return (struct image_info){.format = FORMAT_PNG,
                               .width = file->width,
                               .height = file->height,
                               .frames = 1,
                               .orientation = 1,
                               .bands = file->bands,
                               .bits = 8,
                               .alpha = file->bands % 2 == 0,
                               .icc = file->profiled};
}

/* A grey picture's profile is ignored, and sRGB changes nothing; others take colour management. */
static bool colors_are_ours(const struct png_file *file)
{
    return !file->profiled || file->srgb || file->bands <= 2;
}

bool raster_takes_file(const struct plan *plan, const struct png_file *file)
{
    return (!file->text || plan->output.metadata == METADATA_NONE) && colors_are_ours(file);
}

static bool file_is_ours(const struct plan *plan, const struct limits *limits,
                         const struct png_file *file, const struct image_info *info)
{
    struct size size;

    return raster_takes_file(plan, file) && raster_takes(plan, info) &&
           limits->formats_in & 1u << FORMAT_PNG &&
           plan_shape(plan, info, limits, &size, NULL) == ERR_OK &&
           png_write_takes(size.width, size.height, info->bands);
}

static uint64_t pixels_of(struct size size)
{
    return (uint64_t)size.width * size.height;
}

/* No picture on the way is larger than the first, so there is memory for each; and no colour of
 * sRGB is mixed with the values of another space, nor a picture made grey that is to be another's.
 */
static bool may_lead(const struct plan *plan, const struct image_info *info,
                     const struct moves *moves)
{
    struct size size = {info->width, info->height};
    const uint64_t most = pixels_of(size);

    for (uint32_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->list[i];
        const struct moves one = {.count = 1, .list = {*move}};

        if ((move->kind == MOVE_PAD && info->icc) ||
            (move->kind == MOVE_GREY && (info->icc || plan->output.profile == PROFILE_P3)))
            return false;
        size = moves_size(&one, size);
        if (pixels_of(size) > most)
            return false;
    }
    return true;
}

uint32_t raster_head(const struct plan *plan, const struct image_info *info)
{
    const struct size size = {info->width, info->height};
    uint32_t steps = 0;

    if (!decodes_whole(info) || info->orientation != 1)
        return 0;
    for (uint32_t i = 1; i <= plan->n_steps; i++) {
        struct moves moves = {.count = 0};

        if (!moves_of(plan, i, size, &moves) || !may_lead(plan, info, &moves))
            break;
        if (pixels_of(moves_size(&moves, size)) < pixels_of(size))
            steps = i;
    }
    return steps;
}

bool raster_lead(const struct plan *plan, uint32_t steps, struct canvas *canvas)
{
    struct moves moves = {.count = 0};
    bool fine = moves_of(plan, steps, (struct size){canvas->width, canvas->height}, &moves);

    for (uint32_t i = 0; fine && i < moves.count; i++)
        fine = raster_move(canvas, &moves.list[i]);
    return fine;
}

static enum err_code encode(const struct plan *plan, const struct png_file *file,
                            struct canvas *canvas, int out_fd, struct run_facts *facts,
                            struct err *err)
{
    const struct png_style style = {plan->output.effort, file->density_x, file->density_y};

    facts->width = canvas->width;
    facts->height = canvas->height;
    facts->frames = 1;
    facts->format = FORMAT_PNG;
    facts->engine = ENGINE_PNG;
    return png_write(canvas, &style, out_fd, &facts->bytes, err);
}

bool raster_run(const struct plan *plan, const struct limits *limits, struct span input, int out_fd,
                struct run_facts *facts, enum err_code *code, struct err *err)
{
    struct run_facts own = {.quality = 0};
    struct png_file file;
    struct canvas canvas = {0};
    const int64_t start_ns = clock_now_ns();

    if (!png_file_open(input, &file))
        return false;
    own.input = info_of(&file);
    if (!file_is_ours(plan, limits, &file, &own.input) || !png_read(&file, &canvas))
        return false;
    const int64_t decoded_ns = clock_now_ns();

    if (!raster_lead(plan, plan->n_steps, &canvas)) {
        canvas_fini(&canvas);
        return false;
    }
    const int64_t processed_ns = clock_now_ns();

    *code = encode(plan, &file, &canvas, out_fd, &own, err);
    own.decode_ns = decoded_ns - start_ns;
    own.process_ns = processed_ns - decoded_ns;
    own.encode_ns = clock_now_ns() - processed_ns;
    *facts = own;
    canvas_fini(&canvas);
    return true;
}

#include "image/lossless/lossless.h"

#include "base/clock.h"
#include "image/codec/jpeg.h"
#include "image/lossless/blocks.h"
#include "image/planar/course.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jerror.h>

/* Tables made for the picture save a few percent of its bytes and cost more than half as much time
 * again (a second pass over all coefficients): only for those who ask for effort. */
enum { SINK_SIZE = 256 << 10, OPTIMISE_FROM = 5 };

struct work {
    struct course course;
    bool mirror_x, mirror_y, transposed; /* of the stored picture, in this order */
    const struct output *output;
    bool mine;
    struct jpeg_errors errors; /* of both */
    struct jpeg_decompress_struct in;
    struct jpeg_compress_struct out;
    struct jpeg_source_mgr source;
    struct jpeg_sink sink;
    jvirt_barray_ptr arrays[MAX_COMPONENTS];
    unsigned char data[SINK_SIZE];
};

static JDIMENSION divided(JDIMENSION a, JDIMENSION b)
{
    return (a + b - 1) / b;
}

/* One result component, in blocks, whole MCUs. */
static struct size blocks_of(const struct work *work, int component)
{
    const jpeg_component_info *c = &work->in.comp_info[component];
    const struct size size = course_size(&work->course);
    const int h = work->transposed ? c->v_samp_factor : c->h_samp_factor;
    const int v = work->transposed ? c->h_samp_factor : c->v_samp_factor;
    const int most_h = work->transposed ? work->in.max_v_samp_factor : work->in.max_h_samp_factor;
    const int most_v = work->transposed ? work->in.max_h_samp_factor : work->in.max_v_samp_factor;

    return (struct size){divided(size.width, DCTSIZE * (JDIMENSION)most_h) * (JDIMENSION)h,
                         divided(size.height, DCTSIZE * (JDIMENSION)most_v) * (JDIMENSION)v};
}

/* Arrays live in the decoder's pool, and are made with its own ones. */
static void request_arrays(struct work *work)
{
    for (int i = 0; i < work->in.num_components; i++) {
        const struct size size = blocks_of(work, i);

        work->arrays[i] = work->in.mem->request_virt_barray(
            (j_common_ptr)&work->in, JPOOL_IMAGE, FALSE, size.width, size.height, size.height);
    }
}

/* The first block that counts and the one after the last, along a side of the stored picture. */
struct range {
    JDIMENSION first, end;
};

static struct range range_of(uint32_t at, uint32_t len, int factor, int most)
{
    const JDIMENSION unit = DCTSIZE * (JDIMENSION)most;

    return (struct range){at * (JDIMENSION)factor / unit,
                          divided((at + len) * (JDIMENSION)factor, unit)};
}

static void move_row(const struct work *work, const struct block_turn *turn, JBLOCKROW from,
                     JBLOCKARRAY to, struct range x, JDIMENSION row)
{
    for (JDIMENSION i = x.first; i < x.end; i++) {
        const JDIMENSION column = work->mirror_x ? x.end - 1 - i : i - x.first;
        JCOEF *result = work->transposed ? to[column][row] : to[row][column];

        block_apply(turn, from[i], result);
    }
}

static void move_component(struct work *work, jvirt_barray_ptr source, int component)
{
    const struct block_turn turn = block_turn(work->mirror_x, work->mirror_y, work->transposed);
    const jpeg_component_info *c = &work->in.comp_info[component];
    const struct box *cut = &work->course.cut;
    const struct range x =
        range_of(cut->x, cut->width, c->h_samp_factor, work->in.max_h_samp_factor);
    const struct range y =
        range_of(cut->y, cut->height, c->v_samp_factor, work->in.max_v_samp_factor);
    j_common_ptr common = (j_common_ptr)&work->in;
    JBLOCKARRAY to = work->in.mem->access_virt_barray(common, work->arrays[component], 0,
                                                      blocks_of(work, component).height, TRUE);

    for (JDIMENSION i = y.first; i < y.end; i++) {
        JBLOCKARRAY from = work->in.mem->access_virt_barray(common, source, i, 1, FALSE);

        move_row(work, &turn, from[0], to, x, work->mirror_y ? y.end - 1 - i : i - y.first);
    }
}

static void transpose_tables(struct jpeg_compress_struct *out)
{
    for (int i = 0; i < NUM_QUANT_TBLS; i++) {
        UINT16 turned[DCTSIZE2];

        if (out->quant_tbl_ptrs[i] == NULL)
            continue;
        for (int k = 0; k < DCTSIZE2; k++)
            turned[k] = out->quant_tbl_ptrs[i]->quantval[k % DCTSIZE * DCTSIZE + k / DCTSIZE];
        memcpy(out->quant_tbl_ptrs[i]->quantval, turned, sizeof(turned));
    }
}

static void set_up(struct work *work)
{
    struct jpeg_compress_struct *out = &work->out;
    const struct size size = course_size(&work->course);

    jpeg_copy_critical_parameters(&work->in, out);
    out->image_width = size.width;
    out->image_height = size.height;
    for (int i = 0; i < out->num_components && work->transposed; i++) {
        out->comp_info[i].h_samp_factor = work->in.comp_info[i].v_samp_factor;
        out->comp_info[i].v_samp_factor = work->in.comp_info[i].h_samp_factor;
    }
    if (work->transposed)
        transpose_tables(out);
    out->write_JFIF_header = FALSE; /* as the other engines when they keep no metadata */
    out->optimize_coding = work->output->effort >= OPTIMISE_FROM;
    if (output_interlaces(work->output))
        jpeg_simple_progression(out);
}

static enum err_code read_header(struct work *work, struct span input, struct err *err)
{
    work->in.err = work->out.err = jpegerr_init(&work->errors);
    if (setjmp(work->errors.jump))
        return jpegerr_report((j_common_ptr)&work->in, err);
    jpeg_create_decompress(&work->in);
    jpeg_create_compress(&work->out);
    jpegin_source(&work->in, &work->source, input);
    (void)jpeg_read_header(&work->in, TRUE);
    return ERR_OK;
}

static enum err_code move_all(struct work *work, struct err *err)
{
    if (setjmp(work->errors.jump))
        return jpegerr_report((j_common_ptr)&work->in, err);
    request_arrays(work);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&work->in);

    for (int i = 0; i < work->in.num_components; i++)
        move_component(work, arrays[i], i);
    return ERR_OK;
}

/* Damage may make coefficients that no encoder takes, and every decoder clips. */
static enum err_code unwritable(struct work *work, struct err *err)
{
    if (work->errors.base.msg_code == JERR_FILE_WRITE)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    work->mine = false;
    if (work->output->lossless != LOSSLESS_REQUIRE)
        return ERR_OK;
    return err_param(err, ERR_LOSSLESS, "lossless",
                     "The file holds coefficients that cannot be written again.");
}

static enum err_code write_all(struct work *work, int fd, struct err *err)
{
    work->sink.fd = fd;
    work->sink.data = work->data;
    work->sink.size = sizeof(work->data);
    if (setjmp(work->errors.jump))
        return unwritable(work, err);
    jpegout_sink(&work->out, &work->sink);
    set_up(work);
    jpeg_write_coefficients(&work->out, work->arrays);
    jpeg_finish_compress(&work->out);
    return ERR_OK;
}

static enum err_code run(struct work *work, int out_fd, struct run_facts *facts, struct err *err)
{
    const struct size size = course_size(&work->course);
    const int64_t start_ns = clock_now_ns();
    enum err_code code = move_all(work, err);
    const int64_t moved_ns = clock_now_ns();

    if (code == ERR_OK && (ftruncate(out_fd, 0) != 0 || lseek(out_fd, 0, SEEK_SET) != 0))
        code = err_set(err, ERR_INTERNAL, "The result cannot be written.");
    if (code == ERR_OK)
        code = write_all(work, out_fd, err);
    facts->width = size.width;
    facts->height = size.height;
    facts->frames = 1;
    facts->format = FORMAT_JPEG;
    facts->bytes = work->sink.written;
    facts->decode_ns = moved_ns - start_ns;
    facts->encode_ns = clock_now_ns() - moved_ns;
    return code;
}

static void work_free(struct work *work)
{
    if (setjmp(work->errors.jump) == 0) {
        jpeg_destroy_compress(&work->out);
        jpeg_destroy_decompress(&work->in);
    }
    free(work);
}

enum err_code lossless_run(const struct plan *plan, const struct limits *limits, struct span input,
                           int out_fd, struct run_facts *facts, bool *mine, struct err *err)
{
    struct work *work = calloc(1, sizeof(*work));
    struct size size;

    if (work == NULL || !course_of(plan, &facts->input, &work->course)) {
        free(work);
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    }
    work->mirror_x = course_mirrors(&work->course, false);
    work->mirror_y = course_mirrors(&work->course, true);
    work->transposed = work->course.quarters % 2 == 1;
    work->output = &plan->output;
    work->mine = true;
    enum err_code code = read_header(work, input, err);

    if (code == ERR_OK)
        code = plan_shape(plan, &facts->input, limits, &size, err);
    if (code == ERR_OK)
        code = run(work, out_fd, facts, err);
    *mine = work->mine;
    work_free(work);
    return code;
}

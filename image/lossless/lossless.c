#include "image/lossless/lossless.h"

#include "base/clock.h"
#include "image/codec/jpeg.h"
#include "image/lossless/arrays.h"
#include "image/lossless/lossless_by.h"
#include "image/lossless/transcode.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jerror.h>

/* Tables made for the picture save a few percent of its bytes and cost more than half as much time
 * again (a second pass over all coefficients): only for those who ask for effort. */
enum { SINK_SIZE = 256 << 10, OPTIMISE_FROM = 5 };

struct work {
    struct layout layout;
    const struct output *output;
    enum lossless_by by;
    bool mine;
    bool odd; /* coefficients may have no code: libjpeg must look */
    struct span extras;
    bool headed; /* the result's header is written */
    struct jpeg_progress_mgr progress;
    struct jpeg_errors errors; /* of both */
    struct jpeg_decompress_struct in;
    struct jpeg_compress_struct out;
    struct jpeg_source_mgr source;
    struct jpeg_sink sink;
    jvirt_barray_ptr arrays[LAYOUT_PARTS];
    unsigned char data[SINK_SIZE];
};

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
    const struct layout *layout = &work->layout;

    jpeg_copy_critical_parameters(&work->in, out);
    out->image_width = layout->size.width;
    out->image_height = layout->size.height;
    for (int i = 0; i < layout->parts; i++) {
        out->comp_info[i].h_samp_factor = (int)layout->part[i].across;
        out->comp_info[i].v_samp_factor = (int)layout->part[i].down;
    }
    if (layout->transposed)
        transpose_tables(out);
    out->write_JFIF_header = FALSE; /* the extras have it, where libvips would write it */
    out->optimize_coding = work->output->effort >= OPTIMISE_FROM || work->odd;
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
    work->odd = !arrays_move(&work->in, &work->layout, work->arrays);
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

/* Calls libjpeg, which may jump. */
static void write_file(struct work *work)
{
    jpegout_sink(&work->out, &work->sink);
    set_up(work);
    jpeg_write_coefficients(&work->out, work->arrays);
    jpegout_extras(&work->out, work->extras);
    jpeg_finish_compress(&work->out);
}

static enum err_code write_all(struct work *work, struct err *err)
{
    if (setjmp(work->errors.jump))
        return unwritable(work, err);
    write_file(work);
    return ERR_OK;
}

/* libjpeg tells its progress before each row of MCUs (libjpeg.txt, "Progress monitoring"): before
 * the first one, all of the header is written and nothing else. */
static void stop(j_common_ptr common)
{
    struct work *work = common->client_data;

    work->headed = true;
    longjmp(work->errors.jump, 1);
}

static bool write_header(struct work *work)
{
    work->progress.progress_monitor = stop;
    work->out.progress = &work->progress;
    work->out.client_data = work;
    if (setjmp(work->errors.jump) == 0)
        write_file(work);
    return work->headed;
}

/* Begin again. */
static bool forget(struct work *work)
{
    work->out.progress = NULL;
    if (setjmp(work->errors.jump))
        return false;
    jpeg_abort_compress(&work->out);
    return true;
}

static bool prepare(struct work *work)
{
    if (setjmp(work->errors.jump))
        return false;
    set_up(work);
    return true;
}

static bool rewind_file(int fd)
{
    return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

/* As bits, where that can be: a picture that libjpeg has not begun to read. */
static bool transcode(struct work *work, int64_t *moved_ns)
{
    const bool may = work->by != LOSSLESS_BY_LIBJPEG && work->output->effort < OPTIMISE_FROM &&
                     !output_interlaces(work->output) && prepare(work);
    struct transcode *bits = may ? transcode_read(&work->in, &work->layout, &work->out) : NULL;

    *moved_ns = clock_now_ns();
    const bool done = bits && write_header(work) && transcode_write(bits, &work->sink);

    transcode_free(bits);
    return done;
}

static enum err_code move_and_write(struct work *work, int64_t *moved_ns, struct err *err)
{
    if (!rewind_file(work->sink.fd))
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    if (transcode(work, moved_ns))
        return ERR_OK;
    work->mine = work->by != LOSSLESS_BY_BITS;
    if (!work->mine)
        return ERR_OK;
    enum err_code code = move_all(work, err);

    *moved_ns = clock_now_ns();
    if (code == ERR_OK && (!forget(work) || !rewind_file(work->sink.fd)))
        code = err_set(err, ERR_INTERNAL, "The result cannot be written.");
    return code == ERR_OK ? write_all(work, err) : code;
}

static enum err_code run(struct work *work, const struct dest *dest, struct run_facts *facts,
                         struct err *err)
{
    const int64_t start_ns = clock_now_ns();
    int64_t moved_ns = start_ns;

    work->extras = dest->extras;
    work->sink.fd = dest->fd;
    work->sink.data = work->data;
    work->sink.size = sizeof(work->data);
    const enum err_code code = move_and_write(work, &moved_ns, err);

    facts->width = work->layout.size.width;
    facts->height = work->layout.size.height;
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

enum err_code lossless_by(enum lossless_by by, const struct plan *plan, const struct limits *limits,
                          struct span input, const struct dest *dest, struct run_facts *facts,
                          bool *mine, struct err *err)
{
    struct work *work = calloc(1, sizeof(*work));
    struct course course;
    struct size size;

    if (work == NULL || !course_of(plan, &facts->input, &course)) {
        free(work);
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    }
    work->output = &plan->output;
    work->by = by;
    enum err_code code = read_header(work, input, err);

    if (code == ERR_OK)
        code = plan_shape(plan, &facts->input, limits, &size, err);
    work->mine = code != ERR_OK || layout_init(&work->layout, &course, &work->in);
    if (code == ERR_OK && work->mine)
        code = run(work, dest, facts, err);
    *mine = work->mine;
    work_free(work);
    return code;
}

enum err_code lossless_run(const struct plan *plan, const struct limits *limits, struct span input,
                           const struct dest *dest, struct run_facts *facts, bool *mine,
                           struct err *err)
{
    return lossless_by(LOSSLESS_BY_ANY, plan, limits, input, dest, facts, mine, err);
}

#include "image/codec/jpeg.h"
#include "image/planar/encode.h"

#include <stdlib.h>
#include <unistd.h>

/* A result of the usual size leaves in one write. */
enum { SINK_SIZE = 256 << 10, ROWS_MAX = 2 * DCTSIZE };

struct writer {
    struct jpeg_errors errors;
    struct jpeg_compress_struct jpeg;
    struct jpeg_sink sink;
};

static void set_up(struct writer *writer, const struct encode *encode)
{
    struct jpeg_compress_struct *jpeg = &writer->jpeg;

    jpeg->image_width = encode->size.width;
    jpeg->image_height = encode->size.height;
    jpeg->input_components = encode->planes->count;
    jpeg->in_color_space = encode->planes->count == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, encode->quality, TRUE);
    for (int i = 0; i < jpeg->num_components; i++) {
        const int factor = i == 0 && encode->planes->count > 1 ? encode->planes->sub : 1;

        jpeg->comp_info[i].h_samp_factor = factor;
        jpeg->comp_info[i].v_samp_factor = factor;
    }
    jpeg->optimize_coding = TRUE;
    jpeg->raw_data_in = TRUE;
    jpeg->write_JFIF_header = FALSE; /* the extras have it, where libvips would write it */
    if (output_interlaces(encode->output))
        jpeg_simple_progression(jpeg);
}

/* The encoder reads whole blocks: rows past the last repeat it. Columns past the last were filled
 * by pad_columns. */
static void point_at(const struct plane *plane, uint32_t top, int rows, unsigned char **pointers)
{
    for (int i = 0; i < rows; i++) {
        const uint32_t y =
            top + (uint32_t)i < plane->height ? top + (uint32_t)i : plane->height - 1;

        pointers[i] = plane->data + y * plane->stride;
    }
}

static void write_rows(struct writer *writer, const struct planes *planes)
{
    unsigned char *pointers[PLANES_MAX][ROWS_MAX];
    JSAMPARRAY rows[PLANES_MAX] = {pointers[0], pointers[1], pointers[2]};
    struct jpeg_compress_struct *jpeg = &writer->jpeg;
    const int at_once = DCTSIZE * jpeg->max_v_samp_factor;

    while (jpeg->next_scanline < jpeg->image_height) {
        const uint32_t unit = jpeg->next_scanline / (uint32_t)at_once;

        for (int i = 0; i < planes->count; i++) {
            const int n = DCTSIZE * jpeg->comp_info[i].v_samp_factor;

            point_at(&planes->plane[i], unit * (uint32_t)n, n, pointers[i]);
        }
        (void)jpeg_write_raw_data(jpeg, rows, (JDIMENSION)at_once);
    }
}

/* A row's stride has room for whole blocks (GRAPH_ALIGN): repeat the last sample into them. */
static void pad_columns(const struct planes *planes)
{
    for (int i = 0; i < planes->count; i++) {
        const struct plane *plane = &planes->plane[i];

        for (uint32_t y = 0; y < plane->height; y++) {
            unsigned char *row = plane->data + y * plane->stride;

            for (uint32_t x = plane->width; x % DCTSIZE != 0; x++)
                row[x] = row[plane->width - 1];
        }
    }
}

static enum err_code failed(struct writer *writer, struct err *err)
{
    char text[JMSG_LENGTH_MAX];

    writer->jpeg.err->format_message((j_common_ptr)&writer->jpeg, text);
    (void)err_set(err, ERR_INTERNAL, "The result cannot be written.");
    err_note(err, "libjpeg: %s", text);
    return ERR_INTERNAL;
}

static enum err_code write_all(struct writer *writer, const struct encode *encode, int fd,
                               struct err *err)
{
    writer->jpeg.err = jpegerr_init(&writer->errors);
    writer->sink.fd = fd;
    writer->sink.size = SINK_SIZE;
    if (setjmp(writer->errors.jump))
        return failed(writer, err);
    jpeg_create_compress(&writer->jpeg);
    jpegout_sink(&writer->jpeg, &writer->sink);
    set_up(writer, encode);
    jpeg_start_compress(&writer->jpeg, TRUE);
    jpegout_extras(&writer->jpeg, encode->extras);
    write_rows(writer, encode->planes);
    jpeg_finish_compress(&writer->jpeg);
    return ERR_OK;
}

enum err_code encode_jpeg(const struct encode *encode, int fd, uint64_t *bytes, struct err *err)
{
    struct writer *writer = calloc(1, sizeof(*writer));
    unsigned char *data = malloc(SINK_SIZE);
    enum err_code code = ERR_INTERNAL;

    if (writer && data && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0) {
        writer->sink.data = data;
        pad_columns(encode->planes);
        code = write_all(writer, encode, fd, err);
        *bytes = writer->sink.written;
        if (setjmp(writer->errors.jump) == 0)
            jpeg_destroy_compress(&writer->jpeg);
    } else {
        code = err_set(err, ERR_INTERNAL, "The result cannot be written.");
    }
    free(data);
    free(writer);
    return code;
}

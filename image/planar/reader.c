#include "image/planar/reader.h"

enum err_code reader_init(struct reader *reader, struct window input, struct err *err)
{
    *reader = (struct reader){.window = input};
    reader->jpeg.err = jpegerr_init(&reader->errors);
    if (setjmp(reader->errors.jump))
        return jpegerr_report((j_common_ptr)&reader->jpeg, err);
    jpeg_create_decompress(&reader->jpeg);
    jpegin_source(&reader->jpeg, &reader->source, input.input);
    (void)jpeg_read_header(&reader->jpeg, TRUE);
    return ERR_OK;
}

void reader_fini(struct reader *reader)
{
    baseline_free(reader->baseline);
    if (setjmp(reader->errors.jump) == 0)
        jpeg_destroy_decompress(&reader->jpeg);
}

/* Samples along a side: the part x / y of its pixels, rounded up. */
static JDIMENSION share(JDIMENSION pixels, long x, long y)
{
    return (JDIMENSION)(((long)pixels * x + y - 1) / y);
}

static bool halves(int most, int factor)
{
    return most == factor || most == 2 * factor;
}

bool reader_knows(const struct reader *reader)
{
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    const jpeg_component_info *c = jpeg->comp_info;

    if (jpeg->data_precision != 8)
        return false;
    if (jpeg->num_components == 1)
        return jpeg->jpeg_color_space == JCS_GRAYSCALE;
    return jpeg->num_components == 3 && jpeg->jpeg_color_space == JCS_YCbCr &&
           c[0].h_samp_factor == jpeg->max_h_samp_factor &&
           c[0].v_samp_factor == jpeg->max_v_samp_factor &&
           c[1].h_samp_factor == c[2].h_samp_factor && c[1].v_samp_factor == c[2].v_samp_factor &&
           halves(c[0].h_samp_factor, c[1].h_samp_factor) &&
           halves(c[0].v_samp_factor, c[1].v_samp_factor);
}

/* libjpeg-turbo scales subsampled chroma less than luma, so that it needs no upsampling. That is
 * lost work where the result is subsampled as well. The sizes are public and settled by the time
 * the arrays are made, and first used after that. */
static void same_scale(j_common_ptr common)
{
    struct reader *reader = (struct reader *)common->client_data;
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    for (int i = 0; i < jpeg->num_components; i++) {
        jpeg_component_info *c = &jpeg->comp_info[i];
        const long x = (long)c->h_samp_factor * jpeg->min_DCT_scaled_size;
        const long y = (long)c->v_samp_factor * jpeg->min_DCT_scaled_size;

        c->DCT_scaled_size = jpeg->min_DCT_scaled_size;
        c->downsampled_width = share(jpeg->image_width, x, DCTSIZE * jpeg->max_h_samp_factor);
        c->downsampled_height = share(jpeg->image_height, y, DCTSIZE * jpeg->max_v_samp_factor);
    }
    reader->realize(common);
}

enum err_code reader_start(struct reader *reader, const struct reader_want *want, struct err *err)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    if (setjmp(reader->errors.jump))
        return jpegerr_report((j_common_ptr)jpeg, err);
    jpeg->raw_data_out = TRUE;
    jpeg->out_color_space = jpeg->jpeg_color_space;
    jpeg->do_fancy_upsampling = FALSE;
    jpeg->scale_num = want->eighths ? (unsigned)want->eighths : 1;
    jpeg->scale_denom = want->eighths ? DCTSIZE : (unsigned)want->shrink;
    if (want->small_chroma) {
        jpeg->client_data = reader;
        reader->realize = jpeg->mem->realize_virt_arrays;
        jpeg->mem->realize_virt_arrays = same_scale;
    }
    reader->planes = want->grey ? 1 : jpeg->num_components;
    for (int i = reader->planes; i < jpeg->num_components; i++)
        jpeg->comp_info[i].component_needed = FALSE;
    (void)jpeg_start_decompress(jpeg);
    reader->baseline = baseline_new(jpeg, reader->planes, &reader->window);
    return ERR_OK;
}

struct reader_plane reader_plane(const struct reader *reader, int plane)
{
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    const jpeg_component_info *c = &jpeg->comp_info[plane];
    const double unit = c->DCT_scaled_size / (double)DCTSIZE;

    return (struct reader_plane){
        .width = c->downsampled_width,
        .height = c->downsampled_height,
        .row_bytes = (size_t)c->width_in_blocks * (size_t)c->DCT_scaled_size,
        .rows = (uint32_t)(c->v_samp_factor * c->DCT_scaled_size),
        .per_x = unit * c->h_samp_factor / jpeg->max_h_samp_factor,
        .per_y = unit * c->v_samp_factor / jpeg->max_v_samp_factor,
    };
}

static void read_plainly(struct reader *reader, unsigned char **rows[READER_PLANES])
{
    (void)jpeg_read_raw_data(&reader->jpeg, rows, DCTSIZE * MAX_SAMP_FACTOR);
    window_pass(&reader->window, reader->source.next_input_byte);
}

/* Only libjpeg knows what damaged data still is worth: it begins again, and overtakes. */
static void read_damaged(struct reader *reader, unsigned char **rows[READER_PLANES])
{
    baseline_free(reader->baseline);
    reader->baseline = NULL;
    window_rewind(&reader->window);
    for (uint32_t i = 0; i < reader->read; i++)
        read_plainly(reader, rows);
}

enum err_code reader_read(struct reader *reader, unsigned char **rows[READER_PLANES],
                          struct err *err)
{
    if (setjmp(reader->errors.jump))
        return jpegerr_report((j_common_ptr)&reader->jpeg, err);
    if (reader->baseline && baseline_read(reader->baseline, rows)) {
        reader->read++;
        return ERR_OK;
    }
    if (reader->baseline)
        read_damaged(reader, rows);
    read_plainly(reader, rows);
    return ERR_OK;
}

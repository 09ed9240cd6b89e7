/* The PNG writer, read back by libpng. */
#include "image/codec/png_write.h"

#include "image/codec/png_read.h"
#include "tests/support/pngs.h"
#include "tests/support/suite.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
    uint32_t width, height;
} sizes[] = {{1, 1}, {1, 500}, {500, 1}, {7, 5}, {16, 16}, {33, 31}, {640, 480}, {9000, 12}};

/* A slope on the left, noise on the right, flat at the bottom. */
static void draw(struct canvas *canvas, uint32_t width, uint32_t height, uint32_t bands)
{
    ck_assert(canvas_init(canvas, width, height, bands));
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width * bands; x++) {
            const uint32_t noise = (x * 2654435761u ^ y * 40503u) >> 13;
            const bool left = x < width * bands / 2;

            canvas_row(canvas, y)[x] = (unsigned char)(y > height * 3 / 4 ? 7 * (x % bands)
                                                       : left             ? x + 2 * y
                                                                          : noise);
        }
}

static void write_out(struct canvas *canvas, const struct png_style *style, struct buf *out)
{
    const int fd = memfd_create("png", MFD_CLOEXEC);
    static char piece[1 << 16];
    struct err err = {0};
    uint64_t bytes = 0;
    ssize_t got;

    ck_assert_int_eq(write(fd, "old", 3), 3); /* is replaced */
    ck_assert_int_eq(png_write(canvas, style, fd, &bytes, &err), ERR_OK);
    buf_init(out, PNGS_BYTES_MAX);
    for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
        buf_add(out, piece, (size_t)got);
    ck_assert_uint_eq(out->len, bytes);
    ck_assert_int_eq(close(fd), 0);
}

static void assert_same(const struct canvas *want, struct span file)
{
    const size_t bytes = canvas_row_bytes(want);
    struct png_pixels pixels;

    ck_assert(pngs_read(file, &pixels));
    ck_assert_uint_eq(pixels.width, want->width);
    ck_assert_uint_eq(pixels.height, want->height);
    ck_assert_uint_eq(pixels.bands, want->bands);
    for (uint32_t y = 0; y < want->height; y++)
        ck_assert_mem_eq(pixels.data.data + bytes * y, canvas_row(want, y), bytes);
    buf_fini(&pixels.data);
}

START_TEST(libpng_reads_back_what_was_written)
{
    for (uint32_t bands = 1; bands <= 4; bands++)
        for (size_t s = 0; s < ARRAY_LEN(sizes); s++) {
            const struct png_style style = {_i, 2835, 3780};
            struct canvas canvas, want;
            struct buf out;

            draw(&canvas, sizes[s].width, sizes[s].height, bands);
            draw(&want, sizes[s].width, sizes[s].height, bands);
            write_out(&canvas, &style, &out);
            assert_same(&want, buf_span(&out));
            buf_fini(&out);
            canvas_fini(&canvas);
            canvas_fini(&want);
        }
}
END_TEST

START_TEST(our_reader_reads_it_too)
{
    const struct png_style style = {0, 11811, 5};
    struct png_file file;
    struct canvas canvas, back;
    struct buf out;

    draw(&canvas, 50, 40, 4);
    write_out(&canvas, &style, &out);
    ck_assert(png_file_open(buf_span(&out), &file));
    ck_assert(png_read(&file, &back));
    ck_assert_uint_eq(file.density_x, 11811);
    ck_assert_uint_eq(file.density_y, 5);
    ck_assert(!file.text && !file.profiled);
    assert_same(&back, buf_span(&out));
    canvas_fini(&canvas);
    canvas_fini(&back);
    buf_fini(&out);
}
END_TEST

START_TEST(a_cut_is_packed_first)
{
    const struct png_style style = {0, 1000, 1000};
    struct canvas canvas, want;
    struct buf out;

    draw(&canvas, 100, 80, 3);
    draw(&want, 100, 80, 3);
    canvas_cut(&canvas, 13, 7, 40, 60);
    canvas_cut(&canvas, 1, 1, 38, 50);
    canvas_cut(&want, 14, 8, 38, 50);
    write_out(&canvas, &style, &out);
    assert_same(&want, buf_span(&out));
    canvas_fini(&canvas);
    canvas_fini(&want);
    buf_fini(&out);
}
END_TEST

/* Few colours in hard shapes deflate best as they are, slopes when filtered: the writer is never
 * much worse than libpng's level 6 with either. */
START_TEST(the_better_of_plain_and_filtered_is_taken)
{
    const struct png_style style = {0, 1000, 1000};

    for (int slope = 0; slope < 2; slope++) {
        struct canvas canvas;
        struct buf out;

        ck_assert(canvas_init(&canvas, 400, 300, 3));
        for (uint32_t y = 0; y < 300; y++)
            for (uint32_t x = 0; x < 1200; x++)
                canvas_row(&canvas, y)[x] =
                    (unsigned char)(slope ? x / 3 + y : (x / 60 * 7 + y / 10 * 13) % 5 * 60);
        write_out(&canvas, &style, &out);
        ck_assert_uint_lt(out.len, 4000);
        canvas_fini(&canvas);
        buf_fini(&out);
    }
}
END_TEST

START_TEST(more_effort_is_not_larger)
{
    struct canvas canvas;
    struct buf fast, slow;

    draw(&canvas, 640, 480, 4);
    write_out(&canvas, &(struct png_style){1, 1000, 1000}, &fast);
    canvas_fini(&canvas);
    draw(&canvas, 640, 480, 4);
    write_out(&canvas, &(struct png_style){9, 1000, 1000}, &slow);
    ck_assert_uint_lt(slow.len, fast.len);
    canvas_fini(&canvas);
    buf_fini(&fast);
    buf_fini(&slow);
}
END_TEST

START_TEST(a_result_that_cannot_be_written_is_an_error)
{
    struct canvas canvas;
    struct err err = {0};
    uint64_t bytes = 0;

    draw(&canvas, 9, 9, 1);
    ck_assert_int_eq(png_write(&canvas, &(struct png_style){0, 1, 1}, -1, &bytes, &err),
                     ERR_INTERNAL);
    ck_assert_uint_eq(bytes, 0);
    ck_assert(png_write_takes(10000, 10000, 4));
    ck_assert(!png_write_takes(100000, 100000, 4));
    canvas_fini(&canvas);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {libpng_reads_back_what_was_written, 10},
        {our_reader_reads_it_too, 0},
        {a_cut_is_packed_first, 0},
        {the_better_of_plain_and_filtered_is_taken, 0},
        {more_effort_is_not_larger, 0},
        {a_result_that_cannot_be_written_is_an_error, 0},
    };

    return suite_run("image/codec/png_write", rows, ARRAY_LEN(rows), 60) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}

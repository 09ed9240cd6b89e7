/* Where blocks go, and headers that do not belong to the course. */
#include "image/lossless/layout.h"

#include "tests/support/sampled.h"
#include "tests/support/suite.h"

enum { SECONDS = 20, BYTES = 1 << 20 };

/* A 4:2:0 picture of 91x61: luma 12x8 blocks, chroma 6x4. */
static bool lay(struct layout *layout, struct box cut, int quarters)
{
    const struct sampled picture = {.width = 91, .height = 61, .h = 2, .v = 2};
    const struct course course = {.cut = cut,
                                  .scaled = {cut.width, cut.height},
                                  .part = {0, 0, cut.width, cut.height},
                                  .frame = {cut.width, cut.height},
                                  .quarters = quarters};
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct in = {.err = jpeg_std_error(&errors)};
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(sampled_make(&picture, &bytes));
    jpeg_create_decompress(&in);
    jpeg_mem_src(&in, (unsigned char *)bytes.data, bytes.len);
    (void)jpeg_read_header(&in, TRUE);
    const bool fits = layout_init(layout, &course, &in);

    jpeg_destroy_decompress(&in);
    buf_fini(&bytes);
    return fits;
}

static const struct {
    struct box cut;
    int quarters;
    bool fits;
    struct size units, luma, chroma;
} rows[] = {
    {{0, 0, 91, 61}, 0, true, {6, 4}, {12, 8}, {6, 4}},
    {{0, 0, 91, 61}, 1, true, {4, 6}, {8, 12}, {4, 6}},
    {{16, 32, 37, 21}, 0, true, {3, 2}, {5, 3}, {3, 2}},
    {{16, 32, 37, 21}, 3, true, {2, 3}, {3, 5}, {2, 3}},
    {{0, 0, 96, 64}, 0, true, {6, 4}, {12, 8}, {6, 4}}, /* within the last blocks */
    {{0, 0, 97, 61}, 0, false, {0, 0}, {0, 0}, {0, 0}},
    {{0, 0, 91, 65}, 0, false, {0, 0}, {0, 0}, {0, 0}},
    {{4000, 0, 16, 16}, 0, false, {0, 0}, {0, 0}, {0, 0}},
    {{60000, 0, 5535, 65535}, 1, false, {0, 0}, {0, 0}, {0, 0}},
};

static void assert_size(struct size is, struct size want)
{
    ck_assert_uint_eq(is.width, want.width);
    ck_assert_uint_eq(is.height, want.height);
}

START_TEST(blocks_of_the_cut_are_in_the_picture)
{
    struct layout layout;

    ck_assert(lay(&layout, rows[_i].cut, rows[_i].quarters) == rows[_i].fits);
    if (!rows[_i].fits)
        return;
    assert_size(layout.units, rows[_i].units);
    assert_size(layout_blocks(&layout, 0), rows[_i].luma);
    assert_size(layout_blocks(&layout, 1), rows[_i].chroma);
}
END_TEST

/* A clockwise quarter turn takes the bottom left block to the top left. */
START_TEST(a_quarter_turn_takes_columns_to_rows)
{
    struct layout layout;

    ck_assert(lay(&layout, (struct box){0, 0, 91, 64}, 1));
    const struct layout_place first = layout_place(&layout, 0, 0, 7);
    const struct layout_place last = layout_place(&layout, 0, 11, 0);

    ck_assert(first.x == 0 && first.y == 0);
    ck_assert(last.x == 7 && last.y == 11);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {blocks_of_the_cut_are_in_the_picture, ARRAY_LEN(rows)},
        {a_quarter_turn_takes_columns_to_rows, 1},
    };

    return suite_run("image/lossless/layout", suite, ARRAY_LEN(suite), SECONDS) ? 0 : 1;
}

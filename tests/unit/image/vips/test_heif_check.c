/* What libheif is not given. */
#include "image/vips/heif_check.h"
#include "tests/support/headers.h"
#include "tests/support/heif.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 20, MADE_MAX = 1 << 20, LAYOUTS = 6 };

/* One mime item, and where its bytes are said to lie. */
struct made {
    const char *encoding;
    int version;          /* of iloc, 0 to 2 */
    int infe;             /* its version, 2 or 3 */
    uint64_t extents[3];  /* bytes of each; 0 ends them */
    const char *property; /* an empty box in ipco */
};

static void add_iloc(struct buf *meta, const struct made *made, uint32_t item)
{
    struct buf iloc;
    int n = 0;

    while (n < 3 && made->extents[n] > 0)
        n++;
    buf_init(&iloc, MADE_MAX);
    header_number(&iloc, ORDER_BIG, 4, (uint64_t)made->version << 24);
    header_number(&iloc, ORDER_BIG, 2, made->version > 0 ? 0x4884 : 0x4480);
    header_number(&iloc, ORDER_BIG, made->version < 2 ? 2 : 4, 2);
    for (uint32_t id = item - 1; id <= item; id++) {
        header_number(&iloc, ORDER_BIG, made->version < 2 ? 2 : 4, id);
        header_number(&iloc, ORDER_BIG, made->version > 0 ? 4 : 2, 0);
        header_number(&iloc, ORDER_BIG, 8, 0); /* base offset */
        header_number(&iloc, ORDER_BIG, 2, id == item ? (uint64_t)n : 1);
        for (int i = 0; i < (id == item ? n : 1); i++) {
            header_number(&iloc, ORDER_BIG, made->version > 0 ? 4 : 0, 0);
            header_number(&iloc, ORDER_BIG, 4, 0);
            header_number(&iloc, ORDER_BIG, made->version > 0 ? 8 : 4,
                          id == item ? made->extents[i] : 1 << 30);
        }
    }
    heif_box(meta, "iloc", buf_span(&iloc));
    buf_fini(&iloc);
}

static struct buf file_of(const struct made *made)
{
    struct buf meta, inner, more, out;

    buf_init(&meta, MADE_MAX);
    buf_init(&inner, MADE_MAX);
    buf_init(&more, MADE_MAX);
    buf_init(&out, MADE_MAX);
    header_number(&meta, ORDER_BIG, 4, 0);
    header_number(&inner, ORDER_BIG, 4, 0);
    header_number(&inner, ORDER_BIG, 2, 1);
    heif_mime(&inner, made->infe, 5, made->encoding);
    heif_box(&meta, "iinf", buf_span(&inner));
    add_iloc(&meta, made, 5);
    heif_box(&more, made->property ? made->property : "ispe", span_of(NULL, 0));
    buf_clear(&inner);
    heif_box(&inner, "ipco", buf_span(&more));
    heif_box(&meta, "iprp", buf_span(&inner));
    header_ftyp(&out, "heicmif1heic");
    heif_box(&out, "meta", buf_span(&meta));
    buf_fini(&meta);
    buf_fini(&inner);
    buf_fini(&more);
    return out;
}

static enum err_code check(const struct made *made)
{
    struct buf file = file_of(made);
    const enum err_code code = heif_check(buf_span(&file), NULL);

    buf_fini(&file);
    return code;
}

static const struct {
    const char *encoding, *property;
    uint64_t extents[3];
    enum err_code code;
} rows[] = {
    {"deflate", NULL, {HEIF_COMPRESSED_MAX}, ERR_OK},
    {"deflate", NULL, {HEIF_COMPRESSED_MAX + 1}, ERR_UNDECODABLE},
    {"deflate", NULL, {1, HEIF_COMPRESSED_MAX - 1}, ERR_OK},
    {"deflate", NULL, {1, HEIF_COMPRESSED_MAX - 1, 1}, ERR_UNDECODABLE},
    {"deflate", NULL, {UINT32_MAX, UINT32_MAX}, ERR_UNDECODABLE},
    {"deflate", NULL, {0}, ERR_OK},
    {"compress_zlib", NULL, {HEIF_COMPRESSED_MAX + 1}, ERR_UNDECODABLE},
    {"br", NULL, {1}, ERR_UNDECODABLE},
    {"", NULL, {1 << 30}, ERR_OK},
    {"", "cmpC", {1}, ERR_UNDECODABLE},
};

static struct made made_of(size_t row, int layout)
{
    struct made made = {.encoding = rows[row].encoding,
                        .version = layout % 3,
                        .infe = 2 + layout / 3,
                        .property = rows[row].property};

    memcpy(made.extents, rows[row].extents, sizeof(made.extents));
    return made;
}

START_TEST(compressed_items_are_counted)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct made made = made_of(i, _i);

        ck_assert_msg(check(&made) == rows[i].code, "row %zu", i);
    }
}
END_TEST

/* A length that wraps around is none that is let in. */
START_TEST(huge_extent_is_refused)
{
    const struct made made = {"deflate", 1, 2, {UINT64_MAX, 1, UINT64_MAX}, NULL};

    ck_assert_int_eq(check(&made), ERR_UNDECODABLE);
}
END_TEST

START_TEST(file_with_many_compressed_items_is_refused)
{
    for (int n = 16; n <= 17; n++) {
        struct buf meta, iinf, out;

        buf_init(&meta, MADE_MAX);
        buf_init(&iinf, MADE_MAX);
        buf_init(&out, MADE_MAX);
        header_number(&meta, ORDER_BIG, 4, 0);
        header_number(&iinf, ORDER_BIG, 4, 0);
        header_number(&iinf, ORDER_BIG, 2, (uint64_t)n);
        for (int i = 0; i < n; i++)
            heif_mime(&iinf, 2, (uint32_t)i + 1, "deflate");
        heif_box(&meta, "iinf", buf_span(&iinf));
        heif_box(&out, "meta", buf_span(&meta));
        ck_assert_int_eq(heif_check(buf_span(&out), NULL), n > 16 ? ERR_UNDECODABLE : ERR_OK);
        buf_fini(&meta);
        buf_fini(&iinf);
        buf_fini(&out);
    }
}
END_TEST

/* In memory of exactly its size, so that a read past the end is seen. */
START_TEST(every_cut_and_every_damaged_byte_is_survived)
{
    const struct made made = made_of(2, _i);
    struct buf file = file_of(&made);

    for (size_t n = 0; n < 2 * file.len; n++) {
        const size_t len = n < file.len ? n : file.len;
        unsigned char *copy = malloc(len + 1);

        ck_assert_ptr_nonnull(copy);
        memcpy(copy + 1, file.data, len);
        if (n >= file.len)
            copy[1 + n - file.len] ^= 0x41;
        (void)heif_check(span_of(copy + 1, len), NULL);
        free(copy);
    }
    buf_fini(&file);
}
END_TEST

START_TEST(second_meta_box_is_refused)
{
    struct buf made, again;

    buf_init(&made, MADE_MAX);
    buf_init(&again, MADE_MAX);
    heif_header(&made, "ispe 300 200", &(struct heif_layout){0});
    heif_box(&again, "meta", span_of("\0\0\0\0", 4));
    ck_assert_int_eq(heif_check(buf_span(&made), NULL), ERR_OK);
    heif_box(&made, "mdat", span_text("meta"));
    ck_assert_int_eq(heif_check(buf_span(&made), NULL), ERR_OK);
    buf_add(&made, again.data, again.len);
    ck_assert_int_eq(heif_check(buf_span(&made), NULL), ERR_UNDECODABLE);
    buf_fini(&made);
    buf_fini(&again);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {compressed_items_are_counted, LAYOUTS},
        {huge_extent_is_refused, 0},
        {file_with_many_compressed_items_is_refused, 0},
        {every_cut_and_every_damaged_byte_is_survived, LAYOUTS},
        {second_meta_box_is_refused, 0},
    };

    return suite_run("image/vips/heif_check", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}

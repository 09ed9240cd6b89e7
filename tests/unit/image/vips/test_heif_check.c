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
    header_number(&iloc, ORDER_BIG, 2,
                  made->version > 1   ? 0x4884
                  : made->version > 0 ? 0x4880
                                      : 0x4480);
    header_number(&iloc, ORDER_BIG, made->version < 2 ? 2 : 4, 2);
    for (uint32_t id = item - 1; id <= item; id++) {
        header_number(&iloc, ORDER_BIG, made->version < 2 ? 2 : 4, id);
        header_number(&iloc, ORDER_BIG, made->version > 0 ? 4 : 2, 0);
        header_number(&iloc, ORDER_BIG, 8, 0); /* base offset */
        header_number(&iloc, ORDER_BIG, 2, id == item ? (uint64_t)n : 1);
        for (int i = 0; i < (id == item ? n : 1); i++) {
            header_number(&iloc, ORDER_BIG, made->version > 1 ? 4 : 0, 0);
            header_number(&iloc, ORDER_BIG, 4, 0);
            header_number(&iloc, ORDER_BIG, made->version > 0 ? 8 : 4,
                          id == item ? made->extents[i] : 1);
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
    {"", NULL, {0}, ERR_OK},
    {"", NULL, {1, 2, 3}, ERR_OK},
    {"", NULL, {100, 100, 100}, ERR_OK},
    {"", NULL, {1 << 20}, ERR_OK}, /* more than there is, which libheif refuses */
    {"", NULL, {1 << 20, 1 << 20}, ERR_UNDECODABLE},
    {"", NULL, {UINT32_MAX, UINT32_MAX}, ERR_UNDECODABLE},
    {"deflate", NULL, {0}, ERR_UNDECODABLE},
    {"deflate", NULL, {1}, ERR_UNDECODABLE},
    {"compress_zlib", NULL, {1}, ERR_UNDECODABLE},
    {"br", NULL, {1}, ERR_UNDECODABLE},
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

START_TEST(items_are_counted)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct made made = made_of(i, _i);

        ck_assert_msg(check(&made) == rows[i].code, "row %zu", i);
    }
}
END_TEST

/* Lengths that wrap around are not short. */
START_TEST(huge_extent_is_refused)
{
    const struct made made = {"", 1, 2, {UINT64_MAX, 1, UINT64_MAX}, NULL};

    ck_assert_int_eq(check(&made), ERR_UNDECODABLE);
}
END_TEST

/* meta with these boxes alone. */
static enum err_code check_boxes(struct span boxes)
{
    struct buf meta, out;

    buf_init(&meta, MADE_MAX);
    buf_init(&out, MADE_MAX);
    header_number(&meta, ORDER_BIG, 4, 0);
    buf_add(&meta, boxes.data, boxes.len);
    heif_box(&out, "meta", buf_span(&meta));
    const enum err_code code = heif_check(buf_span(&out), NULL);

    buf_fini(&meta);
    buf_fini(&out);
    return code;
}

static void numbers(struct buf *out, int n, const uint64_t pairs[][2])
{
    for (int i = 0; i < n; i++)
        header_number(out, ORDER_BIG, (int)pairs[i][0], pairs[i][1]);
}

/* version, sizes, extents of the one item that there is; each of no bytes where sizes say so. */
static const struct {
    uint64_t version, packed, extents;
    enum err_code code;
} places[] = {
    {0, 0x4440, 1, ERR_OK},
    {0, 0x0000, 32, ERR_OK},
    {0, 0x0000, 33, ERR_UNDECODABLE},
    {0, 0x1440, 1, ERR_UNDECODABLE}, /* sizes that the standard does not have */
    {0, 0x4240, 1, ERR_UNDECODABLE},
    {0, 0x44F0, 1, ERR_UNDECODABLE},
    {1, 0x4444, 1, ERR_UNDECODABLE}, /* an index that libheif passes over */
    {2, 0x4444, 1, ERR_OK},
    {3, 0x4440, 1, ERR_UNDECODABLE},
};

START_TEST(places_that_libheif_reads_otherwise_are_refused)
{
    const uint64_t version = places[_i].version;
    struct buf iloc, boxes;

    buf_init(&iloc, MADE_MAX);
    buf_init(&boxes, MADE_MAX);
    numbers(&iloc, 3,
            (const uint64_t[][2]){
                {4, version << 24}, {2, places[_i].packed}, {version < 2 ? 2 : 4, 1}});
    numbers(&iloc, 3,
            (const uint64_t[][2]){{version < 2 ? 2 : 4, 1}, {version > 0 ? 2 : 0, 0}, {2, 0}});
    for (uint64_t i = 0; i < (places[_i].packed >> 4 & 0xF); i++)
        buf_char(&iloc, '\0'); /* base offset */
    header_number(&iloc, ORDER_BIG, 2, places[_i].extents);
    for (int i = 0; i < 40; i++) /* more than enough for what follows */
        header_number(&iloc, ORDER_BIG, 4, 0);
    heif_box(&boxes, "iloc", buf_span(&iloc));
    ck_assert_int_eq(check_boxes(buf_span(&boxes)), places[_i].code);
    buf_fini(&iloc);
    buf_fini(&boxes);
}
END_TEST

START_TEST(many_items_are_refused)
{
    for (int n = HEIF_ITEMS_MAX; n <= HEIF_ITEMS_MAX + 1; n++) {
        struct buf iinf, iloc, boxes;

        buf_init(&iinf, MADE_MAX);
        buf_init(&iloc, MADE_MAX);
        buf_init(&boxes, MADE_MAX);
        numbers(&iinf, 2, (const uint64_t[][2]){{4, 0}, {2, (uint64_t)n}});
        numbers(&iloc, 3, (const uint64_t[][2]){{4, 0}, {2, 0}, {2, (uint64_t)n}});
        for (int i = 0; i < n; i++) {
            heif_mime(&iinf, 2, (uint32_t)i + 1, "");
            numbers(&iloc, 3, (const uint64_t[][2]){{2, (uint64_t)i + 1}, {2, 0}, {2, 0}});
        }
        heif_box(&boxes, "iinf", buf_span(&iinf));
        ck_assert_int_eq(check_boxes(buf_span(&boxes)) == ERR_OK, n == HEIF_ITEMS_MAX);
        buf_clear(&boxes);
        heif_box(&boxes, "iloc", buf_span(&iloc));
        ck_assert_int_eq(check_boxes(buf_span(&boxes)) == ERR_OK, n == HEIF_ITEMS_MAX);
        buf_fini(&iinf);
        buf_fini(&iloc);
        buf_fini(&boxes);
    }
}
END_TEST

/* An item of this type, which is made of `n` times the item `to`, of that type. */
static enum err_code check_made(const char *type, uint64_t n, const char *other)
{
    struct buf iinf, iref, boxes;

    buf_init(&iinf, MADE_MAX);
    buf_init(&iref, MADE_MAX);
    buf_init(&boxes, MADE_MAX);
    numbers(&iinf, 2, (const uint64_t[][2]){{4, 0}, {2, 2}});
    heif_mime(&iinf, 2, 1, "");
    memcpy(memmem(iinf.data, iinf.len, "mime", 4), type, 4);
    heif_mime(&iinf, 2, 2, "");
    memcpy(memmem(iinf.data, iinf.len, "mime", 4), other, 4);
    numbers(&iref, 2, (const uint64_t[][2]){{2, 1}, {2, n}});
    for (uint64_t i = 0; i < n; i++)
        header_number(&iref, ORDER_BIG, 2, 2);
    heif_box(&boxes, "dimg", buf_span(&iref));
    buf_clear(&iref);
    header_number(&iref, ORDER_BIG, 4, 0);
    buf_add(&iref, boxes.data, boxes.len);
    buf_clear(&boxes);
    heif_box(&boxes, "iref", buf_span(&iref));
    heif_box(&boxes, "iinf", buf_span(&iinf));
    const enum err_code code = check_boxes(buf_span(&boxes));

    buf_fini(&iinf);
    buf_fini(&iref);
    buf_fini(&boxes);
    return code;
}

START_TEST(pictures_made_of_others_are_bounded)
{
    ck_assert_int_eq(check_made("grid", HEIF_TILES_MAX, "hvc1"), ERR_OK);
    ck_assert_int_eq(check_made("grid", HEIF_TILES_MAX + 1, "hvc1"), ERR_UNDECODABLE);
    ck_assert_int_eq(check_made("tmap", 1, "grid"), ERR_OK); /* a gain map, of which libheif knows
                                                                 nothing */
    ck_assert_int_eq(check_made("grid", 1, "grid"), ERR_UNDECODABLE);
    ck_assert_int_eq(check_made("iovl", 1, "iden"), ERR_UNDECODABLE);
}
END_TEST

START_TEST(long_lists_are_refused)
{
    for (size_t more = 0; more < 2; more++) {
        struct buf list, inner, boxes;

        buf_init(&list, MADE_MAX);
        buf_init(&inner, MADE_MAX);
        buf_init(&boxes, MADE_MAX);
        for (size_t i = 0; i < HEIF_LIST_MAX + more; i++)
            buf_char(&list, '\0');
        heif_box(&boxes, "iref", buf_span(&list));
        ck_assert_int_eq(check_boxes(buf_span(&boxes)), more ? ERR_UNDECODABLE : ERR_OK);
        heif_box(&inner, "ipma", buf_span(&list));
        buf_clear(&boxes);
        heif_box(&boxes, "iprp", buf_span(&inner));
        ck_assert_int_eq(check_boxes(buf_span(&boxes)), more ? ERR_UNDECODABLE : ERR_OK);
        buf_fini(&list);
        buf_fini(&inner);
        buf_fini(&boxes);
    }
}
END_TEST

/* In memory of exactly its size, so that a read past the end is seen. */
START_TEST(every_cut_and_every_damaged_byte_is_survived)
{
    const struct made made = made_of(1, _i);
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
        {items_are_counted, LAYOUTS},
        {huge_extent_is_refused, 0},
        {places_that_libheif_reads_otherwise_are_refused, ARRAY_LEN(places)},
        {many_items_are_refused, 0},
        {pictures_made_of_others_are_bounded, 0},
        {long_lists_are_refused, 0},
        {every_cut_and_every_damaged_byte_is_survived, LAYOUTS},
        {second_meta_box_is_refused, 0},
    };

    return suite_run("image/vips/heif_check", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}

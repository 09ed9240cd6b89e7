#include "image/vips/tiff_check.h"

#include "base/buf.h"
#include "tests/support/suite.h"

#include <stdlib.h>

enum { SECONDS = 20, FILE_LEN = 4000, ASCII = 2, DOUBLE = 12, LONG8 = 16 };

static void add_number(struct buf *file, bool large, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(file, (char)(value >> 8 * (large ? bytes - 1 - i : i)));
}

struct shape {
    const char *name;
    bool large, wide;
    int entries, type;
    uint64_t count; /* values of each entry */
    uint64_t next;  /* where the next directory is said to be */
    enum err_code code;
};

/* One directory behind the header, and zeros up to FILE_LEN. */
static void make(const struct shape *shape, struct buf *file)
{
    const int size = shape->wide ? 8 : 4;

    buf_init(file, 1 << 16);
    buf_text(file, shape->large ? "MM" : "II");
    add_number(file, shape->large, shape->wide ? 43 : 42, 2);
    if (shape->wide) {
        add_number(file, shape->large, 8, 2);
        add_number(file, shape->large, 0, 2);
    }
    add_number(file, shape->large, shape->wide ? 16 : 8, size);
    add_number(file, shape->large, (uint64_t)shape->entries, shape->wide ? 8 : 2);
    for (int i = 0; i < shape->entries; i++) {
        add_number(file, shape->large, 0xC000 + (uint64_t)i, 2);
        add_number(file, shape->large, (uint64_t)shape->type, 2);
        add_number(file, shape->large, shape->count, size);
        add_number(file, shape->large, 100, size);
    }
    add_number(file, shape->large, shape->next, size);
    while (file->len < FILE_LEN)
        buf_char(file, '\0');
}

static const struct shape shapes[] = {
    {"one text", false, false, 1, ASCII, 3000, 0, ERR_OK},
    {"as much as the file", false, false, 2, ASCII, FILE_LEN / 2, 0, ERR_OK},
    {"one byte more", true, false, 2, ASCII, FILE_LEN / 2 + 1, 0, ERR_UNDECODABLE},
    {"on top of each other", false, false, 9, ASCII, 900, 0, ERR_UNDECODABLE},
    {"wide values", true, false, 1, DOUBLE, FILE_LEN / 8 + 1, 0, ERR_UNDECODABLE},
    {"a product beyond 64 bits", false, true, 1, LONG8, UINT64_MAX / 4, 0, ERR_UNDECODABLE},
    {"BigTIFF", true, true, 3, ASCII, 1000, 0, ERR_OK},
    {"BigTIFF, on top of each other", true, true, 9, ASCII, 900, 0, ERR_UNDECODABLE},
    {"an unknown type", false, false, 9, 99, UINT32_MAX, 0, ERR_OK},
    {"a directory that follows itself", false, false, 1, ASCII, 9, 8, ERR_UNDECODABLE},
    {"the next behind the end", false, false, 1, ASCII, 9, FILE_LEN, ERR_OK},
};

START_TEST(directories_may_claim_what_the_file_holds)
{
    const struct shape *shape = &shapes[_i];
    struct err err = {0};
    struct buf file;

    make(shape, &file);
    ck_assert_msg(tiff_check(buf_span(&file), &err) == shape->code, "%s", shape->name);
    for (size_t len = 0; len < file.len && shape->code == ERR_OK; len++)
        (void)tiff_check(span_cut(buf_span(&file), 0, len), NULL); /* reads nothing behind it */
    buf_fini(&file);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {directories_may_claim_what_the_file_holds, ARRAY_LEN(shapes)}};

    return suite_run("image/vips/tiff_check", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                              : EXIT_FAILURE;
}

#include "handlers/zip.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct zip make(struct buf *out, int n)
{
    struct zip zip = {.n = 0};
    char name[ZIP_NAME_MAX];

    buf_init(out, 1 << 20);
    for (int i = 0; i < n; i++) {
        (void)snprintf(name, sizeof(name), "file-%d.txt", i);
        ck_assert(zip_add(&zip, name, span_text("123456789"), out));
        buf_text(out, "123456789");
    }
    zip_end(&zip, out);
    return zip;
}

/* APPNOTE.TXT 4.3.7 and 4.3.12, offset by offset. 0xCBF43926 is the check value of CRC-32. */
static void assert_file(const unsigned char *head, const unsigned char *entry, const char *name)
{
    ck_assert_uint_eq(read_le32(head), 0x04034b50);
    ck_assert_uint_eq(read_le16(head + 8), 0);
    ck_assert_uint_eq(read_le32(head + 14), 0xCBF43926);
    ck_assert_uint_eq(read_le32(head + 18), 9);
    ck_assert_uint_eq(read_le32(head + 22), 9);
    ck_assert_uint_eq(read_le16(head + 26), strlen(name));
    ck_assert_mem_eq(head + 30, name, strlen(name));
    ck_assert_mem_eq(head + 30 + strlen(name), "123456789", 9);
    ck_assert_uint_eq(read_le32(entry), 0x02014b50);
    ck_assert_mem_eq(entry + 6, head + 4, 26); /* what both have alike */
    ck_assert_mem_eq(entry + 46, name, strlen(name));
}

static const int counts[] = {1, 2, ZIP_FILES_MAX};

START_TEST(directory_finds_every_file)
{
    const int n = counts[_i];
    struct buf out;
    const struct zip zip = make(&out, n);
    const struct span all = buf_span(&out);
    const unsigned char *end = all.data + all.len - 22;
    char name[ZIP_NAME_MAX];

    ck_assert_uint_eq(read_le32(end), 0x06054b50);
    ck_assert_uint_eq(read_le16(end + 8), (unsigned)n);
    ck_assert_uint_eq(read_le16(end + 10), (unsigned)n);
    ck_assert_uint_eq(read_le32(end + 16), zip.size);
    ck_assert_uint_eq(read_le32(end + 12) + zip.size + 22, all.len);
    const unsigned char *entry = all.data + read_le32(end + 16);

    for (int i = 0; i < n; i++) {
        (void)snprintf(name, sizeof(name), "file-%d.txt", i);
        assert_file(all.data + read_le32(entry + 42), entry, name);
        entry += 46 + strlen(name);
    }
    ck_assert_ptr_eq(entry, end);
    buf_fini(&out);
}
END_TEST

/* The span is never read where it is refused: there are no such bytes. */
START_TEST(archive_of_4_gib_is_refused)
{
    struct zip zip = {.size = UINT32_MAX - 4096};
    struct buf out;

    buf_init(&out, 4096);
    ck_assert(!zip_add(&zip, "a", span_of("x", UINT32_MAX), &out));
    ck_assert(!zip_add(&zip, "a", span_of("x", (size_t)UINT32_MAX + 10), &out));
    ck_assert(!zip_add(&zip, "a", span_of("x", 4000), &out));
    ck_assert_int_eq(zip.n, 0);
    ck_assert_uint_eq(out.len, 0);
    buf_fini(&out);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {directory_finds_every_file, (int)ARRAY_LEN(counts)},
        {archive_of_4_gib_is_refused, 0},
    };

    return suite_run("handlers/zip", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

#include "handlers/base64.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

/* RFC 4648, 10; and bytes whose groups have every bit set or none. */
static const struct vector {
    const char *bytes, *text;
    size_t len;
} vectors[] = {{"", "", 0},
               {"f", "Zg==", 1},
               {"fo", "Zm8=", 2},
               {"foo", "Zm9v", 3},
               {"foob", "Zm9vYg==", 4},
               {"fooba", "Zm9vYmE=", 5},
               {"foobar", "Zm9vYmFy", 6},
               {"\0\0\0", "AAAA", 3},
               {"\xFF\xFF\xFF", "////", 3},
               {"\xFB\xEF\xBE", "++++", 3}};

START_TEST(bytes_become_the_standards_text)
{
    struct buf out;

    buf_init(&out, 64);
    base64_add(&out, span_of(vectors[_i].bytes, vectors[_i].len));
    ck_assert_str_eq(buf_string(&out), vectors[_i].text);
    ck_assert_uint_eq(base64_length(vectors[_i].len), out.len);
    buf_fini(&out);
}
END_TEST

/* Across the edges of the pieces it is made in, only the end is padded. */
START_TEST(long_bytes_are_padded_at_the_end_alone)
{
    enum { LEN = 7000 };
    static unsigned char bytes[LEN];
    struct buf out;

    buf_init(&out, 2 * LEN);
    for (size_t len = LEN - 2; len <= LEN; len++) {
        buf_clear(&out);
        base64_add(&out, span_of(bytes, len));
        ck_assert_uint_eq(out.len, base64_length(len));
        ck_assert_uint_eq(strspn(buf_string(&out), "A"), (len * 8 + 5) / 6);
        ck_assert_uint_eq(strspn(buf_string(&out), "A="), out.len);
    }
    buf_fini(&out);
}
END_TEST

START_TEST(text_over_the_limit_fails)
{
    struct buf out;

    buf_init(&out, 7);
    base64_add(&out, span_text("foobar"));
    ck_assert(out.failed);
    buf_fini(&out);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {bytes_become_the_standards_text, (int)ARRAY_LEN(vectors)},
        {long_bytes_are_padded_at_the_end_alone, 0},
        {text_over_the_limit_fails, 0},
    };

    return suite_run("handlers/base64", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* docs/configuration.md is what the table says. */
#include "service/settings.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum { SECONDS = 10, PAGE_MAX = 1 << 20 };

START_TEST(page_equals_the_table)
{
    static char page[PAGE_MAX];
    struct buf expected;
    FILE *file = fopen(MEZZOTINT_SOURCE_DIR "/docs/configuration.md", "re");

    ck_assert_msg(file != NULL, "no docs/configuration.md; run scripts/generate.sh");
    page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
    (void)fclose(file);
    buf_init(&expected, PAGE_MAX);
    settings_markdown(&expected);
    ck_assert_msg(span_is(buf_span(&expected), page),
                  "docs/configuration.md is out of date; run scripts/generate.sh");
    buf_fini(&expected);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {{page_equals_the_table, 0}};

    return suite_run("configuration", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS : EXIT_FAILURE;
}

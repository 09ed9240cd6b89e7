#include "base/code.h"

#include "tests/support/suite.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_SECONDS = 30 };

/* What only a start would need. */
enum { TABLE_KB = 2048 };
/* Less comes off under a sanitizer; the promise is held without one. */
#ifdef __SANITIZE_ADDRESS__
enum { GIVEN_KB = 100 };
#else
enum { GIVEN_KB = TABLE_KB };
#endif
static const unsigned char table[TABLE_KB << 10] = {1};

/* Resident pages of files, in kB (proc_pid_status(5)). */
static long files_kb(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    long kb = -1;

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, "RssFile:", 8) == 0)
            kb = strtol(line + 8, NULL, 10);
    if (file)
        (void)fclose(file);
    return kb;
}

/* Pointers that were relocated, constants, and code. */
static void work(void)
{
    const volatile unsigned char *at = table;
    unsigned sum = 0;
    char text[64];

    for (size_t i = 0; i < sizeof(table); i += 512)
        sum += at[i];
    ck_assert_uint_eq(sum, 1);

    (void)snprintf(text, sizeof(text), "%.3f %s", 2.5, setlocale(LC_ALL, NULL));
    ck_assert_str_eq(text, "2.500 C");
}

START_TEST(code_comes_back_after_it_was_given_back)
{
    work();
    const long before_kb = files_kb();

    code_give_back();
    const long after_kb = files_kb();

    ck_assert_msg(after_kb <= before_kb - GIVEN_KB, "from %ld to %ld kB", before_kb, after_kb);
    work();
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {{code_comes_back_after_it_was_given_back, 0}};

    return suite_run("base/code", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}

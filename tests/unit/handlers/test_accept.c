#include "handlers/accept.h"

#include "tests/support/suite.h"

#include <stdlib.h>

static const char *const types[] = {"multipart/mixed", "application/zip", "application/json"};

/* RFC 9110, 12.5.1: the closest range decides; equal weights follow the order of the types. */
static const struct choice {
    const char *header;
    int want;
} choices[] = {{NULL, 0},
               {"", 0},
               {"*/*", 0},
               {"application/zip", 1},
               {"application/json", 2},
               {"application/json, */*", 0},
               {"application/json, */*;q=0.5", 2},
               {"application/*", 1},
               {"application/*, application/zip;q=0", 2},
               {"application/zip;q=0.2, application/json;q=0.3", 2},
               {"multipart/*;q=0.1, application/json;q=0.05", 0},
               {"multipart/*;q=0, */*", 1},
               {"image/*", -1},
               {"*/*;q=0", -1},
               {"application/zip;q=nonsense", -1},
               {"application/zipped", -1},
               {"application", -1},
               {"/", -1},
               {"*", -1},
               {",,;;,", -1}};

START_TEST(media_type_is_chosen_by_weight)
{
    ck_assert_msg(accept_media(choices[_i].header, types, 3) == choices[_i].want, "%s",
                  choices[_i].header);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {{media_type_is_chosen_by_weight, (int)ARRAY_LEN(choices)}};

    return suite_run("handlers/accept", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

#include "service/target.h"

#include "service/ids.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *target, *path, *query;
} targets[] = {
    {"/v1/blur?sigma=2", "/v1/blur", "sigma=2"},
    {"/v1/blur", "/v1/blur", ""},
    {"/v1/blur?", "/v1/blur", ""},
    {"/a?b?c", "/a", "b?c"},
    {"*", "*", ""},
    {"", "", ""},
    {"http://host/v1/blur?sigma=2", "/v1/blur", "sigma=2"},
    {"https://host:8080/x", "/x", ""},
    {"http://host", "/", ""},
    {"http://", "/", ""},
    {"http://host?x=/v1/formats", "/", "x=/v1/formats"},
    {"/http://host/x", "/http://host/x", ""},
};

START_TEST(target_is_cut_at_the_first_question_mark)
{
    struct span path;
    struct span query;

    target_split(targets[_i].target, &path, &query);
    ck_assert(span_is(path, targets[_i].path));
    ck_assert(span_is(query, targets[_i].query));
}
END_TEST

START_TEST(made_ids_are_24_hex_digits_and_differ)
{
    char one[IDS_ID_MAX];
    char other[IDS_ID_MAX];

    ids_make(one);
    ids_make(other);
    ck_assert_uint_eq(strspn(one, "0123456789abcdef"), 24);
    ck_assert_uint_eq(strlen(one), 24);
    ck_assert_str_ne(one, other);
}
END_TEST

static const struct {
    const char *sent;
    bool kept;
} ids[] = {
    {"A-z_0.9", true},
    {"0123456789012345678901234567890123456789012345678901234567890123", true},
    {"01234567890123456789012345678901234567890123456789012345678901234", false},
    {"", false},
    {"a b", false},
    {"a\"b", false},
    {NULL, false},
};

START_TEST(clients_id_is_kept_when_harmless)
{
    char id[IDS_ID_MAX] = "made";

    ids_take(id, ids[_i].sent);
    ck_assert_str_eq(id, ids[_i].kept ? ids[_i].sent : "made");
}
END_TEST

START_TEST(trace_is_hex_and_hyphens)
{
    static const char good[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    char trace[IDS_TRACE_MAX] = "";

    ids_take_trace(trace, "00-<script>");
    ck_assert_str_eq(trace, "");
    ids_take_trace(trace, good);
    ck_assert_str_eq(trace, good);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {target_is_cut_at_the_first_question_mark, (int)ARRAY_LEN(targets)},
        {made_ids_are_24_hex_digits_and_differ, 0},
        {clients_id_is_kept_when_harmless, (int)ARRAY_LEN(ids)},
        {trace_is_hex_and_hyphens, 0},
    };

    return suite_run("service/target", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

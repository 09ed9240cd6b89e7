/* What the rows of every operation and of the output say about themselves. */
#include "image/op.h"
#include "image/output.h"
#include "image/param_row.h"

#include "tests/support/suite.h"

#include <stdlib.h>

static const struct param *table_at(int i)
{
    return i < op_count() ? op_at(i)->params : output_params;
}

static union {
    struct output output;
    double aligned[OP_PARAMS_MAX / sizeof(double)];
} values;

START_TEST(default_of_every_row_is_what_its_text_says)
{
    param_defaults(table_at(_i), &values);
    for (const struct param *row = table_at(_i); row->type != PARAM_TYPE_END; row++) {
        struct buf said;
        struct err err = {0};

        buf_init(&said, 256);
        param_default_text(row, &said);
        ck_assert(!said.failed && said.len > 0);
        if (row->need == PARAM_DEFAULTS)
            ck_assert_msg(param_parse(row, buf_span(&said), &values, &err) == ERR_OK, "%s: %s",
                          row->name, err.detail);
        else
            ck_assert(span_is(buf_span(&said), row->need == PARAM_REQUIRED ? "required" : "none"));
        buf_fini(&said);
    }
}
END_TEST

static enum err_code parse_number(const struct param *row, double number)
{
    struct buf text;
    struct err err;

    buf_init(&text, 64);
    buf_printf(&text, "%.17g", number);
    const enum err_code code = param_parse(row, buf_span(&text), &values, &err);

    buf_fini(&text);
    return code;
}

START_TEST(ends_of_every_range_are_inside_and_the_next_is_not)
{
    for (const struct param *row = table_at(_i); row->type != PARAM_TYPE_END; row++) {
        const bool whole = row->type == PARAM_TYPE_INT || row->type == PARAM_TYPE_LENGTH;

        if (!whole && row->type != PARAM_TYPE_REAL)
            continue;
        ck_assert_int_eq(parse_number(row, row->min), ERR_OK);
        ck_assert_int_eq(parse_number(row, row->max), ERR_OK);
        ck_assert_int_eq(parse_number(row, row->min - (whole ? 1 : 0.001)), ERR_PARAM_RANGE);
        ck_assert_int_eq(parse_number(row, row->max + (whole ? 1 : 0.001)), ERR_PARAM_RANGE);
    }
}
END_TEST

START_TEST(every_word_of_an_enum_is_read)
{
    for (const struct param *row = table_at(_i); row->type != PARAM_TYPE_END; row++)
        for (int w = 0; row->names && row->names[w]; w++)
            ck_assert_int_eq(param_parse(row, span_text(row->names[w]), &values, NULL), ERR_OK);
}
END_TEST

START_TEST(every_row_has_a_name_of_its_own_a_range_and_a_sentence)
{
    for (const struct param *row = table_at(_i); row->type != PARAM_TYPE_END; row++) {
        struct buf range;

        buf_init(&range, 256);
        param_range_text(row, &range);
        ck_assert(!range.failed && range.len > 0);
        ck_assert_ptr_eq(param_find(table_at(_i), span_text(row->name)), row);
        ck_assert(row->doc[0] >= 'A' && row->doc[0] <= 'Z');
        buf_fini(&range);
    }
}
END_TEST

START_TEST(no_step_hides_an_output_parameter_by_accident)
{
    for (int i = 0; i < op_count(); i++)
        for (const struct param *row = op_at(i)->params; row->type != PARAM_TYPE_END; row++)
            if (!span_is(span_text(row->name), "background")) /* means the same in both */
                ck_assert_ptr_null(param_find(output_params, span_text(row->name)));
}
END_TEST

START_TEST(roster_finds_every_operation_and_the_nearest)
{
    for (int i = 0; i < op_count(); i++) {
        ck_assert_int_eq(op_index(span_text(op_at(i)->name)), i);
        ck_assert(op_at(i)->params_size <= OP_PARAMS_MAX);
        ck_assert((op_at(i)->apply != NULL) != (op_at(i)->combine != NULL));
        ck_assert_ptr_nonnull(op_at(i)->summary);
        ck_assert_ptr_nonnull(op_at(i)->example);
    }
    ck_assert_int_eq(op_index(span_text("nothing")), -1);
    ck_assert_int_eq(op_index(span_text("")), -1);
    ck_assert_str_eq(op_nearest(span_text("resise")), "resize");
    ck_assert_str_eq(op_nearest(span_text("greyscale")), "grayscale");
    ck_assert_ptr_null(op_nearest(span_text("something-else")));
}
END_TEST

START_TEST(description_of_a_row_is_json)
{
    static const struct param one[] = {{.name = "n",
                                        .type = PARAM_TYPE_INT,
                                        .need = PARAM_REQUIRED,
                                        .min = 1,
                                        .max = 9,
                                        .doc = "N."},
                                       PARAM_END};
    struct buf out;
    struct emit json;

    buf_init(&out, 1024);
    emit_init(&json, &out);
    param_describe(one, &json, NULL);
    ck_assert_str_eq(buf_string(&out), "[{\"name\":\"n\",\"type\":\"int\",\"required\":true,"
                                       "\"min\":1,\"max\":9,\"summary\":\"N.\"}]");
    buf_fini(&out);
}
END_TEST

int main(void)
{
    const int tables = op_count() + 1;
    const struct suite_row tests[] = {
        {default_of_every_row_is_what_its_text_says, tables},
        {ends_of_every_range_are_inside_and_the_next_is_not, tables},
        {every_word_of_an_enum_is_read, tables},
        {every_row_has_a_name_of_its_own_a_range_and_a_sentence, tables},
        {no_step_hides_an_output_parameter_by_accident, 0},
        {roster_finds_every_operation_and_the_nearest, 0},
        {description_of_a_row_is_json, 0},
    };

    return suite_run("image/param_text", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

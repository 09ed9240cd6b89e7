#include "image/plan.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct plan plan;
static struct plan_seen seen;
static struct limits limits;
static struct err err;

static void begin(void)
{
    limits = limits_default();
    err = (struct err){0};
    seen = (struct plan_seen){0};
    plan_init(&plan);
}

static void add(const char *op)
{
    ck_assert_int_eq(plan_add(&plan, op_index(span_text(op)), &limits, &err), ERR_OK);
    seen.step = 0;
}

static enum err_code set(const char *name, const char *value)
{
    return plan_set(&plan, &seen, true, span_text(name), span_text(value), &err);
}

static void must_set(const char *name, const char *value)
{
    ck_assert_msg(set(name, value) == ERR_OK, "%s=%s: %s", name, value, err.detail);
}

START_TEST(steps_end_at_the_limit)
{
    begin();
    limits.steps = 3;
    for (int i = 0; i < 3; i++)
        add("flip");
    ck_assert_int_eq(plan_add(&plan, 0, &limits, &err), ERR_PLAN_STEPS);
    ck_assert(err.has_limit && err.limit == 3 && err.actual == 4);
    ck_assert_uint_eq(plan.n_steps, 3);
}
END_TEST

START_TEST(steps_end_at_what_a_plan_holds)
{
    begin();
    limits.steps = 1000;
    for (int i = 0; i < PLAN_STEPS_MAX; i++)
        add("blur");
    ck_assert_int_eq(plan_add(&plan, 0, &limits, &err), ERR_PLAN_STEPS);
    ck_assert(err.limit == PLAN_STEPS_MAX);
}
END_TEST

START_TEST(repeated_parameter_is_refused_even_with_the_same_value)
{
    begin();
    add("resize");
    must_set("width", "100");
    ck_assert_int_eq(set("width", "100"), ERR_PARAM_REPEATED);
    ck_assert_str_eq(err.param, "width");
    must_set("quality", "70");
    ck_assert_int_eq(set("quality", "70"), ERR_PARAM_REPEATED);
    ck_assert_str_eq(err.param, "quality");
    ck_assert_int_eq(plan_set_output(&plan, &seen, span_text("quality"), span_text("7"), &err),
                     ERR_PARAM_REPEATED);
}
END_TEST

START_TEST(next_step_starts_afresh)
{
    begin();
    add("blur");
    must_set("sigma", "2");
    add("blur");
    must_set("sigma", "3");
    ck_assert_int_eq(plan_check_step(&plan, &seen, &err), ERR_OK);
}
END_TEST

static const struct {
    const char *name, *param, *detail;
} unknowns[] = {
    {"widht", "widht", "There is no parameter of this name; the nearest is \"width\"."},
    {"qualitty", "qualitty", "There is no parameter of this name; the nearest is \"quality\"."},
    {"Width", "Width", "There is no parameter of this name; the nearest is \"width\"."},
    {"nothing-like-it", "nothing-like-it", "There is no parameter of this name."},
    {"", "(not a name)", "There is no parameter of this name."},
    {"a\nb", "(not a name)", "There is no parameter of this name."},
    {"<script>", "(not a name)", "There is no parameter of this name."},
    {"fifty_letters_are_more_than_the_parameter_may_hold_", "(not a name)",
     "There is no parameter of this name."},
};

START_TEST(unknown_parameter_is_told_the_nearest_of_both_tables)
{
    begin();
    add("resize");
    ck_assert_int_eq(set(unknowns[_i].name, "1"), ERR_PARAM_UNKNOWN);
    ck_assert_str_eq(err.param, unknowns[_i].param);
    ck_assert_str_eq(err.detail, unknowns[_i].detail);
}
END_TEST

START_TEST(output_parameters_are_unknown_to_a_step_alone)
{
    begin();
    add("resize");
    ck_assert_int_eq(plan_set(&plan, &seen, false, span_text("quality"), span_text("9"), &err),
                     ERR_PARAM_UNKNOWN);
    ck_assert_str_eq(err.detail, "There is no parameter of this name.");
    ck_assert_int_eq(plan_set_output(&plan, &seen, span_text("width"), span_text("9"), &err),
                     ERR_PARAM_UNKNOWN);
    ck_assert_int_eq(plan_set_output(&plan, &seen, span_text("quality"), span_text("9"), &err),
                     ERR_OK);
    ck_assert_int_eq(plan.output.quality, 9);
}
END_TEST

static const struct {
    const char *op, *name, *value, *missing;
} incomplete[] = {
    {"rotate", NULL, NULL, "angle"},   {"rotate", "background", "red", "angle"},
    {"resize", NULL, NULL, "width"},   {"resize", "fit", "cover", "width"},
    {"crop", "width", "10", "height"},
};

START_TEST(missing_parameter_is_named)
{
    begin();
    add(incomplete[_i].op);
    if (incomplete[_i].name)
        must_set(incomplete[_i].name, incomplete[_i].value);
    ck_assert_int_eq(plan_check_step(&plan, &seen, &err), ERR_PARAM_MISSING);
    ck_assert_str_eq(err.param, incomplete[_i].missing);
}
END_TEST

START_TEST(plan_is_written_as_the_pipeline_reads_it)
{
    struct buf out;
    struct emit json;

    begin();
    add("rotate");
    must_set("angle", "-90");
    must_set("format", "webp");
    must_set("quality", "55");
    buf_init(&out, 4096);
    emit_init(&json, &out);
    plan_write(&plan, &json, NULL);
    ck_assert_str_eq(buf_string(&out),
                     "{\"steps\":[{\"op\":\"rotate\",\"angle\":-90,\"background\":\"ffffffff\"}],"
                     "\"output\":{\"format\":\"webp\",\"quality\":55,\"lossless\":\"auto\","
                     "\"progressive\":false,\"interlace\":false,"
                     "\"palette\":false,\"dither\":1,\"bitdepth\":\"auto\",\"orient\":true,"
                     "\"chroma\":\"auto\",\"metadata\":\"none\","
                     "\"profile\":\"srgb\",\"background\":\"ffffffff\",\"shrink\":\"off\","
                     "\"if_larger\":\"keep\"}}");
    buf_fini(&out);
}
END_TEST

START_TEST(output_words_are_the_formats_that_are_written)
{
    for (int id = 0; id < FORMAT_COUNT; id++) {
        const struct format *row = format_row((enum format_id)id);

        begin();
        ck_assert_int_eq(output_format(&plan.output), FORMAT_NONE);
        const enum err_code code =
            plan_set_output(&plan, &seen, span_text("format"), span_text(row->name), &err);

        ck_assert_int_eq(code, row->writes ? ERR_OK : ERR_PARAM_INVALID);
        ck_assert_int_eq(output_format(&plan.output), row->writes ? id : FORMAT_NONE);
        output_set_format(&plan.output, (enum format_id)id);
        ck_assert_int_eq(output_format(&plan.output), id);
    }
}
END_TEST

START_TEST(engine_has_a_name)
{
    for (int engine = 0; engine < ENGINE_COUNT; engine++)
        ck_assert_str_ne(engine_name((enum engine)engine), "none");
    ck_assert_str_eq(engine_name(ENGINE_COUNT), "none");
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {steps_end_at_the_limit, 0},
        {steps_end_at_what_a_plan_holds, 0},
        {repeated_parameter_is_refused_even_with_the_same_value, 0},
        {next_step_starts_afresh, 0},
        {unknown_parameter_is_told_the_nearest_of_both_tables, ARRAY_LEN(unknowns)},
        {output_parameters_are_unknown_to_a_step_alone, 0},
        {missing_parameter_is_named, ARRAY_LEN(incomplete)},
        {plan_is_written_as_the_pipeline_reads_it, 0},
        {output_words_are_the_formats_that_are_written, 0},
        {engine_has_a_name, 0},
    };

    return suite_run("image/plan", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}

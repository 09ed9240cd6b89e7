/* What the operations' rows say of their moves: sizes agree with `shape`, places with the rules. */
#include "image/moves.h"

#include "image/op.h"
#include "tests/support/suite.h"

union values {
    double aligned[OP_PARAMS_MAX / sizeof(double)];
};

/* "resize width=100 fit=cover" */
static const struct op *read_step(const char *text, union values *values)
{
    struct span rest = span_text(text);
    struct span word;

    ck_assert(span_next(&rest, ' ', &word));
    ck_assert_int_ge(op_index(word), 0);
    const struct op *op = op_at(op_index(word));

    param_defaults(op->params, values);
    while (span_next(&rest, ' ', &word)) {
        struct span value = word;
        struct span name;

        ck_assert(span_next(&value, '=', &name));
        ck_assert_ptr_nonnull(param_find(op->params, name));
        ck_assert_int_eq(param_parse(param_find(op->params, name), value, values, NULL), ERR_OK);
    }
    return op;
}

static const char *const steps[] = {
    "resize width=720",
    "resize height=33",
    "resize width=100 height=100 fit=cover",
    "resize width=100 height=100 fit=cover gravity=0.3,0.9",
    "resize width=100 height=100 fit=contain",
    "resize width=4000 height=4000 fit=contain",
    "resize width=4000 height=4000 fit=contain enlarge=true gravity=southeast",
    "resize width=50 height=400 fit=fill kernel=cubic",
    "resize width=50 height=400 fit=outside",
    "crop width=10 height=12 x=3 y=5",
    "crop width=50% height=100% gravity=east",
    "rotate angle=90",
    "rotate angle=-90",
    "rotate angle=360",
    "flip direction=vertical",
    "flip direction=both",
    "convert",
    "grayscale",
    "orient orientation=7",
    "pad left=3 bottom=10%",
    "pad width=700 height=20 gravity=southeast",
    "pad aspect=16:9",
    "thumbnail width=60 height=60",
};

static const struct size sizes[] = {{641, 479}, {13, 4000}, {640, 480}, {65500, 17}};

START_TEST(moves_end_in_the_size_that_shape_tells)
{
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        union values values = {0};
        struct moves moves = {0};
        struct size size = sizes[i];

        const struct op *op = read_step(steps[_i], &values);

        ck_assert(op->moves(&values, sizes[i], &moves));
        if (op->shape)
            ck_assert_int_eq(op->shape(&values, &size, NULL), ERR_OK);
        const struct size end = moves_size(&moves, sizes[i]);

        ck_assert_msg(end.width == size.width && end.height == size.height, "%s: %ux%u, not %ux%u",
                      steps[_i], end.width, end.height, size.width, size.height);
    }
}
END_TEST

static const char *const not_moves[] = {
    "resize width=100 kernel=nearest",
    "resize width=100 height=50 fit=cover gravity=attention",
    "crop width=10 height=12 gravity=entropy",
    "rotate angle=45",
    "pad left=3 extend=mirror",
    "thumbnail size=60 gravity=attention",
};

START_TEST(what_needs_pixels_is_no_move)
{
    union values values = {0};
    struct moves moves = {0};
    const struct op *op = read_step(not_moves[_i], &values);

    ck_assert(!op->moves(&values, sizes[0], &moves));
}
END_TEST

START_TEST(a_size_that_stays_gives_no_move)
{
    static const char *const idle[] = {"resize width=641", "resize width=9000", "rotate angle=0",
                                       "crop width=641 height=479", "convert"};

    for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
        union values values = {0};
        struct moves moves = {0};
        const struct op *op = read_step(idle[i], &values);

        ck_assert(op->moves(&values, sizes[0], &moves));
        ck_assert_msg(moves.count == 0, "%s", idle[i]);
    }
}
END_TEST

START_TEST(cover_cuts_where_gravity_says)
{
    union values values = {0};
    struct moves moves = {0};
    const struct op *op =
        read_step("resize width=100 height=100 fit=cover gravity=east kernel=lanczos2", &values);

    ck_assert(op->moves(&values, (struct size){800, 400}, &moves));
    ck_assert_uint_eq(moves.count, 2);
    ck_assert_int_eq(moves.list[0].kind, MOVE_SCALE);
    ck_assert_int_eq(moves.list[0].kernel, MOVE_LANCZOS2);
    ck_assert_uint_eq(moves.list[0].size.width, 200);
    ck_assert_int_eq(moves.list[1].kind, MOVE_CUT);
    ck_assert_int_eq(moves.list[1].x, 100);
    ck_assert_int_eq(moves.list[1].y, 0);
}
END_TEST

START_TEST(contain_pads_with_its_background)
{
    union values values = {0};
    struct moves moves = {0};
    const struct op *op =
        read_step("resize width=100 height=100 fit=contain background=ff0000", &values);

    ck_assert(op->moves(&values, (struct size){800, 400}, &moves));
    ck_assert_uint_eq(moves.count, 2);
    ck_assert_int_eq(moves.list[1].kind, MOVE_PAD);
    ck_assert_int_eq(moves.list[1].y, 25);
    ck_assert_uint_eq(moves.list[1].color.r, 255);
    ck_assert_uint_eq(moves.list[1].color.g, 0);
}
END_TEST

START_TEST(a_full_list_is_told)
{
    struct moves moves = {0};

    for (int i = 0; i < MOVES_MAX; i++)
        ck_assert(moves_add(&moves, (struct move){.kind = MOVE_FLIP}));
    ck_assert(!moves_add(&moves, (struct move){.kind = MOVE_FLIP}));
    ck_assert(!moves_orient(&moves, 6));
    ck_assert(moves_orient(&moves, 1));
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {moves_end_in_the_size_that_shape_tells, ARRAY_LEN(steps)},
        {what_needs_pixels_is_no_move, ARRAY_LEN(not_moves)},
        {a_size_that_stays_gives_no_move, 0},
        {cover_cuts_where_gravity_says, 0},
        {contain_pads_with_its_background, 0},
        {a_full_list_is_told, 0},
    };

    return suite_run("moves", rows, ARRAY_LEN(rows), 60) ? 0 : 1;
}

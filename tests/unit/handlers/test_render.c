/* How long a request for several outputs holds its plans, 17 kB each. */
#include "handlers/render.h"

#include "tests/support/drawn.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 20, OUTPUTS = 3 };

#define EMPTY "%7B%22steps%22:%5B%5D%7D"
#define LIST                                                                                       \
    "%5B" EMPTY "," EMPTY ",%7B%22steps%22:%5B%7B%22op%22:%22resize%22,%22width%22:9%7D%5D%7D%5D"

static const struct limits limits = {.body_bytes = 1 << 20,
                                     .input_pixels = 1 << 20,
                                     .output_pixels = 1 << 20,
                                     .outputs = OUTPUTS,
                                     .steps = 4,
                                     .frames = 1,
                                     .scans = 10,
                                     .formats_in = UINT32_MAX,
                                     .formats_out = UINT32_MAX};

static struct exchange *new_exchange(const char *query)
{
    struct exchange *x = calloc(1, sizeof(*x));

    ck_assert_ptr_nonnull(x);
    exchange_init(x);
    x->method = "POST";
    x->path = span_text("/v1/render");
    x->query = span_text(query);
    x->id = "test";
    x->cors_origins = "none";
    x->auto_order = "webp,avif,jpeg,png,gif,tiff";
    x->limits = &limits;
    return x;
}

static void free_exchange(struct exchange *x)
{
    exchange_fini(x);
    free(x);
}

/* Nothing before the body is whole, all while a worker needs them, nothing while the reply goes
 * out. */
START_TEST(plans_of_a_list_live_from_body_to_reply)
{
    struct exchange *x = new_exchange("outputs=" LIST);
    struct err err = {0};
    struct buf picture;

    buf_init(&picture, 1 << 20);
    ck_assert(drawn_jpeg(64, 48, &picture));
    ck_assert_int_eq(handlers_begin(x, &err), ERR_OK);
    ck_assert_ptr_null(x->render->plan);
    ck_assert_int_eq(handlers_sniff(x, buf_span(&picture), false, &err), ERR_OK);
    ck_assert_ptr_null(x->render->plan);
    ck_assert_msg(handlers_body(x, buf_span(&picture), &err) == ERR_OK, "%s", err.detail);
    ck_assert_uint_eq(x->plans.n, OUTPUTS);
    ck_assert_ptr_eq(x->plans.at, x->render->plan);
    ck_assert_uint_eq(x->plans.at[2].n_steps, 1);
    exchange_release(x);
    ck_assert_ptr_null(x->render->plan);
    ck_assert_ptr_eq(x->plans.at, &x->plan);
    ck_assert_uint_eq(x->render->n, OUTPUTS);
    buf_fini(&picture);
    free_exchange(x);
}
END_TEST

/* A list that will not do is said no to at the headers. */
START_TEST(bad_list_is_refused_before_the_body)
{
    static const char *const lists[] = {"outputs=%5B%5D", "outputs=%5B%7B%22stepz%22:1%7D%5D",
                                        "outputs=%5B" EMPTY "," EMPTY "," EMPTY "," EMPTY "%5D"};
    struct exchange *x = new_exchange(lists[_i]);
    struct err err = {0};

    ck_assert_int_ne(handlers_begin(x, &err), ERR_OK);
    ck_assert(!x->takes_body);
    free_exchange(x);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {plans_of_a_list_live_from_body_to_reply, 0},
        {bad_list_is_refused_before_the_body, 3},
    };

    return suite_run("handlers/render", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                        : EXIT_FAILURE;
}

/* What a pipeline may cost: no more decodes and encodes than one, no picture of full size where it
 * can be made smaller first.
 *
 * CPU time of this process, least of several runs that take turns: other load adds waiting, not
 * work, though it does take caches away. So a bound that does not hold after the fewest rounds gets
 * more, and one that many rounds do not bring about is broken. Every bound is a ratio.
 */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 200, PLANS_MAX_HERE = 8, WIDTH = 2880, HEIGHT = 1920 };

/* A sanitizer has every access of our own code pay, and none of the libraries': there it is only
 * tried that the bounds can be measured. */
#ifdef __SANITIZE_ADDRESS__
enum { FEWEST = 1, ROUNDS = 7 };
#else
enum { FEWEST = 3, ROUNDS = 12 };
#endif

struct costs {
    const char *plan[PLANS_MAX_HERE];
    double ms[PLANS_MAX_HERE];
};

/* The index of a plan that costs too much, or -1. */
typedef int too_dear_fn(const struct costs *costs);

static double cpu_ms(void)
{
    struct timespec now;

    ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double run(const struct trial *trial, const char *text)
{
    const int fd = memfd_create("cost", MFD_CLOEXEC);
    struct run_facts facts;
    struct plan plan;

    trial_plan(text, &plan);
    const double start = cpu_ms();

    ck_assert_int_eq(image_run(&plan, &trial->limits, buf_span(&trial->input), fd, &facts, NULL),
                     ERR_OK);
    const double spent = cpu_ms() - start;

    (void)close(fd);
    return spent;
}

static void measure_once(const struct trial *trial, struct costs *costs)
{
    for (int i = 0; costs->plan[i]; i++) {
        const double ms = run(trial, costs->plan[i]);

        if (costs->ms[i] == 0 || ms < costs->ms[i])
            costs->ms[i] = ms;
    }
}

static void print_costs(const struct costs *costs)
{
    for (int i = 0; costs->plan[i]; i++)
        (void)fprintf(stderr, "%8.1f ms  %s\n", costs->ms[i], costs->plan[i]);
}

/* On a picture of WIDTH by HEIGHT, stored as in suffix. */
static void assert_costs(const char *suffix, struct costs *costs, too_dear_fn *too_dear)
{
    struct trial trial;
    int dear = -1;

    trial_init(&trial);
    trial_pattern(&trial, WIDTH, HEIGHT, suffix);
    for (int round = 0; round < FEWEST || (round < ROUNDS && dear >= 0); round++) {
        measure_once(&trial, costs);
        dear = too_dear(costs);
    }
    if (dear >= 0)
        print_costs(costs);
    ck_assert_msg(dear < 0, "%s: too dear at %.1f ms", costs->plan[dear < 0 ? 0 : dear],
                  costs->ms[dear < 0 ? 0 : dear]);
    trial_fini(&trial);
}

/* The pipeline first; then one decode, scaling and encode; then each other step on the same
 * picture. Five steps of 1 would cost 5: they cost less than 1.3 of the dearest and one more
 * decode and encode. */
static int five_too_dear(const struct costs *costs)
{
    double slowest = 0;

    for (int i = 1; costs->plan[i]; i++)
        slowest = costs->ms[i] > slowest ? costs->ms[i] : slowest;
    return costs->ms[0] < 1.3 * slowest + costs->ms[1] ? -1 : 0;
}

START_TEST(five_steps_cost_little_more_than_the_slowest)
{
    struct costs costs = {.plan = {"resize?width=800 : sharpen : saturation?amount=40 : "
                                   "rotate?angle=90 : grayscale?format=jpeg",
                                   "resize?width=800&format=jpeg",
                                   "resize?width=800 : sharpen?format=jpeg",
                                   "resize?width=800 : saturation?amount=40&format=jpeg",
                                   "resize?width=800 : rotate?angle=90&format=jpeg",
                                   "resize?width=800 : grayscale?format=jpeg"}};

    assert_costs(".jpg[Q=85]", &costs, five_too_dear);
}
END_TEST

/* The last does what the others need not: were it as cheap, nothing would be saved. */
static int full_size_first(const struct costs *costs)
{
    for (int i = 1; i < 5; i++)
        if (costs->ms[i] >= 1.8 * costs->ms[0])
            return i;
    return costs->ms[5] > 3 * costs->ms[0] ? -1 : 0;
}

/* Steps that only move pixels do not keep the picture from being decoded smaller. */
START_TEST(scaling_goes_first_wherever_it_stands)
{
    struct costs costs = {
        .plan = {"resize?width=400 : sharpen?format=png",
                 "rotate?angle=180 : resize?width=400 : sharpen?format=png",
                 "flip?direction=horizontal : resize?width=400 : sharpen?format=png",
                 "grayscale : flip : resize?width=400 : sharpen?format=png",
                 "crop?width=90%&height=90%&gravity=northwest : resize?width=400 : "
                 "sharpen?format=png",
                 "sharpen : resize?width=400&format=png"}};

    assert_costs(".jpg[Q=85]", &costs, full_size_first);
}
END_TEST

static int step_done_again(const struct costs *costs)
{
    return costs->ms[0] < 1.7 * costs->ms[1] + costs->ms[2] ? -1 : 0;
}

/* What is scaled is computed once, however its lines are asked for; and a picture in memory is no
 * dearer than one that is read from its file. */
START_TEST(a_step_before_scaling_is_done_once)
{
    static const char *const steps[] = {"blur?sigma=3", "sharpen", "rotate?angle=7"};
    static const char *const files[] = {".jpg[Q=85]", ".png[compression=1]"};
    const char *step = steps[(size_t)_i / ARRAY_LEN(files)];
    char both[100];
    char alone[100];
    struct costs costs = {.plan = {both, alone, "resize?width=400&format=jpeg&quality=80"}};

    (void)snprintf(both, sizeof(both), "%s : %s", step, costs.plan[2]);
    (void)snprintf(alone, sizeof(alone), "%s : convert?format=jpeg&quality=80", step);
    assert_costs(files[(size_t)_i % ARRAY_LEN(files)], &costs, step_done_again);
}
END_TEST

static int slower_than_png(const struct costs *costs)
{
    for (int i = 1; costs->plan[i]; i++)
        if (costs->ms[i] >= 1.5 * costs->ms[0])
            return i;
    return -1;
}

START_TEST(a_png_is_scaled_as_fast_for_other_formats)
{
    struct costs costs = {.plan = {"resize?width=400&format=png", "resize?width=400&format=jpeg",
                                   "resize?width=400&height=400&fit=contain&format=jpeg"}};

    assert_costs(".png[compression=1]", &costs, slower_than_png);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {five_steps_cost_little_more_than_the_slowest, 0},
        {scaling_goes_first_wherever_it_stands, 0},
        {a_step_before_scaling_is_done_once, 6},
        {a_png_is_scaled_as_fast_for_other_formats, 0},
    };

    return suite_run("contract/cost", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}

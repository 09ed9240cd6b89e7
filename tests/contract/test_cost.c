/* What a pipeline may cost: no more decodes and encodes than one, no picture of full size where it
 * can be made smaller first.
 *
 * CPU time of this process, least of several runs that take turns: other load adds waiting, not
 * work. Every bound is a ratio.
 */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 200, ROUNDS = 7, PLANS_MAX_HERE = 8, WIDTH = 2880, HEIGHT = 1920 };

struct costs {
    const char *plan[PLANS_MAX_HERE];
    double ms[PLANS_MAX_HERE];
};

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

static void measure(const struct trial *trial, struct costs *costs)
{
    for (int i = 0; costs->plan[i]; i++)
        costs->ms[i] = run(trial, costs->plan[i]);
    for (int round = 1; round < ROUNDS; round++)
        for (int i = 0; costs->plan[i]; i++) {
            const double ms = run(trial, costs->plan[i]);

            costs->ms[i] = ms < costs->ms[i] ? ms : costs->ms[i];
        }
}

/* The pipeline first; then one decode, scaling and encode; then each other step on the same
 * picture. Five steps of 1 would cost 5: they cost less than 1.3 of the dearest and one more
 * decode and encode. */
START_TEST(five_steps_cost_little_more_than_the_slowest)
{
    struct trial trial;
    struct costs costs = {.plan = {"resize?width=800 : sharpen : saturation?amount=40 : "
                                   "rotate?angle=90 : grayscale?format=jpeg",
                                   "resize?width=800&format=jpeg",
                                   "resize?width=800 : sharpen?format=jpeg",
                                   "resize?width=800 : saturation?amount=40&format=jpeg",
                                   "resize?width=800 : rotate?angle=90&format=jpeg",
                                   "resize?width=800 : grayscale?format=jpeg"}};
    double slowest = 0;

    trial_init(&trial);
    trial_pattern(&trial, WIDTH, HEIGHT, ".jpg[Q=85]");
    measure(&trial, &costs);
    for (int i = 1; costs.plan[i]; i++)
        slowest = costs.ms[i] > slowest ? costs.ms[i] : slowest;
    ck_assert_msg(costs.ms[0] < 1.3 * slowest + costs.ms[1],
                  "%.1f ms, the slowest step %.1f, decode and encode %.1f", costs.ms[0], slowest,
                  costs.ms[1]);
    trial_fini(&trial);
}
END_TEST

/* Steps that only move pixels do not keep the picture from being decoded smaller. */
START_TEST(scaling_goes_first_wherever_it_stands)
{
    struct trial trial;
    struct costs costs = {
        .plan = {"resize?width=400 : sharpen?format=png",
                 "rotate?angle=180 : resize?width=400 : sharpen?format=png",
                 "flip?direction=horizontal : resize?width=400 : sharpen?format=png",
                 "grayscale : flip : resize?width=400 : sharpen?format=png",
                 "crop?width=90%&height=90%&gravity=northwest : resize?width=400 : "
                 "sharpen?format=png",
                 "sharpen : resize?width=400&format=png"}};

    trial_init(&trial);
    trial_pattern(&trial, WIDTH, HEIGHT, ".jpg[Q=85]");
    measure(&trial, &costs);
    for (int i = 1; i < 5; i++)
        ck_assert_msg(costs.ms[i] < 1.8 * costs.ms[0], "%s: %.1f ms, in order %.1f", costs.plan[i],
                      costs.ms[i], costs.ms[0]);
    ck_assert_msg(costs.ms[5] > 3 * costs.ms[0], "%s: %.1f ms, in order %.1f: nothing is saved",
                  costs.plan[5], costs.ms[5], costs.ms[0]);
    trial_fini(&trial);
}
END_TEST

/* What is scaled is computed once, however its lines are asked for; and a picture in memory is no
 * dearer than one that is read from its file. */
START_TEST(a_step_before_scaling_is_done_once)
{
    static const char *const steps[] = {"blur?sigma=3", "sharpen", "rotate?angle=7"};
    static const char *const files[] = {".jpg[Q=85]", ".png[compression=1]"};
    const char *step = steps[(size_t)_i / ARRAY_LEN(files)];
    struct trial trial;
    char both[100];
    char alone[100];
    struct costs costs = {.plan = {both, alone, "resize?width=400&format=jpeg&quality=80"}};

    (void)snprintf(both, sizeof(both), "%s : %s", step, costs.plan[2]);
    (void)snprintf(alone, sizeof(alone), "%s : convert?format=jpeg&quality=80", step);
    trial_init(&trial);
    trial_pattern(&trial, WIDTH, HEIGHT, files[(size_t)_i % ARRAY_LEN(files)]);
    measure(&trial, &costs);
    ck_assert_msg(costs.ms[0] < 1.7 * costs.ms[1] + costs.ms[2],
                  "%s: %.1f ms, the step alone %.1f, the scaling %.1f", both, costs.ms[0],
                  costs.ms[1], costs.ms[2]);
    trial_fini(&trial);
}
END_TEST

START_TEST(a_png_is_scaled_as_fast_for_other_formats)
{
    struct trial trial;
    struct costs costs = {.plan = {"resize?width=400&format=png", "resize?width=400&format=jpeg",
                                   "resize?width=400&height=400&fit=contain&format=jpeg"}};

    trial_init(&trial);
    trial_pattern(&trial, WIDTH, HEIGHT, ".png[compression=1]");
    measure(&trial, &costs);
    for (int i = 1; i < 3; i++)
        ck_assert_msg(costs.ms[i] < 1.5 * costs.ms[0], "%s: %.1f ms, as PNG %.1f", costs.plan[i],
                      costs.ms[i], costs.ms[0]);
    trial_fini(&trial);
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

/* What a job may hold: plan_memory() is never less than what a process was seen to hold, and no job
 * meets the limit that a worker sets by it.
 *
 * The process of each row starts like a worker that is warm, with the picture in memory; the peak
 * of its resident memory counts (proc_pid_status(5), VmHWM), all libraries included.
 */
#include "base/heap.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 120, WIDTH = 1900, HEIGHT = 1300 };

/* Pages of freed memory stay with a sanitizer, and its shadow is an eighth of the rest. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZER = 150000000 };
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=1";
}
#else
enum { SANITIZER = 0 };
#endif

static const struct {
    const char *suffix, *plan;
} rows[] = {
    {".png", "convert?format=webp&effort=1"},
    {".png", "convert?format=webp&lossless=true&effort=1"},
    {".png", "convert?format=png&palette=true"},
    {".png", "convert?format=png&colors=100"},
    {".png", "convert?format=gif&effort=1"},
    {".png", "convert?format=png&bitdepth=4"},
    {".png", "convert?format=png&bitdepth=16&effort=1"},
    {".png", "convert?format=tiff"},
    {".png", "rotate?angle=90&format=webp&effort=1"},
    {".png", "rotate?angle=10&format=jpeg"},
    {".png", "affine?matrix=0.9,0.2,-0.2,0.9&format=jpeg"},
    {".png[alpha]", "convert?format=webp&effort=1"},
    {".png[alpha]", "convert?format=png&colors=100"},
    {".png[alpha]", "resize?width=800 : sharpen?format=png"},
    {".png[alpha]", "affine?matrix=0.1,0.02,-0.02,0.1&format=png"},
    {".png[alpha]", "perspective?corners=0,0;1900,600;1900,700;0,1300&format=png&effort=1"},
    {".png", "flip : resize?width=300&format=jpeg"},
    {".png", "resize?width=300 : blur?format=webp"},
    {".png", "resize?width=5000&enlarge=true : resize?width=300&format=jpeg"},
    {".png", "resize?width=4000&enlarge=true&format=png&effort=1"},
    {".png[alpha]", "resize?width=4000&enlarge=true&format=png&effort=1"},
    {".png[alpha]", "flip : resize?width=300&format=webp"},
    {".png[alpha]", "resize?width=5000&enlarge=true : resize?width=300&format=webp"},
    {".png[interlace]", "convert?format=png&interlace=true&effort=1"},
    {".jpg", "blur?sigma=3 : resize?width=700&format=jpeg"},
    {".jpg", "sepia : sharpen : sepia : blur?sigma=3 : resize?width=800&format=jpeg"},
    {".jpg", "rotate?angle=7 : rotate?angle=7 : rotate?angle=7&format=jpeg"},
    {".jpg", "median?radius=2 : resize?width=700 : sharpen : resize?width=100&format=jpeg"},
    {".jpg", "perspective?corners=0,0;1900,600;1900,700;0,1300&width=400&height=300&format=webp"},
    {".jpg", "convert?format=webp&lossless=true&effort=1"},
    {".jpg", "convert?format=jpeg&lossless=off&quality=95&interlace=true"},
    {".jpg", "convert?format=jpeg&profile=cmyk"},
    {".jpg", "convert?format=jpeg&profile=p3"},
    {".jpg", "convert?format=jpeg&quality=auto"},
    {".jpg", "resize?width=1200&format=jpeg&max_bytes=100000"},
    {".jpg", "resize?width=1200&format=jpeg&max_bytes=10000&shrink=allow"},
    {".jpg", "resize?width=1800 : blur?sigma=2&format=png&effort=1"},
    {".jpg", "rotate?angle=90 : resize?width=700 : sharpen?format=webp"},
    {".jpg", "resize?width=700&format=avif&effort=1"},
    {".jpg", "rotate?angle=90&format=jpeg"},
    {".jpg", "rotate?angle=90&format=jpeg&effort=9"},
    {".jpg[interlace]", "resize?width=800 : sharpen?format=jpeg"},
    {".jpg[interlace]", "convert?format=webp&effort=1"},
    {".jpg[interlace]", "rotate?angle=90&format=jpeg"},
    {".jpg[Q=100]", "rotate?angle=90&format=jpeg"},
};

static uint64_t status_bytes(const char *name)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    uint64_t bytes = 0;

    ck_assert(file != NULL);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, name, strlen(name)) == 0)
            bytes = strtoull(line + strlen(name), NULL, 10) * 1024;
    (void)fclose(file);
    ck_assert_uint_gt(bytes, 0);
    return bytes;
}

/* proc_pid_clear_refs(5): 5 resets the peak. */
static void forget_peak(void)
{
    const int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

    ck_assert(fd >= 0 && write(fd, "5", 1) == 1);
    (void)close(fd);
}

static void draw_input(struct trial *trial, const char *suffix)
{
    VipsImage *opaque, *image = NULL;

    trial_pattern(trial, WIDTH, HEIGHT, strstr(suffix, "alpha") ? ".png" : suffix);
    if (strstr(suffix, "alpha") == NULL)
        return;
    opaque = trial_decode(buf_span(&trial->input));
    ck_assert_int_eq(vips_bandjoin_const1(opaque, &image, 200, NULL), 0);
    trial_save(trial, image, ".png");
    g_object_unref(opaque);
    g_object_unref(image);
}

/* The input of the row before stays, where it is the same and the rows share a process. */
static void make_input(struct trial *trial, const char *suffix)
{
    static struct trial kept;
    static const char *made = "";

    if (strcmp(made, suffix) != 0) {
        if (*made)
            trial_fini(&kept);
        trial_init(&kept);
        draw_input(&kept, suffix);
        made = suffix;
    }
    *trial = kept;
}

START_TEST(estimate_is_no_less_than_what_is_held)
{
    const int fd = memfd_create("memory", MFD_CLOEXEC);
    struct image_info info;
    struct run_facts facts;
    struct trial trial;
    struct plan plan;

    heap_bound();
    make_input(&trial, rows[_i].suffix);
    trial_plan(rows[_i].plan, &plan);
    ck_assert_int_eq(probe_header(buf_span(&trial.input), true, &info), PROBE_DONE);
    const uint64_t estimate = plan_memory(&plan, &info, trial.input.len, &trial.limits);

    forget_peak();
    heap_allow(status_bytes("VmData:"), estimate);
    ck_assert_int_eq(image_run(&plan, &trial.limits, buf_span(&trial.input), fd, &facts, NULL),
                     ERR_OK);
    const uint64_t peak = status_bytes("VmHWM:");

    ck_assert_msg(peak <= estimate + SANITIZER, "%s of %s: %.1f MB, estimated %.1f", rows[_i].plan,
                  rows[_i].suffix, (double)peak / 1e6, (double)estimate / 1e6);
    (void)close(fd);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {estimate_is_no_less_than_what_is_held, ARRAY_LEN(rows)},
    };

    return suite_run("contract/memory", suite, ARRAY_LEN(suite), SECONDS) ? 0 : 1;
}

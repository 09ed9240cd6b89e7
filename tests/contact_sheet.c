/* contact_sheet: every operation's example on one photograph, side by side, with names.
 *
 *   contact_sheet PHOTO OUT
 *
 * OUT's suffix is the format. Run by scripts/contact-sheet.sh; a human looks at the result.
 */
#include "image/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>
#include <vips/vips.h>

enum { WIDTH = 180, HEIGHT = 120, LABEL = 20, ACROSS = 8, GAP = 6, PHOTO_MAX = 64 << 20 };

static _Noreturn void fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "contact_sheet: %s: %s %s\n", what, why, vips_error_buffer());
    exit(EX_SOFTWARE);
}

static void read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rbe");
    char piece[65536];
    size_t len;

    if (file == NULL)
        fail(path, "cannot be read");
    while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(out, piece, len);
    (void)fclose(file);
}

static void set_all(struct plan *plan, const char *query)
{
    struct plan_seen seen = {0};
    struct span rest = span_text(query);
    struct span pair;
    struct err err = {0};

    while (span_next(&rest, '&', &pair)) {
        struct span name;

        if (!span_next(&pair, '=', &name) ||
            plan_set(plan, &seen, true, name, pair, &err) != ERR_OK)
            fail(query, err.detail);
    }
}

static void add_step(struct plan *plan, int op, const char *query)
{
    const struct limits limits = limits_default();

    if (op < 0 || plan_add(plan, op, &limits, NULL) != ERR_OK)
        fail(query, "cannot be planned");
    set_all(plan, query);
    if (step_takes_more(&plan->steps[plan->n_steps - 1]))
        step_bind(&plan->steps[plan->n_steps - 1], 1, 1);
}

/* What comes out, in memory. */
static VipsImage *run(const struct plan *plan, struct span photo, const char *name)
{
    const struct limits limits = limits_default();
    const int fd = memfd_create("cell", MFD_CLOEXEC);
    struct run_facts facts;
    struct err err = {0};
    char path[64];

    const struct inputs inputs = {.n = 2, .at = {photo, photo}};

    if (fd < 0 || image_run_inputs(plan, &limits, &inputs, fd, &facts, &err) != ERR_OK)
        fail(name, err.detail);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    VipsImage *file = NULL;
    VipsImage *pixels = vips_pngload(path, &file, NULL) == 0 ? vips_image_copy_memory(file) : NULL;

    if (pixels == NULL)
        fail(name, "cannot be read back");
    g_object_unref(file);
    (void)close(fd);
    return pixels;
}

/* White as paper, sRGB, 8 bits, never larger than a cell; transparency shows as light grey. */
static VipsImage *printed(VipsImage *in)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const double scale =
        VIPS_MIN(1.0, VIPS_MIN((double)WIDTH / in->Xsize, (double)HEIGHT / in->Ysize));
    VipsArrayDouble *grey = vips_array_double_newv(1, 215.0);
    VipsArrayDouble *paper = vips_array_double_newv(1, 255.0);
    VipsImage *out = NULL;

    if (vips_colourspace(in, &t[0], VIPS_INTERPRETATION_sRGB, NULL) ||
        (vips_image_hasalpha(t[0]) ? vips_flatten(t[0], &t[1], "background", grey, NULL)
                                   : vips_copy(t[0], &t[1], NULL)) ||
        vips_resize(t[1], &t[2], scale, NULL) ||
        vips_gravity(t[2], &out, VIPS_COMPASS_DIRECTION_CENTRE, WIDTH, HEIGHT, "extend",
                     VIPS_EXTEND_BACKGROUND, "background", paper, NULL))
        fail("cell", "cannot be drawn");
    vips_area_unref(VIPS_AREA(grey));
    vips_area_unref(VIPS_AREA(paper));
    g_object_unref(scope);
    return out;
}

static VipsImage *label(const char *name)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    VipsImage *out = NULL;

    if (vips_text(&t[0], name, "font", "sans 9", NULL) || vips_invert(t[0], &t[1], NULL) ||
        vips_gravity(t[1], &t[2], VIPS_COMPASS_DIRECTION_CENTRE, WIDTH, LABEL, "extend",
                     VIPS_EXTEND_WHITE, NULL) ||
        vips_colourspace(t[2], &out, VIPS_INTERPRETATION_sRGB, NULL))
        fail(name, "cannot be written");
    g_object_unref(scope);
    return out;
}

static VipsImage *cell(int op, struct span photo)
{
    struct plan plan;
    VipsImage *out = NULL;

    plan_init(&plan);
    add_step(&plan, op_index(span_text("thumbnail")), "width=180&height=120");
    add_step(&plan, op, op_at(op)->example);
    output_set_format(&plan.output, FORMAT_PNG);
    VipsImage *result = run(&plan, photo, op_at(op)->name);
    VipsImage *picture = printed(result);
    VipsImage *name = label(op_at(op)->name);

    if (vips_join(picture, name, &out, VIPS_DIRECTION_VERTICAL, NULL))
        fail(op_at(op)->name, "cannot be joined");
    g_object_unref(result);
    g_object_unref(picture);
    g_object_unref(name);
    return out;
}

int main(int argc, char **argv)
{
    struct buf photo;
    VipsImage *sheet = NULL;

    if (argc != 3) {
        (void)fprintf(stderr, "usage: contact_sheet PHOTO OUT\n");
        return EX_USAGE;
    }
    buf_init(&photo, PHOTO_MAX);
    read_file(argv[1], &photo);
    if (!image_open())
        fail("image_start", "failed");
    VipsImage **cells = g_new0(VipsImage *, (gsize)op_count());
    VipsArrayDouble *paper = vips_array_double_newv(1, 255.0);

    for (int i = 0; i < op_count(); i++)
        cells[i] = cell(i, buf_span(&photo));
    if (vips_arrayjoin(cells, &sheet, op_count(), "across", ACROSS, "shim", GAP, "background",
                       paper, NULL) ||
        vips_image_write_to_file(sheet, argv[2], "strip", TRUE, NULL))
        fail(argv[2], "cannot be written");
    for (int i = 0; i < op_count(); i++)
        g_object_unref(cells[i]);
    g_free(cells);
    vips_area_unref(VIPS_AREA(paper));
    g_object_unref(sheet);
    image_stop();
    buf_fini(&photo);
    return EX_OK;
}

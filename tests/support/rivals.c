#include "tests/support/rivals.h"

#include "image/run_on.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES_MAX = 64 << 20, DHT = 0xC4, SOS = 0xDA, MARGIN = 4 };

static void read_back(struct rival *rival, int fd)
{
    char piece[1 << 14];
    ssize_t got;

    for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
        buf_add(&rival->bytes, piece, (size_t)got);
    ck_assert(!rival->bytes.failed);
    ck_assert_uint_eq(rival->bytes.len, rival->facts.bytes);
}

void rival_run(struct rival *rival, struct trial *trial, const struct plan *plan,
               enum engine engine)
{
    const int fd = memfd_create("rival", MFD_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    *rival = (struct rival){.code = ERR_OK};
    buf_init(&rival->bytes, BYTES_MAX);
    rival->code = run_on(engine, plan, &trial->limits, buf_span(&trial->input), fd, &rival->facts,
                         &rival->err);
    ck_assert_int_eq(rival->code, rival->err.code);
    ck_assert_str_eq(vips_error_buffer(), "");
    if (rival->code == ERR_OK) {
        ck_assert_uint_eq(rival->facts.engine, engine);
        read_back(rival, fd);
        rival->image = trial_decode(buf_span(&rival->bytes));
    }
    (void)close(fd);
}

void rival_fini(struct rival *rival)
{
    g_clear_object(&rival->image);
    buf_fini(&rival->bytes);
}

/* The next segment that tells more than how the entropy coder was tuned; false: the scan. */
static bool next_segment(struct span jpeg, size_t *at, struct span *segment)
{
    while (*at + 4 <= jpeg.len && jpeg.data[*at + 1] != SOS) {
        const size_t len = 2 + (size_t)read_be16(jpeg.data + *at + 2);

        *segment = span_cut(jpeg, *at, len);
        *at += len;
        if (segment->data[1] != DHT)
            return true;
    }
    return false;
}

static void assert_same_header(struct span a, struct span b)
{
    size_t at_a = 2;
    size_t at_b = 2;
    struct span one = {NULL, 0};
    struct span other = {NULL, 0};

    while (next_segment(a, &at_a, &one)) {
        ck_assert(next_segment(b, &at_b, &other));
        ck_assert_msg(span_equal(one, other), "segment %02x of %zu bytes, and %02x of %zu",
                      one.data[1], one.len, other.data[1], other.len);
    }
    ck_assert(!next_segment(b, &at_b, &other));
}

void rivals_assert_alike(const struct rival *a, const struct rival *b)
{
    ck_assert_msg(a->code == b->code, "%s (%s), and %s (%s)", a->err.detail, a->err.note,
                  b->err.detail, b->err.note);
    if (a->code != ERR_OK)
        return;
    ck_assert_uint_eq(a->facts.width, b->facts.width);
    ck_assert_uint_eq(a->facts.height, b->facts.height);
    ck_assert_uint_eq(a->facts.format, b->facts.format);
    ck_assert_uint_eq(a->facts.input.width, b->facts.input.width);
    ck_assert_uint_eq(a->facts.input.orientation, b->facts.input.orientation);
    ck_assert_int_eq(a->image->Xsize, b->image->Xsize);
    ck_assert_int_eq(a->image->Ysize, b->image->Ysize);
    if (a->facts.format == FORMAT_JPEG)
        assert_same_header(buf_span(&a->bytes), buf_span(&b->bytes));
}

static bool is_blob(VipsImage *image, const char *field)
{
    return vips_image_get_typeof(image, field) == VIPS_TYPE_BLOB;
}

static void assert_same_blob(VipsImage *a, VipsImage *b, const char *field, const char *plan)
{
    const void *one;
    const void *other;
    size_t len_one = 0;
    size_t len_other = 0;

    ck_assert_int_eq(vips_image_get_blob(a, field, &one, &len_one), 0);
    ck_assert_int_eq(vips_image_get_blob(b, field, &other, &len_other), 0);
    ck_assert_msg(len_one == len_other && memcmp(one, other, len_one) == 0,
                  "%s: %s has %zu bytes, and %zu others", plan, field, len_one, len_other);
}

static void assert_same_field(VipsImage *a, VipsImage *b, const char *field, const char *plan)
{
    char *one = NULL;
    char *other = NULL;

    ck_assert_msg(vips_image_get_typeof(a, field) == vips_image_get_typeof(b, field),
                  "%s: only one has %s", plan, field);
    if (is_blob(a, field)) {
        assert_same_blob(a, b, field, plan);
        return;
    }
    ck_assert(vips_image_get_as_string(a, field, &one) == 0 &&
              vips_image_get_as_string(b, field, &other) == 0);
    ck_assert_msg(strcmp(one, other) == 0, "%s: %s is %s, and %s", plan, field, one, other);
    g_free(one);
    g_free(other);
}

/* libvips names each buffer anew; an engine without loss keeps the sampling. */
static bool tells_of_pixels(const char *field)
{
    return strcmp(field, "filename") == 0 || strcmp(field, "jpeg-chroma-subsample") == 0;
}

void rivals_assert_metadata(const struct rival *a, const struct rival *b, const char *plan)
{
    VipsImage *const both[] = {a->image, b->image};

    for (int i = 0; i < 2; i++) {
        gchar **fields = vips_image_get_fields(both[i]);

        for (int j = 0; fields[j]; j++)
            if (!tells_of_pixels(fields[j]))
                assert_same_field(both[0], both[1], fields[j], plan);
        g_strfreev(fields);
    }
}

/* Y, Cb and Cr of a picture, three floats a pixel (JFIF 1.02). */
struct planes {
    int width, height;
    VipsImage *image; /* in memory */
    const float *data;
};

enum { Y_PLANE, CB_PLANE, CR_PLANE, N_PLANES };

static struct planes planes_of(VipsImage *image)
{
    static const double matrix[] = {0.299, 0.587, 0.114,     -0.168736, -0.331264,
                                    0.5,   0.5,   -0.418688, -0.081312};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);

    t[0] = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    ck_assert(vips_colourspace(image, &t[1], VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
              vips_recomb(t[1], &t[2], t[0], NULL) == 0);
    ck_assert(t[2]->Bands == N_PLANES && t[2]->BandFmt == VIPS_FORMAT_FLOAT);
    struct planes planes = {.width = t[2]->Xsize, .height = t[2]->Ysize};

    planes.image = vips_image_copy_memory(t[2]);
    ck_assert_ptr_nonnull(planes.image);
    planes.data = (const float *)vips_image_get_data(planes.image);
    ck_assert_ptr_nonnull(planes.data);
    g_object_unref(scope);
    return planes;
}

/* How far apart the planes of a are from those of b, which is moved by half a pixel along x, y or
 * not at all (-1, 0, 1): means of squares. So many pixels at the edges do not count. */
struct misfit {
    double of[N_PLANES];
};

static struct misfit misfit(const struct planes *a, const struct planes *b, int dx, int dy,
                            int margin)
{
    const ptrdiff_t step = N_PLANES * ((ptrdiff_t)dy * a->width + dx); /* the other neighbour */
    struct misfit sums = {{0, 0, 0}};

    ck_assert(a->width == b->width && a->height == b->height);
    for (int y = margin; y < a->height - margin; y++) {
        const ptrdiff_t row = N_PLANES * (ptrdiff_t)y * a->width;

        for (int i = 0; i < N_PLANES; i++) {
            const float *const of_a = a->data + row + i;
            const float *const of_b = b->data + row + i;
            double sum = sums.of[i];

            for (int at = N_PLANES * margin; at < N_PLANES * (a->width - margin); at += N_PLANES) {
                const double off = of_a[at] - 0.5 * (of_b[at] + of_b[at - step]);

                sum += off * off;
            }
            sums.of[i] = sum;
        }
    }
    for (int i = 0; i < N_PLANES; i++)
        sums.of[i] /= (double)(a->width - 2 * margin) * (a->height - 2 * margin);
    return sums;
}

struct closeness rivals_closeness(VipsImage *a, VipsImage *b)
{
    const struct planes x = planes_of(a);
    const struct planes y = planes_of(b);
    const struct misfit is = misfit(&x, &y, 0, 0, 0);
    struct closeness closeness;

    for (int i = 0; i < N_PLANES; i++)
        closeness.db[i] = 10 * log10(255.0 * 255.0 / fmax(1e-9, is.of[i]));
    g_object_unref(x.image);
    g_object_unref(y.image);
    return closeness;
}

/* Whether planes fit better when moved; a little is noise of the encoder. */
static bool fits_better(double moved, double still)
{
    return moved < 0.9 * still;
}

double rivals_chroma_shift(VipsImage *a, VipsImage *b, bool vertical)
{
    const struct planes x = planes_of(a);
    const struct planes y = planes_of(b);
    const struct misfit still = misfit(&x, &y, 0, 0, MARGIN);
    double best = 0;

    for (int way = -1; way <= 1; way += 2) {
        const struct misfit moved = misfit(&x, &y, vertical ? 0 : way, vertical ? way : 0, MARGIN);

        if (fits_better(moved.of[CB_PLANE] + moved.of[CR_PLANE],
                        still.of[CB_PLANE] + still.of[CR_PLANE]) &&
            !fits_better(moved.of[Y_PLANE], still.of[Y_PLANE]))
            best = 0.5 * way;
    }
    g_object_unref(x.image);
    g_object_unref(y.image);
    return best;
}

#include "tests/support/rivals.h"

#include "image/run_on.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES_MAX = 64 << 20, DHT = 0xC4, SOS = 0xDA };

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

/* JFIF 1.02. */
static VipsImage *planes_of(VipsImage *image)
{
    static const double matrix[] = {0.299, 0.587, 0.114,     -0.168736, -0.331264,
                                    0.5,   0.5,   -0.418688, -0.081312};
    VipsImage *m = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    VipsImage *rgb = NULL;
    VipsImage *planes = NULL;

    ck_assert(vips_colourspace(image, &rgb, VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
              vips_recomb(rgb, &planes, m, NULL) == 0);
    g_object_unref(rgb);
    g_object_unref(m);
    return planes;
}

static double band_squares(VipsImage *difference, int band)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    double mean = 0;

    ck_assert(vips_extract_band(difference, &t[0], band, NULL) == 0 &&
              vips_multiply(t[0], t[0], &t[1], NULL) == 0 && vips_avg(t[1], &mean, NULL) == 0);
    g_object_unref(scope);
    return mean;
}

struct closeness rivals_closeness(VipsImage *a, VipsImage *b)
{
    VipsImage *x = planes_of(a);
    VipsImage *y = planes_of(b);
    VipsImage *difference = NULL;
    struct closeness closeness;

    ck_assert_int_eq(a->Xsize, b->Xsize);
    ck_assert_int_eq(a->Ysize, b->Ysize);
    ck_assert_int_eq(vips_subtract(x, y, &difference, NULL), 0);
    for (int i = 0; i < 3; i++)
        closeness.db[i] = 10 * log10(255.0 * 255.0 / fmax(1e-9, band_squares(difference, i)));
    g_object_unref(difference);
    g_object_unref(x);
    g_object_unref(y);
    return closeness;
}

/* How far luma or chroma of a is from that of b moved by so much; the edges do not count. */
static double misfit(VipsImage *a, VipsImage *b, bool luma, double dx, double dy)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    VipsInterpolate *bilinear = vips_interpolate_new("bilinear");
    VipsArrayInt *area = vips_array_int_newv(4, 0, 0, b->Xsize, b->Ysize);
    const int margin = 4;

    ck_assert(vips_affine(b, &t[0], 1, 0, 0, 1, "odx", dx, "ody", dy, "oarea", area, "interpolate",
                          bilinear, NULL) == 0 &&
              vips_subtract(a, t[0], &t[1], NULL) == 0 &&
              vips_extract_area(t[1], &t[2], margin, margin, a->Xsize - 2 * margin,
                                a->Ysize - 2 * margin, NULL) == 0);
    const double sum = luma ? band_squares(t[2], 0) : band_squares(t[2], 1) + band_squares(t[2], 2);

    vips_area_unref(VIPS_AREA(area));
    g_object_unref(bilinear);
    g_object_unref(scope);
    return sum;
}

/* Whether a plane fits better when moved; a little is noise of the encoder. */
static bool fits_moved(VipsImage *a, VipsImage *b, bool luma, double dx, double dy)
{
    return misfit(a, b, luma, dx, dy) < 0.9 * misfit(a, b, luma, 0, 0);
}

double rivals_chroma_shift(VipsImage *a, VipsImage *b, bool vertical)
{
    VipsImage *x = planes_of(a);
    VipsImage *y = planes_of(b);
    double best = 0;

    for (double way = -0.5; way <= 0.5; way += 1) {
        const double dx = vertical ? 0 : way;
        const double dy = vertical ? way : 0;

        if (fits_moved(x, y, false, dx, dy) && !fits_moved(x, y, true, dx, dy))
            best = way;
    }
    g_object_unref(x);
    g_object_unref(y);
    return best;
}

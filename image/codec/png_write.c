#include "image/codec/png_write.h"

#include "image/codec/png_deflate.h"
#include "image/codec/png_filter.h"
#include "image/codec/png_unfilter.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Signature; IHDR and pHYs with length, type and CRC; length and type of IDAT. Its CRC and IEND. */
enum { SIGNATURE = 8, IHDR = 13, PHYS = 9, AROUND = 12 };
enum { HEAD_SIZE = SIGNATURE + IHDR + PHYS + 2 * AROUND + 8, TAIL_SIZE = 4 + AROUND };

/* libdeflate's levels without an effort asked for. Unfiltered, 6 gives zlib's bytes at 6 in half
 * the time. Where filters help at all they leave little to find: level 1 is within 5 % of 6 in a
 * quarter of the time. OWN is png_deflate(). */
enum { LEVEL_PLAIN = 6, LEVEL_FILTERED = 1, OWN = 0, RAW_MAX = 1 << 30 };

/* The sample: groups of rows spread over the picture, each longer than deflate looks back (32 KiB),
 * or what it finds there would not count. */
enum { GROUPS = 3, GROUP_BYTES = 48 << 10 };

static const char idat[] = {'I', 'D', 'A', 'T'};

bool png_write_takes(uint32_t width, uint32_t height, uint32_t bands)
{
    return ((uint64_t)width * bands + 1) * height <= RAW_MAX;
}

static void put32(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* Length, type and CRC around the `len` bytes that the caller has put at p + 8. */
static unsigned char *close_chunk(unsigned char *p, const char *type, uint32_t len)
{
    put32(p, len);
    memcpy(p + 4, type, 4);
    put32(p + 8 + len, libdeflate_crc32(0, p + 4, 4 + (size_t)len));
    return p + AROUND + len;
}

static void make_head(const struct canvas *canvas, const struct png_style *style,
                      unsigned char head[HEAD_SIZE])
{
    static const unsigned char colors[] = {0, 0, 4, 2, 6}; /* by bands; PNG, table 11.1 */
    unsigned char *p = head + SIGNATURE;

    memcpy(head, "\x89PNG\r\n\x1A\n", SIGNATURE);
    put32(p + 8, canvas->width);
    put32(p + 12, canvas->height);
    memcpy(p + 16, (unsigned char[]){8, colors[canvas->bands], 0, 0, 0}, 5);
    p = close_chunk(p, "IHDR", IHDR);
    put32(p + 8, style->density_x);
    put32(p + 12, style->density_y);
    p[16] = 1; /* pixels a metre */
    p = close_chunk(p, "pHYs", PHYS);
    memcpy(p + 4, idat, sizeof(idat));
}

static enum err_code put(int fd, const unsigned char *data, size_t len, struct err *err)
{
    while (len > 0) {
        const ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(err, ERR_INTERNAL, "The result cannot be written.");
        data += n;
        len -= (size_t)n;
    }
    return ERR_OK;
}

static enum err_code put_file(const struct canvas *canvas, const struct png_style *style, int fd,
                              struct span stream, struct err *err)
{
    unsigned char head[HEAD_SIZE];
    unsigned char tail[TAIL_SIZE];

    make_head(canvas, style, head);
    put32(head + HEAD_SIZE - 8, (uint32_t)stream.len);
    put32(tail, libdeflate_crc32(libdeflate_crc32(0, idat, sizeof(idat)), stream.data, stream.len));
    (void)close_chunk(tail + 4, "IEND", 0);
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    enum err_code code = put(fd, head, HEAD_SIZE, err);

    if (code == ERR_OK)
        code = put(fd, stream.data, stream.len, err);
    return code == ERR_OK ? put(fd, tail, TAIL_SIZE, err) : code;
}

typedef const unsigned char *row_of(struct png_rows *rows, const struct canvas *canvas, uint32_t y);

static const unsigned char *row_plain(struct png_rows *rows, const struct canvas *canvas,
                                      uint32_t y)
{
    unsigned char *row = canvas_row(canvas, y) - 1;

    (void)rows;
    *row = PNG_NONE;
    return row;
}

/* What is at work while one picture is written. */
struct work {
    struct png_rows rows;
    size_t pixel;
    unsigned char *sample; /* GROUPS groups of rows */
    uint32_t group;        /* rows of one */
    unsigned char *stream; /* the deflated picture */
    size_t room;
};

/* How rows become a stream: as they are or filtered, and the level they are deflated at. */
struct way {
    bool plain;
    int level;
};

static size_t stream_room(size_t len)
{
    const size_t own = png_deflate_bound(len);
    const size_t theirs = libdeflate_zlib_compress_bound(NULL, len);

    return own > theirs ? own : theirs;
}

static bool work_init(struct work *work, const struct canvas *canvas)
{
    const size_t row = canvas_row_bytes(canvas) + 1;
    const size_t fit = GROUP_BYTES / row;

    work->pixel = canvas->bands;
    work->group = fit < 1 ? 1 : fit > canvas->height ? canvas->height : (uint32_t)fit;
    work->room = stream_room(row * canvas->height);
    work->sample = malloc(GROUPS * row * work->group);
    work->stream = malloc(work->room);
    return png_rows_init(&work->rows, row - 1) && work->sample && work->stream;
}

static void work_fini(struct work *work)
{
    png_rows_fini(&work->rows);
    free(work->sample);
    free(work->stream);
}

/* `len` bytes of rows to work->stream: how many there; 0: out of memory. */
static size_t deflate(struct work *work, int level, const unsigned char *rows, size_t len)
{
    if (level == OWN)
        return png_deflate(rows, len, work->rows.bytes + 1, work->pixel, work->stream);
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(level);
    const size_t size =
        deflater ? libdeflate_zlib_compress(deflater, rows, len, work->stream, work->room) : 0;

    libdeflate_free_compressor(deflater);
    return size;
}

static row_of *rows_of(struct way way)
{
    return way.plain ? row_plain : png_rows_best;
}

/* Groups of rows the picture has room for. */
static uint32_t groups_of(const struct work *work, const struct canvas *canvas)
{
    return canvas->height / work->group < GROUPS ? 1 : GROUPS;
}

static size_t sample_len(const struct work *work, const struct canvas *canvas)
{
    return (work->rows.bytes + 1) * work->group * groups_of(work, canvas);
}

/* Bytes that the sample deflates to, which are written where the picture's will be. */
static size_t sample_size(struct work *work, const struct canvas *canvas, struct way way)
{
    const size_t row = work->rows.bytes + 1;
    const uint32_t groups = groups_of(work, canvas);
    const uint32_t apart = canvas->height / groups;
    unsigned char *to = work->sample;

    for (uint32_t i = 0; i < groups; i++)
        for (uint32_t y = 0; y < work->group; y++, to += row)
            memcpy(to, rows_of(way)(&work->rows, canvas, i * apart + y), row);
    const size_t size = deflate(work, way.level, work->sample, (size_t)(to - work->sample));

    return size > 0 ? size : SIZE_MAX;
}

/* With an effort asked for, libdeflate does it either way. */
static struct way way_of_effort(struct work *work, const struct canvas *canvas, int effort)
{
    const struct way plain = {true, effort};
    const struct way filtered = {false, effort};
    const size_t filtered_size = sample_size(work, canvas, filtered);

    return sample_size(work, canvas, plain) <= filtered_size ? plain : filtered;
}

/* Where filters leave over 2 bits a byte, and a fast search for matches without them a third more
 * than with them, a longer search would not win: level 6 saves at most a quarter of level 1's
 * bytes. Else all three are tried. */
static struct way way_by_sample(struct work *work, const struct canvas *canvas)
{
    const struct way own = {false, OWN};
    const struct way plain = {true, LEVEL_PLAIN};
    const struct way filtered = {false, LEVEL_FILTERED};
    const size_t size = sample_size(work, canvas, own);

    if (size > sample_len(work, canvas) / 4 &&
        sample_size(work, canvas, (struct way){true, LEVEL_FILTERED}) / 4 > size / 3)
        return own;
    const size_t filtered_size = sample_size(work, canvas, filtered);
    const size_t plain_size = sample_size(work, canvas, plain);

    if (size <= filtered_size && size < plain_size)
        return own;
    return plain_size <= filtered_size ? plain : filtered;
}

/* From the bottom up, because a filter looks at the row above as it was. */
static void filter_all(struct work *work, const struct canvas *canvas, struct way way)
{
    for (uint32_t y = canvas->height; y-- > 0;) {
        const unsigned char *row = rows_of(way)(&work->rows, canvas, y);

        if (!way.plain)
            memcpy(canvas_row(canvas, y) - 1, row, work->rows.bytes + 1);
    }
}

static size_t deflate_all(struct work *work, const struct canvas *canvas, int effort)
{
    const struct way way =
        effort ? way_of_effort(work, canvas, effort) : way_by_sample(work, canvas);

    filter_all(work, canvas, way);
    return deflate(work, way.level, canvas->first - 1, (work->rows.bytes + 1) * canvas->height);
}

enum err_code png_write(struct canvas *canvas, const struct png_style *style, int fd,
                        uint64_t *bytes, struct err *err)
{
    struct work work = {.group = 0};
    size_t size = 0;

    canvas_pack(canvas);
    if (work_init(&work, canvas))
        size = deflate_all(&work, canvas, style->effort);
    enum err_code code =
        size > 0 ? put_file(canvas, style, fd, span_of(work.stream, size), err)
                 : err_set(err, ERR_INTERNAL, "There is no memory left to write the result.");

    if (code == ERR_OK)
        *bytes = HEAD_SIZE + size + TAIL_SIZE;
    work_fini(&work);
    return code;
}

#include "image/codec/png_file.h"

#include "image/probe_parts.h"

#include <libdeflate.h>
#include <string.h>

enum { SIGNATURE = 8, HEAD = 8, CRC = 4, IHDR_LEN = 13, PHYS_LEN = 9 };
enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 };

/* libpng refuses sides over 1000000 pixels by default (PNG_USER_WIDTH_MAX); more text than this is
 * no ordinary picture, and libpng has limits of its own for it. 72 dpi is libvips' density. */
enum { SIDE_MAX = 1000000, DENSITY = 2835, TEXTS_MAX = 16, TEXT_MAX = 64 << 10 };

struct chunk {
    const unsigned char *type; /* four letters */
    struct span data;
};

/* Where the walk is; order as in 5.6. */
struct walk {
    struct png_file *file;
    size_t at;
    bool palette, transparent, density, ended;
    int idats, texts;
    uint8_t color;
    bool after; /* a chunk other than IDAT came after IDAT */
};

static bool is(const struct chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

/* 5.3 and 5.4: ancillary, and the reserved bit as it has to be. */
static bool is_ancillary(const struct chunk *chunk)
{
    for (int i = 0; i < 4; i++) {
        const unsigned char letter = chunk->type[i] & 0xDF;

        if (letter < 'A' || letter > 'Z')
            return false;
    }
    return (chunk->type[0] & 0x20) && !(chunk->type[2] & 0x20);
}

/* The chunk at walk->at with its CRC right; 5.3. */
static bool next_chunk(struct walk *walk, struct chunk *chunk)
{
    const struct span file = walk->file->file;

    if (file.len - walk->at < HEAD + CRC)
        return false;
    const unsigned char *p = file.data + walk->at;
    const size_t len = read_be32(p);

    if (len > INT32_MAX || len > file.len - walk->at - HEAD - CRC)
        return false;
    *chunk = (struct chunk){p + 4, {p + HEAD, len}};
    walk->at += HEAD + len + CRC;
    return libdeflate_crc32(0, p + 4, 4 + len) == read_be32(p + HEAD + len);
}

static uint8_t samples_of(int color)
{
    switch (color) {
    case GREY:
    case PALETTE:
        return 1;
    case GREY_ALPHA:
        return 2;
    case RGB:
        return 3;
    case RGBA:
        return 4;
    default:
        return 0;
    }
}

static bool depth_is_ours(int depth, int color)
{
    const bool few = depth == 1 || depth == 2 || depth == 4;

    return depth == 8 || (few && (color == GREY || color == PALETTE));
}

/* 11.2.2. */
static bool read_ihdr(struct walk *walk)
{
    struct png_file *file = walk->file;
    struct chunk chunk;

    if (!next_chunk(walk, &chunk) || !is(&chunk, "IHDR") || chunk.data.len != IHDR_LEN)
        return false;
    const unsigned char *p = chunk.data.data;

    file->width = read_be32(p);
    file->height = read_be32(p + 4);
    file->depth = p[8];
    file->samples = file->bands = samples_of(p[9]);
    walk->color = p[9];
    return file->width > 0 && file->width <= SIDE_MAX && file->height > 0 &&
           file->height <= SIDE_MAX && file->samples > 0 && depth_is_ours(p[8], p[9]) &&
           p[10] == 0 && p[11] == 0 && p[12] == 0;
}

/* 11.2.3: a palette after transparency, a second one, or one of more entries than the depth can
 * reach is not ordinary; nor is one that only suggests colours. */
static bool read_plte(struct walk *walk, struct span data)
{
    struct png_file *file = walk->file;
    const size_t n = data.len / 3;

    if (walk->color != PALETTE || walk->palette || walk->transparent || data.len % 3 != 0 ||
        n == 0 || n > (size_t)1 << file->depth)
        return false;
    for (size_t i = 0; i < n; i++) {
        memcpy(file->colors[i], data.data + 3 * i, 3);
        file->colors[i][3] = 0xFF;
    }
    file->n_colors = (uint32_t)n;
    file->bands = 3;
    walk->palette = file->looked_up = true;
    return true;
}

/* All greys that the depth can say, spread over 8 bits (13.12). */
static void look_up_greys(struct png_file *file)
{
    const unsigned most = (1u << file->depth) - 1;

    for (unsigned i = 0; i <= most; i++) {
        file->colors[i][0] = (unsigned char)(i * 255 / most);
        file->colors[i][1] = 0xFF;
    }
    file->n_colors = most + 1;
    file->looked_up = true;
}

/* 11.3.2.1. A transparent RGB value is left to libpng. */
static bool read_trns(struct walk *walk, struct span data)
{
    struct png_file *file = walk->file;

    if (walk->transparent)
        return false;
    walk->transparent = true;
    if (walk->color == GREY && data.len == 2) {
        look_up_greys(file);
        file->colors[read_be16(data.data) & ((1u << file->depth) - 1)][1] = 0;
        file->bands = 2;
        return true;
    }
    if (walk->color != PALETTE || data.len == 0 || data.len > file->n_colors)
        return false;
    for (size_t i = 0; i < data.len; i++)
        file->colors[i][3] = data.data[i];
    file->bands = 4;
    return true;
}

/* 11.3.5.3. A density in no unit is left to libpng. */
static bool read_phys(struct walk *walk, struct span data)
{
    if (walk->density || data.len != PHYS_LEN || data.data[8] != 1)
        return false;
    walk->density = true;
    walk->file->density_x = read_be32(data.data);
    walk->file->density_y = read_be32(data.data + 4);
    return walk->file->density_x <= INT32_MAX && walk->file->density_y <= INT32_MAX;
}

/* 11.3.3.3: a name, a NUL, method 0, the deflated profile. The one that cameras and editors embed
 * for sRGB has 3144 bytes, and its name inside. Whether libpng would drop it as invalid does not
 * matter: pixels pass unchanged either way. */
static bool is_srgb(struct span data)
{
    static const char name[] = "sRGB IEC61966-2.1";
    enum { PROFILE_MAX = 4096 };
    char profile[PROFILE_MAX];
    const unsigned char *end = data.len > 0 ? memchr(data.data, 0, data.len) : NULL;
    const size_t at = end ? (size_t)(end - data.data) + 2 : data.len;
    size_t len = 0;

    if (at >= data.len || end[1] != 0)
        return false;
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    const bool fine =
        inflater && libdeflate_zlib_decompress(inflater, data.data + at, data.len - at, profile,
                                               PROFILE_MAX, &len) == LIBDEFLATE_SUCCESS;

    libdeflate_free_decompressor(inflater);
    return fine && memmem(profile, len, name, sizeof(name) - 1) != NULL;
}

static bool read_iccp(struct walk *walk, struct span data)
{
    if (walk->file->profiled)
        return false;
    walk->file->profiled = true;
    walk->file->srgb = is_srgb(data);
    return true;
}

static bool read_text(struct walk *walk, struct span data)
{
    walk->file->text = true;
    return ++walk->texts <= TEXTS_MAX && data.len <= TEXT_MAX;
}

static bool read_idat(struct walk *walk, struct span data)
{
    struct png_file *file = walk->file;

    if (walk->after || (walk->color == PALETTE && !walk->palette))
        return false;
    if (walk->idats++ == 0)
        file->idat_at = walk->at - HEAD - data.len - CRC;
    file->idat_len += data.len;
    file->idat_single = walk->idats == 1;
    return true;
}

static bool read_ancillary(struct walk *walk, const struct chunk *chunk)
{
    static const char *const texts[] = {"tEXt", "zTXt", "iTXt"};

    walk->after = walk->idats > 0;
    if (is(chunk, "tRNS"))
        return !walk->after && read_trns(walk, chunk->data);
    if (is(chunk, "pHYs"))
        return !walk->after && read_phys(walk, chunk->data);
    if (is(chunk, "iCCP"))
        return !walk->after && read_iccp(walk, chunk->data);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (is(chunk, texts[i]))
            return read_text(walk, chunk->data);
    /* A turn is not done here. libvips writes EXIF without one into every PNG from 8.15 on. */
    walk->file->text |= is(chunk, "eXIf");
    if (is(chunk, "eXIf"))
        return !walk->after && probe_orientation(chunk->data) == 1;
    /* sPLT may be large. The others do not change a pixel: libvips takes no notice of gAMA, cHRM,
     * sRGB, sBIT, bKGD, hIST, tIME, and of what libpng skips. */
    return !is(chunk, "sPLT") && is_ancillary(chunk);
}

static bool read_chunk(struct walk *walk)
{
    struct chunk chunk;

    if (!next_chunk(walk, &chunk))
        return false;
    if (is(&chunk, "IDAT"))
        return read_idat(walk, chunk.data);
    if (is(&chunk, "PLTE"))
        return walk->idats == 0 && read_plte(walk, chunk.data);
    walk->ended = is(&chunk, "IEND");
    if (walk->ended)
        return chunk.data.len == 0 && walk->idats > 0;
    return read_ancillary(walk, &chunk);
}

bool png_file_open(struct span bytes, struct png_file *file)
{
    struct walk walk = {.file = file, .at = SIGNATURE};

    *file = (struct png_file){.file = bytes, .density_x = DENSITY, .density_y = DENSITY};
    if (bytes.len < SIGNATURE || memcmp(bytes.data, "\x89PNG\r\n\x1A\n", SIGNATURE) != 0 ||
        !read_ihdr(&walk))
        return false;
    while (!walk.ended)
        if (!read_chunk(&walk))
            return false;
    if (!file->looked_up && file->depth < 8)
        look_up_greys(file);
    return true;
}

size_t png_file_row_bytes(const struct png_file *file)
{
    return ((size_t)file->width * file->samples * file->depth + 7) / 8;
}

struct span png_file_stream(const struct png_file *file, unsigned char *room)
{
    size_t at = file->idat_at;
    size_t len = 0;

    if (file->idat_single)
        return span_of(file->file.data + at + HEAD, file->idat_len);
    while (len < file->idat_len) {
        const size_t piece = read_be32(file->file.data + at);

        memcpy(room + len, file->file.data + at + HEAD, piece);
        len += piece;
        at += HEAD + piece + CRC;
    }
    return span_of(room, len);
}

#include "image/facts.h"

#include "base/check.h"
#include "base/macros.h"
#include "image/facts/writers.h"
#include "image/nearest.h"

#include <ctype.h>

enum { NAME_MAX_BYTES = 32 };

#define FACT(field, cost_, schema_, doc_)                                                          \
    {                                                                                              \
        .name = #field, .cost = (cost_), .schema = (schema_), .doc = (doc_), .write = fact_##field \
    }

static const struct fact rows[] = {
    FACT(format, FACT_HEADER, "type: string", "Name of the format, as in `format=`."),
    FACT(mime, FACT_HEADER, "type: string", "Media type of the format."),
    FACT(bytes, FACT_HEADER, "type: integer", "Bytes of the file."),
    FACT(width, FACT_HEADER, "type: integer", "Width in pixels, after EXIF orientation."),
    FACT(height, FACT_HEADER, "type: integer", "Height in pixels, after EXIF orientation."),
    FACT(stored_width, FACT_HEADER, "type: integer", "Width as it is stored."),
    FACT(stored_height, FACT_HEADER, "type: integer", "Height as it is stored."),
    FACT(orientation, FACT_HEADER, "type: integer, minimum: 1, maximum: 8", "EXIF orientation."),
    FACT(frames, FACT_HEADER, "type: integer", "Frames of an animation, else 1."),
    FACT(megapixels, FACT_HEADER, "type: number", "Pixels of all frames, in 10^6."),
    FACT(bands, FACT_HEADER, "type: integer", "Bands a pixel, alpha included."),
    FACT(bits, FACT_HEADER, "type: integer", "Bits a band."),
    FACT(alpha, FACT_HEADER, "type: boolean", "Whether there is an alpha band."),
    FACT(space, FACT_HEADER, "type: string", "Colour space of the pixels: srgb, b-w, cmyk, ..."),
    FACT(icc, FACT_HEADER, "type: boolean", "Whether there is an ICC profile."),
    FACT(progressive, FACT_HEADER, "type: boolean", "Whether it is progressive or interlaced."),
    FACT(density_dpi, FACT_HEADER, "type: number", "Pixels an inch, as the file says."),
    FACT(icc_name, FACT_METADATA, "type: [string, \"null\"]", "Description of the ICC profile."),
    FACT(exif, FACT_METADATA, "type: [object, \"null\"]",
         "EXIF by directory (image, photo, gps), positions included; binary values are left out."),
    FACT(xmp, FACT_METADATA, "type: [object, \"null\"]",
         "XMP properties by the names the file gives them, lists as arrays."),
    FACT(iptc, FACT_METADATA, "type: [object, \"null\"]",
         "IPTC-IIM application record, keywords and by-lines as arrays."),
    FACT(opaque, FACT_PIXELS, "type: boolean", "Whether every pixel is fully opaque."),
    FACT(mean, FACT_PIXELS, "type: [array, \"null\"], items: {type: number}",
         "Mean of red, green and blue, 0 to 255."),
    FACT(entropy, FACT_PIXELS, "type: number", "Shannon entropy of the luma, 0 to 8 bits."),
    FACT(sharpness, FACT_PIXELS, "type: number",
         "Variance of the Laplacian of the luma: the higher, the sharper."),
    FACT(histogram, FACT_PIXELS, "type: object",
         "Pixels counted by value 0 to 255: red, green, blue, luma."),
    FACT(dominant, FACT_PIXELS, "type: [string, \"null\"], pattern: \"^#[0-9a-f]{6}$\"",
         "Colour of the largest group of the palette."),
    FACT(palette, FACT_PIXELS,
         "type: array, items: {type: object, required: [color, share], properties: {color: {type: "
         "string}, share: {type: number}}}",
         "At most 8 colours, the most frequent first, each with its share of the pixels."),
    FACT(blurhash, FACT_PIXELS, "type: string",
         "BlurHash of 4x3 components, 3x4 where it is higher than wide."),
    FACT(thumbhash, FACT_PIXELS, "type: string", "ThumbHash, in base64."),
    FACT(phash, FACT_PIXELS, "type: string, pattern: \"^[0-9a-f]{16}$\"",
         "Perceptual hash of 64 bits, in hex; like pictures differ in few bits."),
};

_Static_assert(ARRAY_LEN(rows) <= 64, "a set of fields is a bit a row");

int fact_count(void)
{
    return (int)ARRAY_LEN(rows);
}

const struct fact *fact_at(int index)
{
    CHECK(index >= 0 && index < fact_count());
    return &rows[index];
}

const char *fact_cost_name(enum fact_cost cost)
{
    static const char *const names[] = {"header", "metadata", "pixels"};

    CHECK(cost <= FACT_PIXELS);
    return names[cost];
}

static uint64_t of_cost(enum fact_cost cost)
{
    uint64_t fields = 0;

    for (int i = 0; i < fact_count(); i++)
        if (rows[i].cost == cost)
            fields |= UINT64_C(1) << i;
    return fields;
}

uint64_t facts_default(void)
{
    return of_cost(FACT_HEADER);
}

uint64_t facts_all(void)
{
    return UINT64_MAX >> (64 - fact_count());
}

bool facts_need_pixels(uint64_t fields)
{
    return (fields & of_cost(FACT_PIXELS)) != 0;
}

static int find(struct span name)
{
    for (int i = 0; i < fact_count(); i++)
        if (span_is(name, rows[i].name))
            return i;
    return -1;
}

static bool is_word(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum(name.data[i]) && name.data[i] != '_')
            return false;
    return name.len > 0 && name.len < NAME_MAX_BYTES;
}

/* The name is a client's: only what could be a field's name is said back. */
static enum err_code unknown(struct span name, struct err *err)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (int i = 0; i < fact_count(); i++)
        nearest_try(name, rows[i].name, &best, &distance);
    const int len = is_word(name) ? (int)name.len : 0;
    const char *text = len > 0 ? (const char *)name.data : "";

    if (best)
        return err_param(err, ERR_PARAM_INVALID, "fields",
                         "There is no field \"%.*s\"; the nearest is \"%s\".", len, text, best);
    return err_param(err, ERR_PARAM_INVALID, "fields",
                     "There is no field \"%.*s\"; GET /v1/operations lists them.", len, text);
}

enum err_code facts_read(struct span list, uint64_t *fields, struct err *err)
{
    uint64_t found = 0;
    size_t at = 0;

    if (span_is(list, "all")) {
        *fields = facts_all();
        return ERR_OK;
    }
    while (at <= list.len) {
        struct span rest = span_cut(list, at, list.len);
        struct span name = {0};

        (void)span_next(&rest, ',', &name);
        const int index = find(name);

        if (index < 0)
            return unknown(name, err);
        if (found & UINT64_C(1) << index)
            return err_param(err, ERR_PARAM_REPEATED, "fields", "The field \"%s\" stands twice.",
                             rows[index].name);
        found |= UINT64_C(1) << index;
        at += name.len + 1;
    }
    *fields = found;
    return ERR_OK;
}

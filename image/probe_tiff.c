#include "image/probe_parts.h"

/* TIFF 6.0, section 2, and the BigTIFF design: the numbers of a file in its byte order. */
struct tiff {
    struct span head;
    bool large, wide; /* big-endian; BigTIFF: offsets and counts of 8 bytes */
};

struct directory {
    size_t entries, n, entry_len; /* where they are, how many of how many bytes */
};

enum {
    TAG_WIDTH = 256,
    TAG_HEIGHT = 257,
    TAG_BITS = 258,
    TAG_ORIENTATION = 274,
    TAG_SAMPLES = 277,
    TYPE_SHORT = 3,
    TYPE_LONG = 4,
    ENTRIES_MAX = 4096
};

static uint32_t read16(const struct tiff *tiff, size_t at)
{
    const unsigned char *p = tiff->head.data + at;

    return tiff->large ? read_be16(p) : read_le16(p);
}

static uint32_t read32(const struct tiff *tiff, size_t at)
{
    const unsigned char *p = tiff->head.data + at;

    return tiff->large ? read_be32(p) : read_le32(p);
}

/* An offset; what does not fit into 32 bits lies outside of anything we read. */
static size_t read_offset(const struct tiff *tiff, size_t at)
{
    const uint32_t first = read32(tiff, at);
    const uint32_t second = tiff->wide ? read32(tiff, at + 4) : 0;

    if (!tiff->wide)
        return first;
    if (tiff->large)
        return first == 0 ? second : SIZE_MAX;
    return second == 0 ? first : SIZE_MAX;
}

static bool fits(const struct tiff *tiff, size_t at, size_t len)
{
    return at <= tiff->head.len && len <= tiff->head.len - at;
}

/* Offset 0, where the signature is, is that of no directory. */
static bool open_directory(const struct tiff *tiff, size_t at, struct directory *directory)
{
    const size_t count_len = tiff->wide ? 8 : 2;

    if (at == 0 || !fits(tiff, at, count_len))
        return false;
    *directory = (struct directory){.n = tiff->wide ? read_offset(tiff, at) : read16(tiff, at),
                                    .entries = at + count_len,
                                    .entry_len = tiff->wide ? 20 : 12};
    return directory->n <= ENTRIES_MAX &&
           fits(tiff, directory->entries, directory->n * directory->entry_len);
}

/* The first value of an entry of type SHORT or LONG; several (BitsPerSample) may lie elsewhere, and
 * then perhaps behind what is here: false. */
static bool read_entry(const struct tiff *tiff, size_t entry, uint32_t *value)
{
    const uint32_t type = read16(tiff, entry + 2);
    const size_t inside = tiff->wide ? 8 : 4;
    const size_t count = tiff->wide ? read_offset(tiff, entry + 4) : read32(tiff, entry + 4);
    const size_t size = type == TYPE_SHORT ? 2 : 4;
    size_t at = entry + 4 + inside;

    *value = 0;
    if (type != TYPE_SHORT && type != TYPE_LONG)
        return true;
    if (count > inside / size)
        at = read_offset(tiff, at);
    if (!fits(tiff, at, size))
        return false;
    *value = type == TYPE_SHORT ? read16(tiff, at) : read32(tiff, at);
    return true;
}

static void take_value(uint32_t tag, uint32_t value, struct image_info *info)
{
    switch (tag) {
    case TAG_WIDTH:
        info->width = value <= INT32_MAX ? value : 0;
        break;
    case TAG_HEIGHT:
        info->height = value <= INT32_MAX ? value : 0;
        break;
    case TAG_BITS:
        info->bits = value <= 64 ? (uint8_t)value : 0;
        break;
    case TAG_ORIENTATION:
        info->orientation = value >= 1 && value <= 8 ? (uint8_t)value : 1;
        break;
    case TAG_SAMPLES:
        info->bands = value <= 4 ? (uint8_t)value : 0;
        break;
    default:
        break;
    }
}

static bool take_entry(const struct tiff *tiff, size_t entry, struct image_info *info)
{
    const uint32_t tag = read16(tiff, entry);
    const bool known = (tag == TAG_WIDTH && info->width == 0) ||
                       (tag == TAG_HEIGHT && info->height == 0) || tag == TAG_BITS ||
                       tag == TAG_ORIENTATION || tag == TAG_SAMPLES;
    uint32_t value;

    if (known && !read_entry(tiff, entry, &value))
        return false;
    if (known)
        take_value(tag, value, info);
    return true;
}

static bool find_directory(struct tiff *tiff, struct directory *directory)
{
    tiff->large = tiff->head.len > 0 && tiff->head.data[0] == 'M';
    tiff->wide = tiff->head.len >= 4 && read16(tiff, 2) == 43;
    const size_t at = tiff->wide ? 8 : 4;

    return fits(tiff, at, tiff->wide ? 8 : 4) &&
           open_directory(tiff, read_offset(tiff, at), directory);
}

static bool next_directory(const struct tiff *tiff, struct directory *directory)
{
    const size_t at = directory->entries + directory->n * directory->entry_len;

    return fits(tiff, at, tiff->wide ? 8 : 4) &&
           open_directory(tiff, read_offset(tiff, at), directory);
}

static bool take_entries(const struct tiff *tiff, const struct directory *directory,
                         struct image_info *info)
{
    bool here = true;

    for (size_t i = 0; i < directory->n; i++)
        here &= take_entry(tiff, directory->entries + i * directory->entry_len, info);
    if (info->width == 0 || info->height == 0)
        info->width = info->height = 0;
    return here;
}

enum probe_state probe_tiff(struct span head, struct image_info *info)
{
    struct tiff tiff = {.head = head};
    struct directory directory;

    return find_directory(&tiff, &directory) && take_entries(&tiff, &directory, info) ? PROBE_DONE
                                                                                      : PROBE_MORE;
}

bool probe_page(struct span file, uint32_t page, struct image_info *info)
{
    struct tiff tiff = {.head = file};
    struct directory directory;
    bool here = find_directory(&tiff, &directory);

    for (uint32_t i = 0; here && i < page; i++)
        here = next_directory(&tiff, &directory);
    *info = (struct image_info){
        .format = FORMAT_TIFF, .frames = 1, .orientation = 1, .alpha = true, .progressive = true};
    return here && take_entries(&tiff, &directory, info) && info->width > 0;
}

#include "image/facts/exif_tags.h"
#include "image/facts/writers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* TIFF 6.0, section 2 and Exif 3.0, 4.6. Directories are found by their pointers alone, each once,
 * and a tag of a directory counts once: no loop, whatever the offsets say. */
enum {
    HEAD = 8,
    ENTRY = 12,
    ENTRIES_MAX = 512,
    NUMBERS_MAX_SHOWN = 16,
    TAG_PHOTO = 0x8769,
    TAG_GPS = 0x8825,
    TAG_COMMENT = 0x9286,
    TAG_VERSION = 0x9000,
    TAG_FLASHPIX = 0xA000,
    COMMENT_CODE = 8
};

enum type { BYTE = 1, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL };

struct block {
    struct span tiff;
    bool big;
};

struct entry {
    uint16_t tag, type;
    uint32_t count;
    struct span value; /* all of it, or the empty span */
};

static uint16_t read16(const struct block *block, const unsigned char *p)
{
    return block->big ? read_be16(p) : read_le16(p);
}

static uint32_t read32(const struct block *block, const unsigned char *p)
{
    return block->big ? read_be32(p) : read_le32(p);
}

static size_t size_of(uint16_t type)
{
    static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8};

    return type < sizeof(sizes) ? sizes[type] : 0;
}

static void read_entry(const struct block *block, const unsigned char *p, struct entry *entry)
{
    *entry = (struct entry){read16(block, p), read16(block, p + 2), read32(block, p + 4), {0}};
    const uint64_t size = (uint64_t)entry->count * size_of(entry->type);
    const size_t at = size <= 4 ? (size_t)(p + 8 - block->tiff.data) : read32(block, p + 8);
    const struct span value = span_cut(block->tiff, at, size);

    if (size > 0 && value.len == size)
        entry->value = value;
}

static double divide(double a, double b)
{
    return b != 0 ? a / b : (double)NAN; /* written as null */
}

static double number_at(const struct block *block, const struct entry *entry, size_t i)
{
    const unsigned char *p = entry->value.data + i * size_of(entry->type);

    switch (entry->type) {
    case SHORT:
        return read16(block, p);
    case SSHORT:
        return (int16_t)read16(block, p);
    case LONG:
        return read32(block, p);
    case SLONG:
        return (int32_t)read32(block, p);
    case RATIONAL:
        return divide(read32(block, p), read32(block, p + 4));
    case SRATIONAL:
        return divide((int32_t)read32(block, p), (int32_t)read32(block, p + 4));
    case SBYTE:
        return (signed char)*p;
    default:
        return *p;
    }
}

/* The empty span also where it is longer than what is shown. No more of it is looked at: hundreds
 * of entries may all claim the same many megabytes. */
static struct span text_of(const struct entry *entry)
{
    struct span text = entry->value;
    struct span piece = {0};

    if (entry->tag == TAG_COMMENT)
        text = span_starts(text, "ASCII") ? span_cut(text, COMMENT_CODE, text.len) : span_of("", 0);
    text = span_cut(text, 0, FACT_TEXT_MAX + 1);
    (void)span_next(&text, '\0', &piece);
    if (piece.len > FACT_TEXT_MAX)
        return span_of(NULL, 0);
    while (piece.len > 0 && piece.data[piece.len - 1] == ' ')
        piece.len--;
    return piece;
}

static bool is_text(const struct entry *entry)
{
    return entry->type == ASCII ||
           (entry->type == UNDEFINED &&
            (entry->tag == TAG_COMMENT || entry->tag == TAG_VERSION || entry->tag == TAG_FLASHPIX));
}

static void write_numbers(const struct block *block, const struct entry *entry, struct emit *json,
                          const char *key)
{
    if (entry->count == 1) {
        emit_real(json, key, number_at(block, entry, 0));
        return;
    }
    emit_array(json, key);
    for (uint32_t i = 0; i < entry->count; i++)
        emit_real(json, NULL, number_at(block, entry, i));
    emit_array_end(json);
}

static void write_entry(const struct block *block, enum exif_directory directory,
                        const struct entry *entry, struct emit *json)
{
    const char *name = exif_tag_name(directory, entry->tag);
    char number[16];

    if (entry->value.len == 0)
        return;
    (void)snprintf(number, sizeof(number), "0x%04x", entry->tag);
    name = name ? name : number;
    if (is_text(entry)) {
        const struct span text = text_of(entry);

        if (text.len > 0)
            emit_span(json, name, text);
    } else if (entry->type != UNDEFINED && entry->count <= NUMBERS_MAX_SHOWN) {
        write_numbers(block, entry, json, name);
    }
}

/* Where the directories below this one begin; 0: there is none. */
struct below {
    uint32_t photo, gps;
};

static void write_directory(const struct block *block, enum exif_directory directory, size_t at,
                            struct emit *json, struct below *below)
{
    static const char *const names[] = {"image", "photo", "gps"};
    unsigned char seen[(UINT16_MAX + 1) / 8] = {0};
    const size_t start = json->out->len;

    if (at < HEAD || at > block->tiff.len || block->tiff.len - at < 2)
        return;
    const size_t n = read16(block, block->tiff.data + at);

    emit_object(json, names[directory]);
    for (size_t i = 0; i < n && i < ENTRIES_MAX && json->out->len - start < FACT_BLOCK_MAX; i++) {
        const size_t from = at + 2 + i * ENTRY;
        struct entry entry;

        if (from + ENTRY > block->tiff.len)
            break;
        read_entry(block, block->tiff.data + from, &entry);
        unsigned char *mark = &seen[entry.tag / 8];
        const bool again = *mark >> entry.tag % 8 & 1;

        *mark |= (unsigned char)(1 << entry.tag % 8);
        if (directory == EXIF_IMAGE && entry.type == LONG && entry.tag == TAG_PHOTO)
            below->photo = read32(block, block->tiff.data + from + 8);
        else if (directory == EXIF_IMAGE && entry.type == LONG && entry.tag == TAG_GPS)
            below->gps = read32(block, block->tiff.data + from + 8);
        else if (!again)
            write_entry(block, directory, &entry, json);
    }
    emit_object_end(json);
}

void exif_write(struct span tiff, struct emit *json, const char *key)
{
    struct block block = {tiff, false};
    struct below below = {0};

    if (span_starts(tiff, "Exif") && tiff.len > 6) /* as a JPEG's APP1 has it: two NULs follow */
        block.tiff = span_cut(tiff, 6, tiff.len);
    const bool known = block.tiff.len >= HEAD && (memcmp(block.tiff.data, "MM\0*", 4) == 0 ||
                                                  memcmp(block.tiff.data, "II*\0", 4) == 0);

    if (!known) {
        emit_text(json, key, NULL);
        return;
    }
    block.big = block.tiff.data[0] == 'M';
    emit_object(json, key);
    write_directory(&block, EXIF_IMAGE, read32(&block, block.tiff.data + 4), json, &below);
    write_directory(&block, EXIF_PHOTO, below.photo, json, &below);
    write_directory(&block, EXIF_GPS, below.gps, json, &below);
    emit_object_end(json);
}

/* A TIFF is such a block itself. */
void fact_exif(const struct fact_source *source, struct emit *json, const char *key)
{
    exif_write(source->info->format == FORMAT_TIFF ? source->input
                                                   : source_blob(source, VIPS_META_EXIF_NAME),
               json, key);
}

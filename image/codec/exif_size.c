#include "image/codec/exif_size.h"

#include "base/span.h"

/* TIFF 6.0, section 2: byte order, 42, offset of IFD0; a directory is a count and 12 bytes an
 * entry: tag, type, count, value or its offset. */
enum { HEAD = 8, ENTRY = 12, VALUE = 8, INSIDE = 4 };
enum { SHORT = 3, LONG = 4, SSHORT = 8, SLONG = 9 };
enum { TAG_PHOTO = 0x8769, TAG_WIDTH = 0xA002, TAG_HEIGHT = 0xA003 };

struct block {
    unsigned char *tiff;
    size_t len;
    bool big;
};

static uint32_t read16(const struct block *block, size_t at)
{
    return block->big ? read_be16(block->tiff + at) : read_le16(block->tiff + at);
}

static uint32_t read32(const struct block *block, size_t at)
{
    return block->big ? read_be32(block->tiff + at) : read_le32(block->tiff + at);
}

static bool fits(const struct block *block, size_t at, size_t len)
{
    return at >= HEAD && at <= block->len && len <= block->len - at;
}

/* The first entry of this tag, or 0. */
static size_t find(const struct block *block, size_t directory, uint32_t tag)
{
    if (!fits(block, directory, 2))
        return 0;
    const size_t n = read16(block, directory);

    for (size_t i = 0; i < n && fits(block, directory + 2 + i * ENTRY, ENTRY); i++)
        if (read16(block, directory + 2 + i * ENTRY) == tag)
            return directory + 2 + i * ENTRY;
    return 0;
}

static void write_number(const struct block *block, size_t at, size_t bytes, uint32_t value)
{
    for (size_t i = 0; i < bytes; i++) {
        const size_t shift = 8 * (block->big ? bytes - 1 - i : i);

        block->tiff[at + i] = (unsigned char)(value >> shift);
    }
}

/* The first of its values. */
static void set(const struct block *block, size_t directory, uint32_t tag, uint32_t value)
{
    const size_t entry = find(block, directory, tag);

    if (entry == 0)
        return;
    const uint32_t type = read16(block, entry + 2);
    const size_t count = read32(block, entry + 4);
    const size_t bytes = type == SHORT || type == SSHORT ? 2 : INSIDE;
    const size_t at = count * bytes <= INSIDE ? entry + VALUE : read32(block, entry + VALUE);
    const bool whole = type == SHORT || type == SSHORT || type == LONG || type == SLONG;

    if (whole && count > 0 && fits(block, at, bytes))
        write_number(block, at, bytes, value);
}

void exif_set_size(unsigned char *tiff, size_t len, struct size size)
{
    const struct block block = {tiff, len, len > 0 && tiff[0] == 'M'};

    if (len < HEAD)
        return;
    const size_t photo = find(&block, read32(&block, 4), TAG_PHOTO);

    if (photo == 0)
        return;
    const size_t directory = read32(&block, photo + VALUE);

    set(&block, directory, TAG_WIDTH, size.width);
    set(&block, directory, TAG_HEIGHT, size.height);
}

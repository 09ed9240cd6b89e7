#include "image/vips/tiff_check.h"

#include "base/macros.h"

#include <stdint.h>

/* A page has some 20 entries, and limits.frames ends long before so many pages. */
enum { ENTRIES_MAX = 1 << 20, DIRECTORIES_MAX = 1 << 16 };

/* TIFF 6.0, section 2: 8 bytes of header, entries of 12. BigTIFF, its own design: 16 and 20, and
 * every count and offset has 8 bytes. */
struct tiff {
    struct span file;
    bool large, wide; /* big-endian; BigTIFF */
    uint64_t entries; /* seen so far */
};

static bool fits(const struct tiff *tiff, uint64_t at, uint64_t len)
{
    return at <= tiff->file.len && len <= tiff->file.len - at;
}

static uint64_t read_number(const struct tiff *tiff, uint64_t at, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | tiff->file.data[at + (tiff->large ? i : bytes - 1 - i)];
    return value;
}

/* Bytes of one value, by TIFF 6.0's types 1 to 12, its supplement's 13 and BigTIFF's 16 to 18; 0:
 * a type that libtiff passes over. */
static uint64_t value_size(uint64_t type)
{
    static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    return type < ARRAY_LEN(sizes) ? sizes[type] : 0;
}

/* Adds what an entry's values take; false: more than the file has. */
static bool add_values(const struct tiff *tiff, uint64_t entry, uint64_t *total)
{
    const uint64_t size = value_size(read_number(tiff, entry + 2, 2));
    const uint64_t count = read_number(tiff, entry + 4, tiff->wide ? 8 : 4);

    if (size > 0 && count > (tiff->file.len - *total) / size)
        return false;
    *total += size * count;
    return true;
}

/* The directory at *at, and where the next is: 0 where none is. */
static bool check_directory(struct tiff *tiff, uint64_t *at)
{
    const unsigned count_size = tiff->wide ? 8 : 2;
    const unsigned entry_size = tiff->wide ? 20 : 12;
    const unsigned next_size = tiff->wide ? 8 : 4;
    uint64_t total = 0;

    if (!fits(tiff, *at, count_size)) {
        *at = 0;
        return true;
    }
    const uint64_t count = read_number(tiff, *at, count_size);
    const uint64_t first = *at + count_size;

    if (count > ENTRIES_MAX - tiff->entries)
        return false;
    tiff->entries += count;
    *at = 0;
    if (!fits(tiff, first, count * entry_size))
        return true;
    for (uint64_t i = 0; i < count; i++)
        if (!add_values(tiff, first + i * entry_size, &total))
            return false;
    if (fits(tiff, first + count * entry_size, next_size))
        *at = read_number(tiff, first + count * entry_size, next_size);
    return true;
}

static bool is_honest(struct tiff *tiff)
{
    uint64_t at = read_number(tiff, tiff->wide ? 8 : 4, tiff->wide ? 8 : 4);

    for (int i = 0; i < DIRECTORIES_MAX; i++) {
        if (at == 0 || !fits(tiff, at, 1))
            return true;
        if (!check_directory(tiff, &at))
            return false;
    }
    return false;
}

enum err_code tiff_check(struct span file, struct err *err)
{
    struct tiff tiff = {.file = file};

    if (!fits(&tiff, 0, 16))
        return ERR_OK;
    tiff.large = file.data[0] == 'M';
    tiff.wide = read_number(&tiff, 2, 2) == 43;
    if (is_honest(&tiff))
        return ERR_OK;
    return err_set(err, ERR_UNDECODABLE, "The directories of this TIFF claim more than it holds.");
}

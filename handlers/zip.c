#include "handlers/zip.h"

#include "base/check.h"
#include "image/checksum.h"

#include <string.h>

/* Signatures (4.3.7, 4.3.12, 4.3.16); version 1.0 reads what is only stored; no date is known, so
 * it is the first that the format has, 1980-01-01 (month and day from 1). */
enum { HEAD = 0x04034b50, ENTRY = 0x02014b50, END = 0x06054b50, VERSION = 10, DATE = 1 << 5 | 1 };

/* Room for the directory: an entry is 46 bytes and its name, the end 22. */
enum { DIRECTORY_MAX = ZIP_FILES_MAX * (46 + ZIP_NAME_MAX) + 22, HEAD_SIZE = 30 };

static void add16(struct buf *out, unsigned value)
{
    const unsigned char bytes[] = {value & 255, value >> 8 & 255};

    buf_add(out, bytes, sizeof(bytes));
}

static void add32(struct buf *out, uint32_t value)
{
    add16(out, value & 0xFFFF);
    add16(out, value >> 16);
}

/* What a head and an entry of the directory have alike, from the version needed to the lengths. */
static void add_common(struct buf *out, const struct zip_file *file)
{
    add16(out, VERSION);
    add16(out, 0); /* flags */
    add16(out, 0); /* method: stored */
    add16(out, 0); /* time */
    add16(out, DATE);
    add32(out, file->crc);
    add32(out, file->size);
    add32(out, file->size);
    add16(out, (unsigned)strlen(file->name));
    add16(out, 0); /* no extra field */
}

bool zip_add(struct zip *zip, const char *name, struct span bytes, struct buf *out)
{
    CHECK(zip->n < ZIP_FILES_MAX && strlen(name) < ZIP_NAME_MAX);
    if (bytes.len > UINT32_MAX ||
        zip->size + HEAD_SIZE + strlen(name) + bytes.len + DIRECTORY_MAX > UINT32_MAX)
        return false;
    struct zip_file *file = &zip->files[zip->n++];

    *file = (struct zip_file){
        .crc = checksum_crc32(bytes), .size = (uint32_t)bytes.len, .at = (uint32_t)zip->size};
    memcpy(file->name, name, strlen(name) + 1);
    add32(out, HEAD);
    add_common(out, file);
    buf_text(out, file->name);
    zip->size += HEAD_SIZE + strlen(name) + bytes.len;
    return true;
}

static void add_entry(struct buf *out, const struct zip_file *file)
{
    add32(out, ENTRY);
    add16(out, VERSION); /* made by */
    add_common(out, file);
    add16(out, 0); /* no comment */
    add16(out, 0); /* the first disk */
    add16(out, 0); /* attributes inside */
    add32(out, 0); /* and outside */
    add32(out, file->at);
    buf_text(out, file->name);
}

void zip_end(struct zip *zip, struct buf *out)
{
    const size_t before = out->len;

    for (int i = 0; i < zip->n; i++)
        add_entry(out, &zip->files[i]);
    const size_t size = out->len - before;

    add32(out, END);
    add16(out, 0); /* this disk */
    add16(out, 0); /* the directory's */
    add16(out, (unsigned)zip->n);
    add16(out, (unsigned)zip->n);
    add32(out, (uint32_t)size);
    add32(out, (uint32_t)zip->size);
    add16(out, 0); /* no comment */
}

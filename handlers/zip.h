/* handlers/zip.h - what stands around the files of a ZIP archive that are stored as they are
 * (APPNOTE.TXT 6.3.10, 4.3): pictures do not get smaller.
 *
 *   [head of file 0][file 0][head of file 1][file 1]...[directory]
 *
 * No ZIP64: an archive has less than 4 GiB. Pure; failure is the buf's.
 */
#ifndef HANDLERS_ZIP_H
#define HANDLERS_ZIP_H

#include "base/buf.h"

enum { ZIP_NAME_MAX = 80, ZIP_FILES_MAX = 17 };

struct zip_file {
    char name[ZIP_NAME_MAX]; /* ASCII */
    uint32_t crc, size;      /* of the file */
    uint32_t at;             /* of its head in the archive */
};

struct zip {
    int n;
    struct zip_file files[ZIP_FILES_MAX];
    uint64_t size; /* of the archive so far */
};

/* The head of the next file, which follows with these bytes. CHECKs that there is room for it.
 * False, and nothing is written: the archive would be too large. */
bool zip_add(struct zip *zip, const char *name, struct span file, struct buf *out) MUST_CHECK;

/* The directory, after the last file. */
void zip_end(struct zip *zip, struct buf *out);

#endif

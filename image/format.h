/* image/format.h - the table of formats, and how the first bytes tell them apart.
 *
 * Const data and pure functions; safe from any thread. To add a format: a row here, its loader and
 * saver in image/vips/.
 */
#ifndef IMAGE_FORMAT_H
#define IMAGE_FORMAT_H

#include "base/span.h"

enum format_id {
    FORMAT_JPEG,
    FORMAT_PNG,
    FORMAT_WEBP,
    FORMAT_GIF,
    FORMAT_TIFF,
    FORMAT_AVIF,
    FORMAT_JXL,
    FORMAT_HEIF,
    FORMAT_BMP,
    FORMAT_SVG,
    FORMAT_COUNT,
    FORMAT_NONE = FORMAT_COUNT
};

enum { FORMAT_SNIFF_BYTES = 64, FORMAT_MASK_ALL = (1 << FORMAT_COUNT) - 1 };

struct format {
    const char *name;       /* the word in `format=` and on the metric label */
    const char *mime;       /* its media type */
    const char *extensions; /* "jpg jpeg", the first one is the one we write */
    bool reads;
    bool writes;
    bool animates; /* several frames are kept */
    bool alpha;    /* can hold transparency */
    bool lossy;    /* `quality` means something */
    int quality;   /* default quality, 1 to 100 */
    bool vector;   /* taken only where formats.vector says so */
};

/* The row of `id`, which must be below FORMAT_COUNT. */
const struct format *format_row(enum format_id id);

/* By name, media type or file extension, any case; FORMAT_NONE where there is none. */
enum format_id format_by_name(struct span name);
enum format_id format_by_mime(struct span mime);
enum format_id format_by_extension(struct span extension);

/* By magic bytes; FORMAT_NONE for anything else. Looks at FORMAT_SNIFF_BYTES at most (an ftyp box
 * with twelve compatible brands), for the root of an SVG at SVG_SNIFF_BYTES; fewer may give
 * FORMAT_NONE, or HEIF for AVIF, where more bytes would tell. */
enum format_id format_sniff(struct span bytes);

#endif

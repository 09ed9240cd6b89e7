/* tests/support/heif.h - HEIF files with properties of our choosing.
 *
 * A text names boxes and their numbers: "ispe 300 200 clap 60 1 40 1 0 1 0 1 irot 1". A number
 * takes four bytes, that of irot and imir one; ispe is a full box. A box named with a '-' in front
 * is listed, and is no property of the picture. Safe before a fork.
 */
#ifndef TESTS_SUPPORT_HEIF_H
#define TESTS_SUPPORT_HEIF_H

#include "base/buf.h"

/* How ids and the numbers of properties are written, how many items stand before the picture in
 * ipma, in a box of their own or in its own, and what the picture is to one of them ("thmb"). */
struct heif_layout {
    bool large_ids, wide;
    uint32_t others;
    bool apart;
    const char *reference; /* NULL: nothing */
};

/* Add ftyp and meta, and no pixels: what a header reader looks at. */
void heif_header(struct buf *out, const char *properties, const struct heif_layout *layout);

/* Add one box. */
void heif_box(struct buf *out, const char *type, struct span content);

/* An infe box of a mime item, encoded so ("" for plainly), of version 2 or 3. */
void heif_mime(struct buf *out, int version, uint32_t item, const char *encoding);

/* Add a copy of the file, written by libheif, with XMP that is encoded so. False as below. */
bool heif_with_xmp(struct span file, const char *encoding, struct span xmp, struct buf *out);

/* Add a copy of the file, written by libheif, whose primary item has these behind its own. False:
 * it is not of the kind that libheif writes. */
bool heif_with(struct span file, const char *properties, struct buf *out);

#endif

/* image/boxes.h - boxes of an ISO base media file: a size, a type and a content (ISO/IEC 14496-12,
 * 4.2). HEIF and AVIF are made of them.
 *
 * Pure; reads only inside the span, and each call takes time linear in the boxes it passes.
 */
#ifndef IMAGE_BOXES_H
#define IMAGE_BOXES_H

#include "base/span.h"

/* A full box (4.2) begins with version and flags. */
enum { BOX_FULL = 4 };

struct box {
    const unsigned char *type; /* four letters */
    struct span content;
    bool open; /* to the end of the file, wherever that is */
};

/* Take the next box off *rest. False: none, or it is not whole. */
bool box_next(struct span *rest, struct box *box);

bool box_is(const struct box *box, const char *type);

/* The first of this type. */
bool box_find(struct span from, const char *type, struct box *found);

/* Take a big-endian number of 0 to 8 bytes off *rest. */
bool box_number(struct span *rest, size_t bytes, uint64_t *number);

#endif

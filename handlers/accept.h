/* handlers/accept.h - the Accept header (RFC 9110, 12.5.1) against the formats we write.
 *
 * Pure functions over plain values, any thread.
 */
#ifndef HANDLERS_ACCEPT_H
#define HANDLERS_ACCEPT_H

#include "image/probe.h"

struct accept {
    uint16_t q[FORMAT_COUNT]; /* 0..1000, 0: not accepted */
    bool named[FORMAT_COUNT]; /* by its own media type, not by a wildcard */
};

/* Read a header value (NULL: none, everything accepted). The most specific range decides; a
 * malformed member is skipped. */
void accept_read(struct accept *accept, const char *header);

/* The first of n media types ("application/zip") that no other beats in its weight; -1: none is
 * accepted. */
int accept_media(const char *header, const char *const *types, int n);

/* Whether any format in the mask (1 << id) is accepted and written. */
bool accept_any(const struct accept *accept, uint32_t formats);

/* The best format for an image: highest q; then named before wildcard; then, among named, the order
 * of `order` ("webp,avif,..."), among wildcards the image's own format, then one that keeps its
 * alpha and frames. A format without alpha is taken for an image with alpha only if nothing else is
 * accepted. FORMAT_NONE: nothing. */
enum format_id accept_choose(const struct accept *accept, const char *order, uint32_t formats,
                             const struct image_info *info);

#endif

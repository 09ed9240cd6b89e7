/* handlers/base64.h - bytes as text (RFC 4648, 4), padded. Pure; failure is the buf's. */
#ifndef HANDLERS_BASE64_H
#define HANDLERS_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *out, struct span bytes);

/* The characters that so many bytes become. */
static inline uint64_t base64_length(uint64_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

#endif

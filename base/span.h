/* base/span.h - a borrowed run of bytes.
 *
 * Nothing here owns memory or fails; a span is valid as long as what it points into. Reads past the
 * end are refused by the caller's length check, never done. Safe from any thread.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
    const unsigned char *data;
    size_t len;
};

static inline struct span span_of(const void *data, size_t len)
{
    return (struct span){data, len};
}

/* The bytes of a C string without its end; NULL gives the empty span. */
struct span span_text(const char *text);

/* Bytes [at, at + len), cut to what is there. */
struct span span_cut(struct span from, size_t at, size_t len);

bool span_equal(struct span a, struct span b);
bool span_is(struct span span, const char *text);        /* byte for byte */
bool span_is_nocase(struct span span, const char *text); /* ASCII letters only (RFC 9110 tokens) */
bool span_starts(struct span span, const char *prefix);
struct span span_trim(struct span span); /* without SP and HTAB at both ends */

/* Take what stands before the first `stop` off the front of *rest (and the stop itself); all of it
 * where there is none. Returns false when *rest was empty. */
bool span_next(struct span *rest, char stop, struct span *piece);

/* Length of the UTF-8 sequence that starts at `at`, which is inside; 0: none does. */
size_t span_utf8(struct span span, size_t at);

/* Copy into a C string of `size` bytes; false (and "") when it does not fit or holds a NUL. */
bool span_copy(struct span span, char *text, size_t size);

/* Numbers at p, which must have 2 or 4 readable bytes. */
uint16_t read_be16(const unsigned char *p);
uint32_t read_be32(const unsigned char *p);
uint16_t read_le16(const unsigned char *p);
uint32_t read_le24(const unsigned char *p);
uint32_t read_le32(const unsigned char *p);

#endif

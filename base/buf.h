/* base/buf.h - growing text or bytes with a limit from birth.
 *
 * A buf never grows past `limit` bytes: the addition that would is dropped whole and `failed` stays
 * set, so a writer may add all its pieces and look once at the end. Out of memory counts the same.
 * The content is always followed by a NUL that `len` does not count. One owner, no locks.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/macros.h"
#include "base/span.h"

struct buf {
    char *data; /* NULL while empty */
    size_t len;
    size_t cap;
    size_t limit;
    bool failed;
};

void buf_init(struct buf *buf, size_t limit);
void buf_fini(struct buf *buf);  /* accepts a zeroed buf, and one already ended */
void buf_clear(struct buf *buf); /* empty again, memory kept, failure forgotten */

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2);

/* The content, borrowed until the next change; "" while empty. */
const char *buf_string(const struct buf *buf);
struct span buf_span(const struct buf *buf);

#endif

/* base/emit.h - writing JSON (RFC 8259) into a buf, commas included.
 *
 * Each call writes one value; inside an object `key` is its name, inside an array and at the top it
 * is NULL. Text is escaped; bytes that are not UTF-8 become U+FFFD, so the result is always valid.
 * A number that JSON cannot hold (NaN, infinity) is written as null. Nesting at most EMIT_DEPTH_MAX
 * (CHECKed: the shape is ours). Failure is the buf's.
 */
#ifndef BASE_EMIT_H
#define BASE_EMIT_H

#include "base/buf.h"

enum { EMIT_DEPTH_MAX = 16 };

struct emit {
    struct buf *out; /* borrowed */
    int depth;
    bool filled[EMIT_DEPTH_MAX]; /* whether this level needs a comma before the next value */
};

void emit_init(struct emit *json, struct buf *out);
void emit_object(struct emit *json, const char *key);
void emit_object_end(struct emit *json);
void emit_array(struct emit *json, const char *key);
void emit_array_end(struct emit *json);
void emit_text(struct emit *json, const char *key, const char *value); /* NULL writes null */
void emit_span(struct emit *json, const char *key, struct span value);
void emit_int(struct emit *json, const char *key, int64_t value);
void emit_real(struct emit *json, const char *key, double value); /* shortest of 6..17 digits */
void emit_bool(struct emit *json, const char *key, bool value);
void emit_raw(struct emit *json, const char *key, struct span value); /* already JSON */

#endif

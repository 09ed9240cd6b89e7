/* base/json.h - writing JSON (RFC 8259) into a buf, commas included.
 *
 * Each call writes one value; inside an object `key` is its name, inside an array and at the top it
 * is NULL. Text is escaped; bytes that are not UTF-8 become U+FFFD, so the result is always valid.
 * A number that JSON cannot hold (NaN, infinity) is written as null. Nesting at most JSON_DEPTH_MAX
 * (CHECKed: the shape is ours). Failure is the buf's.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

enum { JSON_DEPTH_MAX = 16 };

struct json {
    struct buf *out; /* borrowed */
    int depth;
    bool filled[JSON_DEPTH_MAX]; /* whether this level needs a comma before the next value */
};

void json_init(struct json *json, struct buf *out);
void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_text(struct json *json, const char *key, const char *value); /* NULL writes null */
void json_span(struct json *json, const char *key, struct span value);
void json_int(struct json *json, const char *key, int64_t value);
void json_real(struct json *json, const char *key, double value); /* shortest of 6..17 digits */
void json_bool(struct json *json, const char *key, bool value);
void json_raw(struct json *json, const char *key, struct span value); /* already JSON */

#endif

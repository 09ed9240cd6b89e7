/* handlers/multipart.h - multipart/form-data (RFC 7578, RFC 2046) over a body in memory.
 *
 * Zero copy: parts are slices of the body. Pure functions, any thread.
 */
#ifndef HANDLERS_MULTIPART_H
#define HANDLERS_MULTIPART_H

#include "base/err.h"
#include "base/macros.h"
#include "base/span.h"

enum { MULTIPART_PARTS_MAX = 16, MULTIPART_HEAD_MAX = 8192, MULTIPART_BOUNDARY_MAX = 70 };

struct part {
    struct span name; /* of the Content-Disposition, without quotes */
    struct span data;
};

struct multipart {
    int n;
    struct part parts[MULTIPART_PARTS_MAX];
};

/* The boundary of a Content-Type value, as a C string of at most MULTIPART_BOUNDARY_MAX characters;
 * false: this is no multipart/form-data, or its boundary is missing or malformed. */
bool multipart_boundary(const char *content_type, char boundary[MULTIPART_BOUNDARY_MAX + 2]);

/* All parts of a whole body. ERR_MULTIPART says what is wrong: no closing boundary, too many parts,
 * a part without a name, headers too long, a nested multipart. */
enum err_code multipart_read(struct span body, const char *boundary, struct multipart *out,
                             struct err *err) MUST_CHECK;

/* Where the data of the part `name` starts in a body that is still arriving: a span from there to
 * the end of what is here (it may run into the next boundary). False: not there yet. */
bool multipart_peek(struct span so_far, const char *boundary, const char *name, struct span *data);

/* The part of that name, or NULL. */
const struct part *multipart_find(const struct multipart *multipart, const char *name);

#endif

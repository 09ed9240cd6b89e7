/* service/head.h - the header section of one request, and the guard against request smuggling.
 *
 * Spans are borrowed from the HTTP library for the life of the request. Pure functions.
 */
#ifndef SERVICE_HEAD_H
#define SERVICE_HEAD_H

#include "base/err.h"
#include "base/span.h"

enum { HEAD_FIELDS_MAX = 100 };

struct head_field {
    struct span name, value;
};

struct head {
    const char *method;
    const char *version; /* "HTTP/1.1" */
    int n_fields;
    bool overflow; /* there were more fields than fit */
    bool folded; /* a value is not behind its name: libmicrohttpd before 1.0 hangs a line that goes
                  * on with a blank on the *name* before it, in other memory */
    struct head_field fields[HEAD_FIELDS_MAX];
};

/* The first field of that name (any case) as the library's C string; NULL: not sent. */
const char *head_text(const struct head *head, const char *name);

/* Refuse what two parsers could read differently (RFC 9112, 6.1, 6.3 and 11.2): several
 * Content-Length or Host, a Transfer-Encoding next to a Content-Length or in HTTP/1.0, a coding
 * other than one "chunked" (ERR_TRANSFER_CODING), a field name that is no token, a control
 * character in a value, a field that goes on in the next line; and more than HEAD_FIELDS_MAX fields
 * (ERR_HEADERS_TOO_LARGE). After any of these the connection closes. */
enum err_code head_guard(const struct head *head, struct err *err) MUST_CHECK;

/* How the body comes. Call after the guard. */
enum head_framing { FRAMING_NONE, FRAMING_LENGTH, FRAMING_CHUNKED };
enum head_framing head_framing(const struct head *head, uint64_t *length);

#endif

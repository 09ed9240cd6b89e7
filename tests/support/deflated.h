/* tests/support/deflated.h - texts that are a thousand times longer than they look.
 *
 * Safe before a fork.
 */
#ifndef TESTS_SUPPORT_DEFLATED_H
#define TESTS_SUPPORT_DEFLATED_H

#include "base/buf.h"

/* Add a zlib stream of so many blanks; false: there is no memory. */
bool deflated_blanks(size_t len, struct buf *out);

/* Add a zTXt, iTXt or iCCP chunk that holds them; `damaged`: in a stream that breaks off. */
bool deflated_chunk(const char *type, size_t len, bool damaged, struct buf *out);

#endif

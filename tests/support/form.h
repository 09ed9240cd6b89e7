/* tests/support/form.h - a multipart/form-data body, part after part. Adds to a buf of the
 * caller's. */
#ifndef TESTS_SUPPORT_FORM_H
#define TESTS_SUPPORT_FORM_H

#include "base/buf.h"

#define FORM_TYPE "Content-Type: multipart/form-data; boundary=cut"

void form_part(struct buf *body, const char *name, struct span data);
void form_text(struct buf *body, const char *name, const char *data);
void form_end(struct buf *body);

#endif

/* handlers/docs.h - what the tables say, as text: pages of docs/, the API description's block, and
 * the answer of GET /v1/operations. Pure functions of const tables, any thread; failure is the
 * buf's.
 */
#ifndef HANDLERS_DOCS_H
#define HANDLERS_DOCS_H

#include "base/buf.h"

void docs_operations_markdown(struct buf *out); /* docs/operations.md */
void docs_errors_markdown(struct buf *out);     /* docs/errors.md */

/* The lines of openapi.yaml between its two marks: a path for each operation, then the components
 * that come from tables (output parameters, the problem codes). */
void docs_openapi_block(struct buf *out);

/* {"operations":[...],"output":[...]} */
void docs_operations_json(struct buf *out);

#endif

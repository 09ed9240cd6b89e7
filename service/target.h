/* service/target.h - a raw request target, cut into path and query. Pure. */
#ifndef SERVICE_TARGET_H
#define SERVICE_TARGET_H

#include "base/span.h"

/* Both are spans of `target`, nothing is decoded. A target in absolute form (RFC 9112, 3.2.2) gives
 * the part that we route. */
void target_split(const char *target, struct span *path, struct span *query);

#endif

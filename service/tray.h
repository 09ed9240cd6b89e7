/* service/tray.h - where a worker finds the body of its job: a memfd of TRAY_BYTES for all its
 * life.
 *
 * The front copies a body into it; the worker keeps it mapped to read, so that a job costs it
 * neither a mapping nor page faults. It holds nothing but bodies that were given to this worker,
 * the last one only, and ends with it. Nobody but the front can write to it, grow or shrink it. The
 * pool's thread.
 */
#ifndef SERVICE_TRAY_H
#define SERVICE_TRAY_H

#include "base/macros.h"
#include "base/span.h"
#include "service/mapping.h"

enum { TRAY_BYTES = 2 * HUGE_PAGE };

/* All zero: there is none yet. */
struct tray {
    struct mapping memory; /* TRAY_BYTES, of which only the first `backed` may be touched */
    int file;              /* for the worker; where memory is mapped */
    size_t backed;         /* bytes that have memory */
    size_t used;           /* bytes of the last body */
};

/* Whether there can be any: the kernel knows the seals (Linux 5.1), there is memory, and files may
 * be that long. */
bool tray_possible(void);

/* Copy a body of at most TRAY_BYTES; what the last one left behind its end is zero then. Opens the
 * tray if need be. False: there is no memory or descriptor for it (errno). */
bool tray_put(struct tray *tray, struct span body) MUST_CHECK;
void tray_fini(struct tray *tray); /* again is nothing */

#endif

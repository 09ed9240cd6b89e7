/* service/buffers.h - memory for request bodies that is used again, one upload after the other.
 *
 * A buffer is BUFFER_BYTES of the front's own memory, in large pages where the kernel has them. Its
 * pages stay when a request ends, so that the next body costs neither new pages nor their release,
 * which together took longer than receiving it. No worker ever sees one: what a job needs is copied
 * into the worker's tray (service/tray.h). See docs/adr/0013-bodies-in-kept-buffers.md.
 *
 * Any thread; a buffer that was taken belongs to who took it.
 */
#ifndef SERVICE_BUFFERS_H
#define SERVICE_BUFFERS_H

#include "service/mapping.h"

#include <stdint.h>

enum { BUFFER_BYTES = 2 * HUGE_PAGE, BUFFER_IDLE_S = 10 };

struct buffer {
    struct mapping memory; /* BUFFER_BYTES */
    int64_t since_ns;      /* when it was given back */
    struct buffer *next;
};

/* At most so many from now on. */
void buffers_configure(int most);

/* The one given back last, else a new one; NULL: there is none to have. */
struct buffer *buffers_take(void);
void buffers_give(struct buffer *buffer);

/* Free those that nobody took for BUFFER_IDLE_S seconds; all of them where there are more than
 * there may be. */
void buffers_tidy(int64_t now_ns);

#endif

/* service/body.h - the bytes of one request or one result in a memfd.
 *
 * A request body is appended by the front, mapped read-only for sniffing while it grows, and sealed
 * before a worker gets the descriptor; a result is written by a worker and copied, or sealed by it
 * before the front maps it, so that neither side can change or shrink it under the other. Mappings
 * are private: a shared one would forbid F_SEAL_WRITE before Linux 6.7. A request body that is
 * known to be at most BUFFER_BYTES long has a buffer instead, if one is free (service/buffers.h),
 * which is copied for the worker. One thread at a time.
 */
#ifndef SERVICE_BODY_H
#define SERVICE_BODY_H

#include "base/err.h"
#include "base/span.h"
#include "service/buffers.h"

struct body {
    int fd;                /* -1: not opened, or in a buffer */
    size_t len;            /* bytes written */
    size_t limit;          /* never more */
    void *map;             /* NULL: not mapped */
    size_t map_size;       /* reserved addresses; only [0, len) may be touched */
    bool small;            /* nothing has come yet; it will fit into a buffer */
    struct buffer *buffer; /* NULL: a memfd */
    void *copy;            /* a result of few bytes, from the heap; NULL: not one */
};

/* A result up to this is copied out of the worker's memfd, which then serves its next job: less
 * than a memfd and a mapping for each result cost. */
enum { RESULT_COPIED = 256 << 10 };

void body_none(struct body *body); /* a body that is not there; body_fini accepts it */

/* Open an empty one. ERR_BUSY when the system has no memory or descriptors. */
enum err_code body_init(struct body *body, size_t limit, struct err *err) MUST_CHECK;
void body_fini(struct body *body);

/* The same for a request body of `expected` bytes, 0: not known. What it is in is settled by its
 * first bytes: a body that never comes has nothing. */
enum err_code body_init_request(struct body *body, uint64_t expected, size_t limit,
                                struct err *err) MUST_CHECK;

/* A heap body with the bytes of `from`, which keeps only its length; NULL: memory is out, `from` is
 * as it was. */
struct body *body_move(struct body *from);
void body_free(struct body *body);

/* ERR_BODY_TOO_LARGE past the limit (nothing is added), ERR_BUSY when memory is out. */
enum err_code body_append(struct body *body, const void *data, size_t len,
                          struct err *err) MUST_CHECK;

/* The bytes so far, valid until body_fini. Empty when it cannot be mapped. */
struct span body_span(struct body *body);

/* No more writing, growing or shrinking, by anyone, where there is a memfd. False: someone still
 * has it mapped to write. */
bool body_seal(struct body *body) MUST_CHECK;

/* The worker's part, in this order: empty its file before a job, and seal a result over
 * RESULT_COPIED before saying that it is done. Both wait for writes to the file, and whoever writes
 * can make that last (its source may be a page that never comes), so the front does neither. False:
 * errno. */
bool body_empty_result(int fd) MUST_CHECK;
bool body_seal_result(int fd) MUST_CHECK;

/* The front's: the result that a worker has written to `from`, copied, or moved with its memfd, and
 * `from` is none then. Waits for nobody. ERR_WORKER_CRASHED: it is not `claimed` bytes long, is
 * over `most`, is large and not sealed or has holes, or cannot be read. ERR_BUSY: there is no
 * memory, and `from` is as good as before. */
enum err_code body_take_result(struct body *to, struct body *from, uint64_t claimed,
                               uint64_t most) MUST_CHECK;

/* To be called now and then, by any thread: one copy that lives on keeps the pages of those before
 * it in the heap, so after 16 MiB of freed ones free pages are given back. */
void body_tidy(void);

#endif

#include "service/body.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Linux 5.14; the value is that of asm-generic/mman-common.h. */
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

enum {
    RESULT_SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
    FREED_MOST = 16 << 20, /* bytes */
    ST_BLOCK = 512         /* bytes; of st_blocks in every file system (inode(7)) */
};

static _Atomic size_t freed; /* bytes of copies since body_tidy() gave some back */

void body_none(struct body *body)
{
    *body = (struct body){.fd = -1};
}

static enum err_code open_file(struct body *body, struct err *err)
{
    body->fd = memfd_create("mezzotint", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (body->fd >= 0)
        return ERR_OK;
    (void)err_set(err, ERR_BUSY, "The service has no room for this request now.");
    err_note(err, "memfd_create: %s", strerror(errno));
    return ERR_BUSY;
}

enum err_code body_init(struct body *body, size_t limit, struct err *err)
{
    body_none(body);
    body->limit = limit;
    return open_file(body, err);
}

enum err_code body_init_request(struct body *body, uint64_t expected, size_t limit, struct err *err)
{
    if (expected == 0 || expected > BUFFER_BYTES || expected > limit)
        return body_init(body, limit, err);
    body_none(body);
    body->limit = expected;
    body->small = true;
    return ERR_OK;
}

void body_fini(struct body *body)
{
    if (body->map)
        (void)munmap(body->map, body->map_size);
    if (body->buffer)
        buffers_give(body->buffer);
    if (body->fd >= 0)
        (void)close(body->fd);
    if (body->copy)
        atomic_fetch_add(&freed, body->len);
    free(body->copy);
    body_none(body);
}

void body_tidy(void)
{
    if (atomic_load(&freed) < FREED_MOST)
        return;
    atomic_store(&freed, 0);
    (void)malloc_trim(0);
}

struct body *body_move(struct body *from)
{
    struct body *body = malloc(sizeof(*body));

    if (body == NULL)
        return NULL;
    *body = *from;
    body_none(from);
    from->len = body->len;
    return body;
}

void body_free(struct body *body)
{
    body_fini(body);
    free(body);
}

static enum err_code write_all(struct body *body, const char *data, size_t len, struct err *err)
{
    while (len > 0) {
        const ssize_t wrote = write(body->fd, data, len);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            (void)err_set(err, ERR_BUSY, "The service has no room for this request now.");
            err_note(err, "write to memfd: %s", strerror(errno));
            return ERR_BUSY;
        }
        data += wrote;
        len -= (size_t)wrote;
        body->len += (size_t)wrote;
    }
    return ERR_OK;
}

static enum err_code settle(struct body *body, struct err *err)
{
    body->small = false;
    body->buffer = buffers_take();
    return body->buffer ? ERR_OK : open_file(body, err);
}

enum err_code body_append(struct body *body, const void *data, size_t len, struct err *err)
{
    if (len > body->limit - body->len)
        return err_limit(err, ERR_BODY_TOO_LARGE, (double)body->limit,
                         (double)body->len + (double)len, "The body is over %zu bytes.",
                         body->limit);
    if (body->small && settle(body, err) != ERR_OK)
        return ERR_BUSY;
    if (body->buffer == NULL)
        return write_all(body, data, len, err);
    memcpy((char *)body->buffer->memory.at + body->len, data, len);
    body->len += len;
    return ERR_OK;
}

/* Pages that are not there, and cannot be had, are found here: later they would be a SIGBUS. Linux
 * before 5.14 refuses the question. */
static bool map_file(struct body *body)
{
    void *map = mmap(NULL, body->limit, PROT_READ, MAP_PRIVATE | MAP_NORESERVE, body->fd, 0);

    if (map == MAP_FAILED)
        return false;
    if (madvise(map, body->len, MADV_POPULATE_READ) != 0 && errno != EINVAL) {
        (void)munmap(map, body->limit);
        return false;
    }
    body->map = map;
    body->map_size = body->limit;
    return true;
}

struct span body_span(struct body *body)
{
    if (body->len == 0)
        return span_of(NULL, 0);
    if (body->buffer)
        return span_of(body->buffer->memory.at, body->len);
    if (body->copy)
        return span_of(body->copy, body->len);
    if (body->map == NULL && !map_file(body))
        return span_of(NULL, 0);
    return span_of(body->map, body->len);
}

bool body_seal(struct body *body)
{
    return body->buffer || fcntl(body->fd, F_ADD_SEALS, RESULT_SEALS | F_SEAL_SEAL) == 0;
}

bool body_seal_result(int fd)
{
    struct stat file;

    if (fstat(fd, &file) != 0)
        return false;
    return file.st_size <= RESULT_COPIED || fcntl(fd, F_ADD_SEALS, RESULT_SEALS) == 0;
}

bool body_empty_result(int fd)
{
    return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

static bool has_length(const struct stat *file, uint64_t claimed, uint64_t most)
{
    return claimed <= most && file->st_size > 0 && (uint64_t)file->st_size == claimed;
}

/* No page is missing: one would be the front's to pay when it is read. */
static bool is_whole(const struct stat *file)
{
    return (uint64_t)file->st_blocks * ST_BLOCK >= (uint64_t)file->st_size;
}

/* What the worker does to the file meanwhile is in the copy or is not; it is looked at only there.
 */
static enum err_code copy_result(struct body *to, const struct body *from, size_t len)
{
    void *copy = malloc(len);

    if (copy == NULL)
        return ERR_BUSY;
    if (pread(from->fd, copy, len, 0) != (ssize_t)len) {
        free(copy);
        return ERR_WORKER_CRASHED;
    }
    body_none(to);
    to->copy = copy;
    to->len = to->limit = len;
    return ERR_OK;
}

static enum err_code move_result(struct body *to, struct body *from, size_t len)
{
    *to = *from;
    to->len = to->limit = len;
    body_none(from);
    return ERR_OK;
}

enum err_code body_take_result(struct body *to, struct body *from, uint64_t claimed, uint64_t most)
{
    const bool large = claimed > RESULT_COPIED;
    const int seals = fcntl(from->fd, F_GET_SEALS);
    struct stat file;

    if (seals < 0 || (large && (seals & RESULT_SEALS) != RESULT_SEALS))
        return ERR_WORKER_CRASHED;
    if (fstat(from->fd, &file) != 0 || !has_length(&file, claimed, most))
        return ERR_WORKER_CRASHED;
    if (!large)
        return copy_result(to, from, (size_t)claimed);
    return is_whole(&file) ? move_result(to, from, (size_t)claimed) : ERR_WORKER_CRASHED;
}

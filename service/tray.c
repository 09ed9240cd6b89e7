#include "service/tray.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BACK_AT_ONCE = 256 << 10 };

/* Linux 5.14; the value is that of asm-generic/mman-common.h. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* Sealed after it was mapped, for the mapping alone may write from then on. */
static bool open_tray(struct tray *tray)
{
    const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL;

    tray->file = memfd_create("mezzotint-tray", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (tray->file < 0)
        return false;
    if (ftruncate(tray->file, TRAY_BYTES) == 0)
        tray->memory = mapping_of(tray->file, TRAY_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);
    if (tray->memory.at && fcntl(tray->file, F_ADD_SEALS, seals) == 0)
        return true;
    mapping_fini(&tray->memory);
    (void)close(tray->file);
    return false;
}

/* Memory first: without it the first touch would be the one to fail, by SIGBUS. fallocate(2) does
 * the same, but waits for the file's lock, which a worker's write(2) has, before Linux 6.15 for as
 * long as its source lets it wait; it is for Linux before 5.14 alone. */
static bool back(struct tray *tray, size_t len)
{
    const size_t wanted = (len + BACK_AT_ONCE - 1) / BACK_AT_ONCE * BACK_AT_ONCE;
    const size_t more = wanted > tray->backed ? wanted - tray->backed : 0;
    int failed = 0;

    if (more > 0)
        failed = madvise((char *)tray->memory.at + tray->backed, more, MADV_POPULATE_WRITE);
    if (failed && errno == EINVAL)
        failed = fallocate(tray->file, 0, (off_t)tray->backed, (off_t)more);
    if (!failed)
        tray->backed += more;
    return !failed;
}

bool tray_possible(void)
{
    struct tray tray = {0};
    const bool possible = open_tray(&tray) && back(&tray, 1);

    tray_fini(&tray);
    return possible;
}

bool tray_put(struct tray *tray, struct span body)
{
    if (tray->memory.at == NULL && !open_tray(tray))
        return false;
    if (!back(tray, body.len))
        return false;
    char *at = tray->memory.at;

    memcpy(at, body.data, body.len);
    if (tray->used > body.len)
        memset(at + body.len, 0, tray->used - body.len);
    tray->used = body.len;
    return true;
}

void tray_fini(struct tray *tray)
{
    if (tray->memory.at == NULL)
        return;
    mapping_fini(&tray->memory);
    (void)close(tray->file);
    *tray = (struct tray){0};
}

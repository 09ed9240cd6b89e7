#include "image/codec/scans.h"

#include <string.h>

/* In entropy-coded data 0xFF is followed by 0 or a restart marker; 0xFF 0xDA elsewhere starts a
 * scan (T.81, B.1.1.5). A stray pair inside an APP segment counts too: harmless, the limit is
 * generous. */
enum err_code scans_check(struct window input, const struct limits *limits, struct err *err)
{
    const unsigned char *p = input.input.data;
    const unsigned char *end = p + input.input.len;
    uint32_t scans = 0;

    while ((p = memchr(p, 0xFF, (size_t)(end - p))) != NULL && ++p < end) {
        if (*p == 0xDA && ++scans > limits->scans)
            return err_limit(err, ERR_SCANS, limits->scans, scans,
                             "The JPEG has more than %u scans.", limits->scans);
        window_pass(&input, p);
    }
    return ERR_OK;
}

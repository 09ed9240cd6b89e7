/* tests/fuzz/afresh.h - a mutator that now and then begins again with a drawn file: an empty corpus
 * is no start. The first byte of an input chooses what is asked, the rest is the file. */
#ifndef TESTS_FUZZ_AFRESH_H
#define TESTS_FUZZ_AFRESH_H

#include "base/buf.h"

#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { AFRESH_BYTES = 1 << 16, AFRESH_EVERY = 64 };

/* Add a file of this seed; false: none. */
typedef bool afresh_draw(struct buf *bytes, unsigned seed);

static inline size_t afresh(uint8_t *data, size_t size, size_t max_size, unsigned seed,
                            afresh_draw *draw)
{
    struct buf bytes;
    size_t len = size;

    if (size >= AFRESH_EVERY && seed % AFRESH_EVERY != 0)
        return LLVMFuzzerMutate(data, size, max_size);
    buf_init(&bytes, AFRESH_BYTES);
    if (draw(&bytes, seed) && bytes.len < max_size) {
        memcpy(data + 1, bytes.data, bytes.len);
        data[0] = (uint8_t)(seed >> 3);
        len = bytes.len + 1;
    }
    buf_fini(&bytes);
    return len;
}

#endif

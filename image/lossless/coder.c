#include "image/lossless/coder.h"

bool coder_init(struct coder *coder, const JHUFF_TBL *table)
{
    enum { LONGEST = 16, SYMBOLS = 256 };
    uint32_t code = 0;
    unsigned n = 0;

    memset(coder, 0, sizeof(*coder));
    if (table == NULL)
        return false;
    for (unsigned length = 1; length <= LONGEST; length++, code <<= 1)
        for (unsigned i = 0; i < table->bits[length]; i++, n++, code++) {
            if (n >= SYMBOLS || code >= 1u << length)
                return false;
            coder->entry[table->huffval[n]] = code << 8 | length;
        }
    return true;
}

void coder_near_init(struct coder_near *near, const struct coder *coder)
{
    for (unsigned run = 0; run < CODER_RUNS; run++)
        for (int value = -CODER_NEAR; value < CODER_NEAR; value++)
            near->entry[run][value & (2 * CODER_NEAR - 1)] =
                (uint32_t)coder_symbol(coder, run, value);
}

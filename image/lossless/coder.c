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

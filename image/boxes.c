#include "image/boxes.h"

#include <string.h>

enum { HEAD = 8, LARGE = 16 };

bool box_next(struct span *rest, struct box *box)
{
    if (rest->len < HEAD)
        return false;
    uint64_t size = read_be32(rest->data);
    size_t head = HEAD;

    if (size == 1 && rest->len >= LARGE) {
        size = (uint64_t)read_be32(rest->data + 8) << 32 | read_be32(rest->data + 12);
        head = LARGE;
    }
    const bool open = size == 0;

    if (open)
        size = rest->len;
    if (size < head || size > rest->len)
        return false;
    *box = (struct box){rest->data + 4, span_cut(*rest, head, (size_t)size - head), open};
    *rest = span_cut(*rest, (size_t)size, rest->len);
    return true;
}

bool box_is(const struct box *box, const char *type)
{
    return memcmp(box->type, type, 4) == 0;
}

bool box_find(struct span from, const char *type, struct box *found)
{
    while (box_next(&from, found))
        if (box_is(found, type))
            return true;
    return false;
}

bool box_number(struct span *rest, size_t bytes, uint64_t *number)
{
    if (rest->len < bytes)
        return false;
    *number = 0;
    for (size_t i = 0; i < bytes; i++)
        *number = *number << 8 | rest->data[i];
    *rest = span_cut(*rest, bytes, rest->len);
    return true;
}

#include "service/target.h"

#include <string.h>

/* What follows scheme and authority; "/" where nothing does. */
static struct span path_of(const char *target)
{
    const struct span whole = span_text(target);

    if (!span_starts(whole, "http://") && !span_starts(whole, "https://"))
        return whole;
    const char *authority = strstr(target, "//") + 2;
    const char *path = strpbrk(authority, "/?");

    return path ? span_text(path) : span_text("/");
}

void target_split(const char *target, struct span *path, struct span *query)
{
    const struct span whole = path_of(target);
    const unsigned char *mark = whole.len ? memchr(whole.data, '?', whole.len) : NULL;
    const size_t path_len = mark ? (size_t)(mark - whole.data) : whole.len;

    /* RFC 9110, 4.2.3: an empty path is that of "/". */
    *path = mark && path_len == 0 ? span_text("/") : span_of(whole.data, path_len);
    *query = span_cut(whole, path_len + 1, whole.len);
}

#include "image/svg.h"

#include <string.h>

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct span skip_blanks(struct span text)
{
    while (text.len > 0 && is_blank(text.data[0]))
        text = span_cut(text, 1, text.len);
    return text;
}

static struct span begin(struct span head)
{
    const struct span looked_at = span_cut(head, 0, SVG_SNIFF_BYTES);

    return skip_blanks(
        span_starts(looked_at, "\xEF\xBB\xBF") ? span_cut(looked_at, 3, looked_at.len) : looked_at);
}

/* Go behind `end`; false: it is not there. */
static bool skip_past(struct span *rest, const char *end)
{
    const size_t len = strlen(end);
    const unsigned char *at = memmem(rest->data, rest->len, end, len);

    if (at == NULL)
        return false;
    *rest = skip_blanks(span_cut(*rest, (size_t)(at - rest->data) + len, rest->len));
    return true;
}

/* A '[' begins an internal subset, which may declare entities. */
static bool skip_doctype(struct span *rest)
{
    const struct span before = *rest;

    return skip_past(rest, ">") && memchr(before.data, '[', before.len - rest->len) == NULL;
}

static bool is_root(struct span rest)
{
    if (!span_starts(rest, "<svg") || rest.len < 5)
        return false;
    return is_blank(rest.data[4]) || rest.data[4] == '>' || rest.data[4] == '/';
}

bool svg_starts(struct span head)
{
    struct span rest = begin(head);
    bool going_on = true;

    while (going_on && rest.len > 0 && !is_root(rest)) {
        if (span_starts(rest, "<?"))
            going_on = skip_past(&rest, "?>");
        else if (span_starts(rest, "<!--"))
            going_on = skip_past(&rest, "-->");
        else
            going_on = span_starts(rest, "<!DOCTYPE svg") && skip_doctype(&rest);
    }
    return going_on && rest.len > 0;
}

bool svg_may_start(struct span head)
{
    const struct span rest = begin(head);

    return head.len < SVG_SNIFF_BYTES && (rest.len == 0 || rest.data[0] == '<');
}

#include "image/param_parts.h"

#include <ctype.h>
#include <string.h>

/* Whole characters; of the control characters (Unicode's category Cc) only line feeds. */
static bool is_text(struct span text)
{
    for (size_t i = 0; i < text.len;) {
        const size_t len = span_utf8(text, i);
        const unsigned char *p = text.data + i;

        if (len == 0 || (p[0] < 0x20 && p[0] != '\n') || p[0] == 0x7F ||
            (p[0] == 0xC2 && p[1] < 0xA0))
            return false;
        i += len;
    }
    return text.len > 0;
}

static void copy(struct span text, char *to)
{
    memcpy(to, text.data, text.len);
    to[text.len] = '\0';
}

enum err_code param_parse_text(const struct param *row, struct span text, char *to, struct err *err)
{
    const double most = row->max;

    if ((double)text.len > most) {
        (void)err_limit(err, ERR_PARAM_RANGE, most, (double)text.len,
                        "%s must have at most %.0f bytes.", row->name, most);
        if (err)
            (void)span_copy(span_text(row->name), err->param, sizeof(err->param));
        return ERR_PARAM_RANGE;
    }
    if (!is_text(text))
        return param_invalid(row, "text in UTF-8, without control characters but line feeds", err);
    copy(text, to);
    return ERR_OK;
}

enum err_code param_parse_name(const struct param *row, struct span text, char *to, struct err *err)
{
    bool fine = text.len > 0 && text.len <= NAME_LEN_MAX;

    for (size_t i = 0; fine && i < text.len; i++)
        fine = (isalnum(text.data[i]) && !isupper(text.data[i])) || text.data[i] == '-';
    if (!fine)
        return param_invalid(row, "a name of at most 64 letters a to z, digits and hyphens", err);
    copy(text, to);
    return ERR_OK;
}

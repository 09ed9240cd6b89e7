#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct row {
    int status;
    const char *slug;
    const char *title;
};

static const struct row rows[ERR_COUNT] = {
    [ERR_OK] = {200, "ok", "All is well."},
#define ERR(code, status, slug, title) [code] = {status, slug, title},
#include "base/err.def"
#undef ERR
};

static const struct row *row_of(enum err_code code)
{
    const bool known = (int)code >= 0 && code < ERR_COUNT;

    return &rows[known ? code : ERR_INTERNAL];
}

static VPRINTF_LIKE(3) void describe(struct err *err, enum err_code code, const char *format,
                                     va_list args)
{
    *err = (struct err){.code = code};
    (void)vsnprintf(err->detail, sizeof(err->detail), format, args);
}

enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;

    if (err == NULL)
        return code;
    va_start(args, format);
    describe(err, code, format, args);
    va_end(args);
    return code;
}

enum err_code err_param(struct err *err, enum err_code code, const char *param, const char *format,
                        ...)
{
    va_list args;

    if (err == NULL)
        return code;
    va_start(args, format);
    describe(err, code, format, args);
    va_end(args);
    (void)snprintf(err->param, sizeof(err->param), "%s", param);
    return code;
}

enum err_code err_limit(struct err *err, enum err_code code, double limit, double actual,
                        const char *format, ...)
{
    va_list args;

    if (err == NULL)
        return code;
    va_start(args, format);
    describe(err, code, format, args);
    va_end(args);
    err->has_limit = true;
    err->limit = limit;
    err->actual = actual;
    return code;
}

void err_note(struct err *err, const char *format, ...)
{
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    (void)vsnprintf(err->note, sizeof(err->note), format, args);
    va_end(args);
}

void err_place(struct err *err, const char *place)
{
    char whole[2 * ERR_PARAM_MAX];

    if (err == NULL)
        return;
    (void)snprintf(whole, sizeof(whole), "%.*s%s", ERR_PARAM_MAX - 1, place, err->param);
    const size_t len = strlen(whole);

    if (len > 0 && err->param[0] == '\0' && whole[len - 1] == '.')
        whole[len - 1] = '\0';
    whole[ERR_PARAM_MAX - 1] = '\0';
    memcpy(err->param, whole, ERR_PARAM_MAX);
}

int err_status(enum err_code code)
{
    return row_of(code)->status;
}

const char *err_slug(enum err_code code)
{
    return row_of(code)->slug;
}

const char *err_title(enum err_code code)
{
    return row_of(code)->title;
}

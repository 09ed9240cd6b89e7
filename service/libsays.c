#include "service/libsays.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

void libsays_message(void *cls, const char *format, va_list args)
{
    char text[512];

    (void)cls;
    const int len = vsnprintf(text, sizeof(text), format, args);

    if (len > 0 && len < (int)sizeof(text) && text[len - 1] == '\n')
        text[len - 1] = '\0';
    log_event(LOG_DEBUG, "http", "%s", text);
}

void libsays_panic(void *cls, const char *file, unsigned int line, const char *reason)
{
    (void)cls;
    log_event(LOG_ERROR, "http-panic", "%s:%u: %s", file, line, reason ? reason : "");
    abort();
}

#include "service/ids.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

void ids_make(char id[IDS_ID_MAX])
{
    unsigned char random[12];

    if (getrandom(random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        memset(random, 0, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        (void)snprintf(id + 2 * i, 3, "%02x", random[i]);
}

void ids_take(char id[IDS_ID_MAX], const char *sent)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._-";
    const size_t len = sent ? strlen(sent) : 0;

    if (len > 0 && len < IDS_ID_MAX && strspn(sent, allowed) == len)
        (void)snprintf(id, IDS_ID_MAX, "%s", sent);
}

void ids_take_trace(char trace[IDS_TRACE_MAX], const char *sent)
{
    const size_t len = sent ? strlen(sent) : 0;

    if (len > 0 && len < IDS_TRACE_MAX && strspn(sent, "0123456789abcdef-") == len)
        (void)snprintf(trace, IDS_TRACE_MAX, "%s", sent);
}

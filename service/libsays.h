/* service/libsays.h - what the HTTP library has to say, into our log. Any thread. */
#ifndef SERVICE_LIBSAYS_H
#define SERVICE_LIBSAYS_H

#include "base/macros.h"

#include <stdarg.h>

/* A message of the library; it may hold a client's text and is escaped like everything there. */
void libsays_message(void *cls, const char *format, va_list args) VPRINTF_LIKE(2);

/* The library has broken a promise to itself: the process ends. */
void libsays_panic(void *cls, const char *file, unsigned int line, const char *reason);

#endif

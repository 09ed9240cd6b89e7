/* base/macros.h - the few attributes and macros that a function cannot be. */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#define PRINTF_LIKE(at) __attribute__((format(printf, at, (at) + 1)))
#define VPRINTF_LIKE(at) __attribute__((format(printf, at, 0)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define UNUSED __attribute__((unused))
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif

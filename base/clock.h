/* base/clock.h - time. Deadlines are CLOCK_MONOTONIC, which all processes of a machine share. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define NS_PER_MS 1000000LL
#define NS_PER_S 1000000000LL

int64_t clock_now_ns(void);                      /* monotonic, since an arbitrary start */
int64_t clock_cpu_ns(void);                      /* CPU time of this thread, user and system */
double clock_ms(int64_t from_ns, int64_t to_ns); /* the distance in ms; 0 when either is 0 */

/* As HTTP has it (RFC 9110, 5.6.7): "Sat, 31 Jan 2026 12:00:00 GMT". */
enum { CLOCK_HTTP_SIZE = 32 };
void clock_http_date(char *text, size_t size);

/* RFC 3339, UTC, milliseconds: "2026-01-31T12:00:00.000Z". `size` at least 25. */
void clock_stamp(char *text, size_t size);

#endif

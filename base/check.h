/* base/check.h - CHECK(): our own promises, checked in every build.
 *
 * A broken promise is a bug of ours: it is written to stderr and the process aborts. Client input
 * never meets CHECK; it meets struct err.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#define CHECK(truth) ((truth) ? (void)0 : check_failed(#truth, __FILE__, __LINE__))

_Noreturn void check_failed(const char *truth, const char *file, int line);

#endif

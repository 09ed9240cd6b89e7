/* tests/support/problem.h - what every refusal must look like (RFC 9457 and the HTTP contract). */
#ifndef TESTS_SUPPORT_PROBLEM_H
#define TESTS_SUPPORT_PROBLEM_H

#include "tests/support/answer.h"

/* "" when the answer is a well-formed problem document of this status and slug (NULL: any slug),
 * else what is wrong with it (static or in a static buffer). */
const char *problem_fault(const struct answer *answer, int status, const char *slug);

/* "" when the body is strict JSON without repeated keys, else what is wrong. */
const char *problem_json_fault(const struct answer *answer);

/* A whole number of a JSON body, "a.b" goes down into objects; 0 when it is not there. */
long problem_number(const struct answer *answer, const char *path);

/* Whether a JSON body has a member at this path. '|' separates, so that names may hold slashes and
 * dots. */
bool problem_has(const struct answer *answer, const char *path);

/* A string member of a JSON body; "" when it is not there. */
const char *problem_text(const struct answer *answer, const char *key, char *value, size_t size);

#endif

/* tests/support/rendered.h - asking for several outputs, and the answer's parts. Uses Check. */
#ifndef TESTS_SUPPORT_RENDERED_H
#define TESTS_SUPPORT_RENDERED_H

#include "tests/support/scene.h"

enum { RENDERED_MAX = 16 };

/* One part of a multipart/mixed answer; borrowed from the answer. */
struct rendered {
    struct span head; /* its header lines */
    struct span data;
};

/* POST the picture and the list as parts `image` and `outputs`; NULL: no such part. */
void rendered_ask(struct scene *scene, int port, const char *target, const char *outputs,
                  const char *header);

/* The answer is a 200 of multipart/mixed and well formed; its parts. Returns how many. */
int rendered_parts(const struct scene *scene, struct rendered parts[RENDERED_MAX]);

/* A header's value in a part, "" where there is none. */
const char *rendered_field(const struct rendered *part, const char *name, char *value, size_t size);

#endif

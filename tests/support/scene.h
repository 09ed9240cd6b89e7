/* tests/support/scene.h - what nearly every HTTP test holds: a picture to send, an answer to look
 * at. Uses Check: for tests only, not for main.
 */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include "image/format.h"
#include "tests/support/client.h"
#include "tests/support/drawn.h"
#include "tests/support/problem.h"
#include "tests/support/server.h"
#include "tests/support/suite.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCENE_PICTURE_MAX = 128 << 20 };

struct scene {
    struct answer answer;
    struct buf picture;
};

struct scene scene_new(void);
void scene_free(struct scene *scene);

/* Replace the picture by one of picture_make()'s kinds. */
void scene_picture(struct scene *scene, const char *kind);

/* The answer is a 200 with a picture of that format and width (where a header probe can tell). */
void scene_assert_picture(const struct scene *scene, enum format_id format, uint32_t width);

/* The answer is a problem document. `what` names the case in the failure message. */
void scene_assert_problem(const struct scene *scene, int status, const char *slug,
                          const char *what);

/* The answer's body is JSON; a number in it ("a.b" goes down), 0 where there is none. */
void scene_assert_json(const struct scene *scene);
long scene_number(const struct scene *scene, const char *path);

/* Ask on one connection of its own; failure to get an answer fails the test. */
void scene_get(struct scene *scene, int port, const char *target);
void scene_post(struct scene *scene, int port, const char *target, const char *header);

/* Open a connection and send the picture, without waiting for the answer. */
void scene_begin(const struct scene *scene, struct wire *wire, const struct test_server *server,
                 const char *target, const char *headers);

/* Wait until a metric without labels has that value; until /readyz on the admin port says so. */
bool scene_metric_becomes(const struct test_server *server, const char *name, long value, int ms);
bool scene_ready_becomes(const struct test_server *server, int status, int ms);

/* A picture on which a blur with sigma=100 takes a worker seconds: `side` pixels wide and high. */
void scene_large(struct scene *scene, int side);

#endif

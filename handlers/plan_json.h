/* handlers/plan_json.h - reading plans from JSON, for the endpoints that take some. Only below
 * handlers/.
 */
#ifndef HANDLERS_PLAN_JSON_H
#define HANDLERS_PLAN_JSON_H

#include "image/plan.h"

#include <jansson.h>

/* Reading one plan: where we are is told in front of a parameter's name. */
struct plan_reading {
    struct plan *plan;
    struct plan_seen *seen;
    const struct limits *limits;
    struct err *err;
    char list[16];  /* "outputs[3]." or "" */
    char place[32]; /* "steps[12]." or "output." */
};

/* Strict JSON of at most 64 KiB; ERR_PLAN_INVALID says what `what` ("plan") lacks. The caller ends
 * *document with json_decref. */
enum err_code plan_json_load(struct span json, const char *what, json_t **document,
                             struct err *err) MUST_CHECK;

/* {"steps":[...],"output":{...}}, and in a list {"name":...} beside them, which is passed over. */
enum err_code plan_json_read(struct plan_reading *reading, json_t *document) MUST_CHECK;

/* ERR_PLAN_INVALID about the place we are at. */
enum err_code plan_json_invalid(const struct plan_reading *reading, const char *what);

#endif

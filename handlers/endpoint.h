/* handlers/endpoint.h - the route table's rows. Only below handlers/.
 *
 * x_prepare runs at the headers (text -> plan, or a whole answer), x_body when the body is here and
 * its header is read, x_finish when the worker is done. NULL where there is nothing to do. `parts`
 * is NULL for a raw body.
 */
#ifndef HANDLERS_ENDPOINT_H
#define HANDLERS_ENDPOINT_H

#include "handlers/exchange.h"
#include "handlers/multipart.h"
#include "handlers/query.h"

struct run_facts;

#define PRESET_PREFIX "/v1/preset/"

enum takes { TAKES_NOTHING, TAKES_IMAGE };

struct endpoint {
    const char *path; /* a star at its end is a name; "/v1/" and a star is every operation's */
    const char *method;
    const char *summary; /* one sentence for the docs */
    enum takes takes;
    const char *part; /* a multipart body may have this part beside the image; NULL: none */
    bool more_parts;  /* and those that the steps of its plans name */
    enum err_code (*prepare)(struct exchange *x, const struct query *query, struct err *err);
    enum err_code (*body)(struct exchange *x, const struct multipart *parts, struct err *err);
    enum err_code (*finish)(struct exchange *x, const struct run_facts *facts, struct err *err);
};

extern const struct endpoint endpoints[];
extern const int n_endpoints;

/* Whether a part of this name is the endpoint's own, besides the image. NULL has none. */
bool endpoint_names(const struct endpoint *endpoint, struct span name);

/* Shared by the endpoints that give an image back (handlers/transform.c). */
enum err_code transform_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code transform_body(struct exchange *x, const struct multipart *parts, struct err *err);
enum err_code transform_finish(struct exchange *x, const struct run_facts *facts, struct err *err);
/* Output format, size of the result, memory: ERR_NOT_ACCEPTABLE, or what plan_shape says. *size is
 * 0x0 while the header does not tell. */
enum err_code transform_settle(struct exchange *x, struct size *size, struct err *err);
/* The plan is complete: ERR_NOT_ACCEPTABLE, or ERR_PARAM_INVALID for a format switched off. */
enum err_code transform_accept(struct exchange *x, struct err *err);

/* The same for one output of several: its named format is not switched off; then, when the image is
 * known, what auto and keep mean for a client that accepts `types`. */
enum err_code transform_written(const struct exchange *x, const struct output *output,
                                struct err *err);
enum err_code transform_format(const struct exchange *x, const struct accept *types,
                               struct output *output, struct err *err);

enum err_code render_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code render_body(struct exchange *x, const struct multipart *parts, struct err *err);
enum err_code render_finish(struct exchange *x, const struct run_facts *facts, struct err *err);

enum err_code preset_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code preset_body(struct exchange *x, const struct multipart *parts, struct err *err);
enum err_code preset_finish(struct exchange *x, const struct run_facts *facts, struct err *err);
enum err_code presets_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code pipeline_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code pipeline_body(struct exchange *x, const struct multipart *parts, struct err *err);
/* Take the plan from the part "plan", where the query had none. */
enum err_code pipeline_plan(struct exchange *x, const struct multipart *parts, struct err *err);
/* Read a plan, into x->plan; ERR_PLAN_INVALID, ERR_PLAN_STEPS, or a parameter's error with
 * "steps[2].width". `seen` knows the output parameters that the query has set. */
enum err_code pipeline_take(struct exchange *x, struct span json, struct err *err);
enum err_code pipeline_read(struct plan *plan, struct plan_seen *seen, struct span json,
                            const struct limits *limits, struct err *err);

enum err_code compare_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code compare_body(struct exchange *x, const struct multipart *parts, struct err *err);
enum err_code compare_finish(struct exchange *x, const struct run_facts *facts, struct err *err);

enum err_code info_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code info_body(struct exchange *x, const struct multipart *parts, struct err *err);
enum err_code info_finish(struct exchange *x, const struct run_facts *facts, struct err *err);
enum err_code dryrun_body(struct exchange *x, const struct multipart *parts, struct err *err);

enum err_code operations_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code formats_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code livez_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code readyz_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code metrics_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code openapi_yaml_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code openapi_json_prepare(struct exchange *x, const struct query *query, struct err *err);
enum err_code playground_prepare(struct exchange *x, const struct query *query, struct err *err);

/* No parameter at all: ERR_PARAM_UNKNOWN names the first. */
enum err_code query_none(const struct query *query, struct err *err);

/* A 200 of this media type, its text to follow in reply.text, or `fixed` bytes of the process. */
void reply_text(struct exchange *x, const char *media_type);
void reply_fixed(struct exchange *x, const char *media_type, struct span bytes);
/* The same as JSON; ERR_INTERNAL where the text did not fit. */
enum err_code reply_json(struct exchange *x, struct err *err);

#endif

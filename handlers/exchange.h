/* handlers/exchange.h - one request as the handlers see it: text and values in, a plan and a reply
 * out. The four calls are made in this order by the service; each returns ERR_OK or an error that
 * handlers_problem() turns into the reply.
 *
 *   begin   headers are here, no body byte yet: route, read parameters, make the plan
 *   sniff   (endpoints with a body, raw or multipart) the bytes so far: format and size
 *   body    the body is whole: find the image in it, settle plan and format, check limits
 *   finish  the worker's facts: the reply's headers (its body is the result)
 *
 * Pointers in the request part are borrowed for the life of the exchange. One thread at a time.
 */
#ifndef HANDLERS_EXCHANGE_H
#define HANDLERS_EXCHANGE_H

#include "handlers/accept.h"
#include "handlers/inputs.h"
#include "handlers/reply.h"
#include "image/plans.h"

struct endpoint;
struct presets;
struct render;
struct run_facts;

enum work { WORK_NONE, WORK_TRANSFORM, WORK_INFO, WORK_COMPARE }; /* a worker's, after `body` */

struct health {
    bool ready;
    const char *reason; /* static: "draining", "no-worker", "crash-loop"; "ready" */
};

struct exchange {
    /* the request; filled by the service before begin */
    const char *method;
    struct span path;  /* raw target up to '?', never decoded */
    struct span query; /* raw, after '?' */
    const char *accept, *content_type, *content_encoding, *origin, *if_match; /* NULL: not sent */
    const char *cors_origins; /* setting http.cors_origins: a comma list, or "none" */
    const char *id;           /* the request id */
    bool admin;               /* came in on the admin port */
    const struct limits *limits;
    struct asset_list assets;      /* named pictures; borrowed */
    const char *auto_order;        /* setting formats.auto: "webp,avif,jpeg,png,gif,tiff" */
    const struct presets *presets; /* handlers/presets.h */
    bool presets_only;             /* images are taken nowhere else */
    struct health health;
    void (*metrics)(struct buf *out); /* writes the exposition */

    /* what begin found */
    const struct endpoint *endpoint; /* NULL: no such path */
    int op;                          /* of an operation's own route, else -1 */
    bool takes_body;                 /* a body is to be read and body() called */
    bool multipart;
    char boundary[72];
    struct plan plan; /* of the endpoints that give one result */
    struct plan_seen seen;
    struct plans plans;    /* what the worker is to do: `plan`, or several (from body on) */
    struct render *render; /* of the endpoints that give several results, else NULL */
    bool have_plan;
    uint64_t fields; /* of info, as in image/facts.h */
    bool negotiated; /* the reply depends on Accept */
    struct accept types;

    /* what sniff and body found */
    bool probed;
    struct image_info info;
    struct span image;       /* inside the body */
    struct input_set inputs; /* and what steps use besides */
    uint64_t memory;         /* estimate for the worker, bytes */
    enum work work;          /* WORK_NONE after body(): the reply is already there */
    struct span result;      /* what the worker made, from finish on */
    int64_t retry_after_s;   /* for a 429 or 503; 0: 1 */
    struct reply reply;
};

void exchange_init(struct exchange *x);
void exchange_fini(struct exchange *x);
void exchange_release(struct exchange *x); /* the plans of a list, which nobody needs any more */

enum err_code handlers_begin(struct exchange *x, struct err *err) MUST_CHECK;
enum err_code handlers_sniff(struct exchange *x, struct span body_so_far, bool whole,
                             struct err *err) MUST_CHECK;
enum err_code handlers_body(struct exchange *x, struct span body, struct err *err) MUST_CHECK;
enum err_code handlers_finish(struct exchange *x, const struct run_facts *facts, struct span result,
                              struct err *err) MUST_CHECK;

/* The worker has failed on the plan at this index: an error that is not about the image as such
 * gets told which output it is about. */
void handlers_failed(const struct exchange *x, uint32_t failed, struct err *err);

/* The reply for an error: an RFC 9457 problem document with the headers its row calls for (Allow,
 * Retry-After, Accept-Post, Accept-Encoding, Vary, Cache-Control). Replaces any reply begun. */
void handlers_problem(struct exchange *x, const struct err *err);

/* For logs and metrics, static: one of RFC 9110's methods, or "other"; the endpoint's path as in
 * the table, or "none". */
const char *handlers_method(const struct exchange *x);
const char *handlers_route(const struct exchange *x);

#endif

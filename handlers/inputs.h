/* handlers/inputs.h - the second pictures of a request: parts of its body, and named assets.
 *
 * Nothing is copied: inputs are slices of the body, or of the assets' memory. One exchange, one
 * thread; assets are const and outlive the exchange.
 */
#ifndef HANDLERS_INPUTS_H
#define HANDLERS_INPUTS_H

#include "image/inputs.h"

struct exchange;
struct multipart;

/* A picture that the operator has put there; bytes were probed and are within the limits. */
struct asset {
    char name[NAME_LEN_MAX + 1];
    struct span bytes;
    struct image_info info;
};

struct asset_list {
    int n;
    const struct asset *at;
};

/* A further picture of this request. */
struct input {
    struct span bytes;
    bool asset; /* in the assets' memory, else in the body's */
    struct image_info info;
};

struct input_set {
    uint32_t n;                  /* the picture itself, which is not in `at`, is one */
    uint32_t parts_used;         /* of the body: a bit each */
    struct input at[INPUTS_MAX]; /* from [1] on */
};

/* The plan is known, the body may not be: ERR_PARAM_CONFLICT, ERR_ASSET_UNKNOWN, ERR_PART_MISSING
 * where no part can come. */
enum err_code inputs_check(const struct exchange *x, const struct plan *plan, struct err *err);

/* The body is here; parts NULL: it is raw. Find what the plan's steps need, look at it and bind it.
 * Of a part or asset by name: ERR_PART_MISSING, ERR_PART_FORMAT, ERR_PART_BROKEN,
 * ERR_PART_TOO_LARGE. May be called for several plans, and then inputs_end() once: ERR_MULTIPART
 * for a part that nothing asked for. */
enum err_code inputs_take(struct exchange *x, struct plan *plan, const struct multipart *parts,
                          struct err *err);
enum err_code inputs_end(const struct exchange *x, const struct multipart *parts, struct err *err);

/* What they cost a worker, in bytes. */
uint64_t inputs_cost(const struct exchange *x);

#endif

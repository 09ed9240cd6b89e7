/* handlers/render.h - several outputs of one image: what was asked for, and the answer to it. Only
 * below handlers/.
 *
 *   render_json.c   [{"name":"small","steps":[...],"output":{...}},...]  -> struct render
 *   render.c        the endpoint
 *   render_parts.c  results -> multipart/mixed
 *   render_pack.c   results -> an archive, or JSON
 */
#ifndef HANDLERS_RENDER_H
#define HANDLERS_RENDER_H

#include "handlers/endpoint.h"
#include "handlers/plan_json.h"

enum { RENDER_NAME_MAX = 64, RENDER_FILE_MAX = RENDER_NAME_MAX + 8 };
enum render_kind { RENDER_MULTIPART, RENDER_ZIP, RENDER_JSON, RENDER_KINDS };

struct render {
    enum render_kind kind;
    uint32_t n;
    struct plan *plan; /* n of them, 17 kB each; NULL while nobody needs them */
    char name[PLANS_MAX][RENDER_NAME_MAX + 1]; /* unique, and fit for a file's name */
};

void render_free(struct render *render);

/* Read the list. ERR_BUSY, ERR_OUTPUTS, ERR_PLAN_INVALID, ERR_PLAN_STEPS, or a parameter's error
 * with "outputs[1].steps[2].width". */
enum err_code render_read(struct render *render, struct span json, const struct limits *limits,
                          struct err *err) MUST_CHECK;

/* At the headers: how the results are packed, and whether this list will do. ERR_NOT_ACCEPTABLE,
 * ERR_BUSY, and the errors of render_read(). Its plans are not kept, or clients that are slow with
 * their bodies would hold a quarter of a megabyte each. */
enum err_code render_check(struct exchange *x, struct span json, struct err *err) MUST_CHECK;

/* When the body is whole: the plans of this list, and what they need of the body. */
enum err_code render_settle(struct exchange *x, struct span json, const struct multipart *parts,
                            struct err *err) MUST_CHECK;

/* plans_shape() of the exchange's plans; of a list the error names the output. */
enum err_code render_shape(const struct exchange *x, struct size sizes[PLANS_MAX],
                           struct err *err) MUST_CHECK;

/* The name of an output's file: its own and the format's extension. */
void render_file(const struct render *render, const struct run_facts *facts, uint32_t index,
                 char file[RENDER_FILE_MAX]);

/* Write the reply's type and body. ERR_INTERNAL where it does not fit. */
enum err_code render_parts(struct exchange *x, const struct run_facts *facts,
                           struct err *err) MUST_CHECK;
enum err_code render_zip(struct exchange *x, const struct run_facts *facts,
                         struct err *err) MUST_CHECK;
enum err_code render_json(struct exchange *x, const struct run_facts *facts,
                          struct err *err) MUST_CHECK;

#endif

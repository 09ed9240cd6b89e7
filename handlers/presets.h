/* handlers/presets.h - named plans that the operator wrote: JSON as /v1/pipeline or /v1/render take
 * it, kept as text that has been read once without a fault.
 *
 * A set is filled by one thread and then only read. It lives as long as somebody has taken it.
 */
#ifndef HANDLERS_PRESETS_H
#define HANDLERS_PRESETS_H

#include "base/buf.h"
#include "base/err.h"
#include "image/limits.h"

enum { PRESETS_MAX = 256, PRESET_NAME_MAX = 64, PRESET_BYTES_MAX = 64 << 10 };
enum { PRESETS_TEXT_MAX = PRESETS_MAX * (PRESET_BYTES_MAX + 512) }; /* of all, listed */

struct presets;

struct preset {
    char name[PRESET_NAME_MAX + 1];
    struct span text; /* JSON */
    bool list;        /* of outputs, else one plan */
};

/* An empty set, taken by the caller; NULL: no memory. */
struct presets *presets_new(void);

/* Count one more or one less who holds it; the last one frees it. Any thread; NULL is fine. */
struct presets *presets_take(struct presets *presets);
void presets_drop(struct presets *presets);

/* Letters a to z, digits and dashes, 1 to 64. */
bool presets_is_name(struct span name);

/* Add one, which must be new in the set. ERR_PLAN_INVALID and what else a plan can be refused for;
 * ERR_BUSY: no memory, or PRESETS_MAX are there. */
enum err_code presets_add(struct presets *presets, struct span name, struct span text,
                          const struct limits *limits, struct err *err) MUST_CHECK;

/* NULL: none of that name, or at that place in the order of their names. */
const struct preset *presets_find(const struct presets *presets, struct span name);
const struct preset *presets_at(const struct presets *presets, int index);

#endif

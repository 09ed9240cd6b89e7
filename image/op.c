#include "image/op.h"

#include "base/check.h"
#include "base/macros.h"
#include "image/nearest.h"

#define OP(name) extern const struct op op_##name;
#include "image/ops/roster.def"
#undef OP

static const struct op *const roster[] = {
#define OP(name) &op_##name,
#include "image/ops/roster.def"
#undef OP
};

int op_count(void)
{
    return (int)ARRAY_LEN(roster);
}

const struct op *op_at(int index)
{
    CHECK(index >= 0 && index < op_count());
    return roster[index];
}

int op_index(struct span name)
{
    for (int i = 0; i < op_count(); i++)
        if (span_is(name, roster[i]->name))
            return i;
    return -1;
}

const char *op_nearest(struct span name)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (int i = 0; i < op_count(); i++)
        nearest_try(name, roster[i]->name, &best, &distance);
    return best;
}

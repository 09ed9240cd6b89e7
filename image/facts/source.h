/* image/facts/source.h - what the writers of fields look at. For image/facts/ alone. */
#ifndef IMAGE_FACTS_SOURCE_H
#define IMAGE_FACTS_SOURCE_H

#include "base/emit.h"
#include "image/facts/small.h"
#include "image/probe.h"

#include <vips/vips.h>

struct fact_source {
    const struct image_info *info;
    VipsImage *header;         /* opened; no pixel may be asked of it */
    struct span input;         /* the file */
    const struct small *small; /* NULL unless a field of FACT_PIXELS was asked for */
};

/* Text of strangers that is longer is left out, and a block ends after so much JSON. */
enum { FACT_TEXT_MAX = 4096, FACT_BLOCK_MAX = 64 << 10 };

/* A block of the file as libvips found it; the empty span where there is none. */
struct span source_blob(const struct fact_source *source, const char *name);

#endif

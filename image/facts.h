/* image/facts.h - the table of what can be told of a picture: one row a field of /v1/info.
 *
 * The front reads names and reckons the memory; a worker writes the values (image/facts/). Const
 * data and pure functions; safe from any thread. To add a field: a writer and a row.
 */
#ifndef IMAGE_FACTS_H
#define IMAGE_FACTS_H

#include "image/plan.h"

enum fact_cost {
    FACT_HEADER,   /* the decoder is opened; what is told unless other fields are asked for */
    FACT_METADATA, /* blocks of the file are read as well */
    FACT_PIXELS    /* the picture is decoded, once for all such fields, and shrunk */
};

struct fact_source; /* image/facts/source.h */

struct fact {
    const char *name;
    enum fact_cost cost;
    const char *schema; /* of its value: JSON Schema as the inside of a YAML flow mapping */
    const char *doc;    /* one sentence for the docs */
    void (*write)(const struct fact_source *source, struct emit *json, const char *key);
};

int fact_count(void); /* at most 64: a set of fields is a bit a row */
const struct fact *fact_at(int index);
const char *fact_cost_name(enum fact_cost cost);

/* The fields that are told when none are asked for, and all of them. */
uint64_t facts_default(void);
uint64_t facts_all(void);
bool facts_need_pixels(uint64_t fields);

/* Read "all", or names with commas between. ERR_PARAM_INVALID names the nearest known field;
 * ERR_PARAM_REPEATED for one that stands twice. All of them about the parameter "fields". */
enum err_code facts_read(struct span list, uint64_t *fields, struct err *err) MUST_CHECK;

/* How the picture is decoded for FACT_PIXELS: its first frame, into FACTS_SIDE pixels. */
enum { FACTS_SIDE = 512 };
void facts_plan(struct plan *plan);

/* What a worker may need for these fields of this picture, in bytes; see plan_memory(). */
uint64_t facts_memory(uint64_t fields, const struct image_info *info, uint64_t input_bytes,
                      const struct limits *limits);

#endif

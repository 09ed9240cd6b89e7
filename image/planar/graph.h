/* image/planar/graph.h - zimg's filter graphs for one plane, kept for the next job of that size.
 *
 * Building a graph costs a good part of running it (every coefficient is a sine), and a service
 * sees the same sizes again and again. The keeper is one for the process and guarded by a lock; a
 * graph itself is only read while it runs, so several threads may share it.
 */
#ifndef IMAGE_PLANAR_GRAPH_H
#define IMAGE_PLANAR_GRAPH_H

#include "image/moves.h"

enum { GRAPH_ALIGN = 64 }; /* bytes, of rows: the widest vectors zimg uses */

/* What a graph does. Compared as bytes: start from {0}. */
struct graph_key {
    uint32_t src_width, src_height, dst_width, dst_height;
    double left, top, width, height; /* the part of the source that fills the destination */
    uint8_t kernel;                  /* enum move_kernel */
    bool src_deep, dst_deep;         /* 16 bits a sample, else 8 */
    bool limited;                    /* to 16..235 (BT.601), else the full range stays */
};

struct graph;

/* A graph for this key, kept or new; NULL: no memory, or a size that zimg cannot do. */
struct graph *graph_get(const struct graph_key *key);
void graph_put(struct graph *graph); /* NULL is fine */

/* One side of a run: rows of GRAPH_ALIGN-aligned samples, `stride` bytes apart. */
struct graph_rows {
    void *data;
    size_t stride;
};

/* Run it on whole planes; `scratch` of graph_scratch() bytes, aligned as the rows. */
size_t graph_scratch(const struct graph *graph);
bool graph_run(const struct graph *graph, struct graph_rows src, struct graph_rows dst,
               void *scratch) MUST_CHECK;

/* Forget all graphs that nobody uses. */
void graph_clear(void);

#endif

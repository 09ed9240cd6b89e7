/* image/run_on.h - running a plan on an engine that somebody else chose: tests compare engines. */
#ifndef IMAGE_RUN_ON_H
#define IMAGE_RUN_ON_H

#include "image/run.h"

/* As image_run(), on this engine; on libvips where the engine does not know the plan or the file.
 * facts->engine tells. */
enum err_code run_on(enum engine engine, const struct plan *plan, const struct limits *limits,
                     struct span input, int out_fd, struct run_facts *facts,
                     struct err *err) MUST_CHECK;

#endif

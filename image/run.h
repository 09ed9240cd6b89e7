/* image/run.h - running a plan: bytes in, bytes out, facts beside them.
 *
 * Runs in a worker (or a tool). image_start() once per process, on the thread that later runs jobs
 * or before any of them. In process isolation one job runs at a time; in thread isolation several
 * run at once, which libvips allows.
 */
#ifndef IMAGE_RUN_H
#define IMAGE_RUN_H

#include "image/inputs.h"

struct run_facts {
    struct image_info input; /* as decoded */
    uint32_t width, height;  /* of one frame of the result, pixels */
    uint32_t frames;
    uint32_t format;   /* enum format_id of the result */
    uint32_t quality;  /* the quality used, 0 where there is none */
    uint32_t engine;   /* enum engine */
    uint32_t decodes;  /* of image_describe(): how often it decoded pixels, 0 or 1 */
    uint32_t original; /* 1: the result is the input's own bytes (if_larger=original) */
    uint64_t at;       /* where in out_fd the result begins; 0 but with image_render() */
    uint64_t bytes;    /* written to out_fd, or to the info text */
    int64_t decode_ns, process_ns,
        encode_ns; /* wall time; lazily evaluated work counts as encode */
};

/* Start libvips with our settings: no cache, concurrency 1, loaders by allow-list. Enough for a
 * tool that runs one job. False: the libraries cannot work here. */
bool image_open(void) MUST_CHECK;

/* The same, and warm up every loader, saver and operation, so that later jobs open no file and
 * start no thread where libvips allows it. Code that only this needed is given back
 * (base/code.h). */
bool image_start(void) MUST_CHECK;
void image_stop(void);

/* Whether the system has a font at all. Needs no start. */
bool image_has_fonts(void) MUST_CHECK;

/* Run `plan` on `input` and write the encoded result to `out_fd` from its offset 0 on (a memfd or
 * file opened read-write, empty). The output format must be settled (output_format() != NONE).
 * *facts is filled as far as known even on failure. Errors: ERR_FORMAT_*, ERR_UNDECODABLE,
 * ERR_IMAGE_TOO_LARGE, ERR_RESULT_TOO_LARGE, ERR_FRAMES, ERR_SCANS, ERR_OUT_OF_PICTURE,
 * ERR_UNSUPPORTED_RESULT, ERR_MAX_BYTES, ERR_INTERNAL. */
enum err_code image_run(const struct plan *plan, const struct limits *limits, struct span input,
                        int out_fd, struct run_facts *facts, struct err *err) MUST_CHECK;

/* The same for plans whose steps use further pictures: bound to inputs->at[] (image/inputs.h).
 * Besides: ERR_PART_FORMAT, ERR_PART_BROKEN, ERR_PART_TOO_LARGE. */
enum err_code image_run_inputs(const struct plan *plan, const struct limits *limits,
                               const struct inputs *inputs, int out_fd, struct run_facts *facts,
                               struct err *err) MUST_CHECK;

/* What the image is, as a JSON object written to out_fd: the fields of image/facts.h whose bits are
 * set. Opens the decoder; decodes (facts->decodes is 1) only where a field needs pixels. */
enum err_code image_describe(uint64_t fields, const struct limits *limits, struct span input,
                             int out_fd, struct run_facts *facts, struct err *err) MUST_CHECK;

/* The formats that the libraries here can read and write (bit 1 << enum format_id), after
 * image_open(): of those in the table some need what not every build of libvips has. */
uint32_t image_reads(void);
uint32_t image_writes(void);

/* Versions of the libraries behind this, a line "name version" each. */
void image_versions(struct buf *out);

#endif

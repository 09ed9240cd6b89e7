/* image/codec/jpeg.h - libjpeg without surprises: errors, a source in memory, a sink in a file.
 *
 * libjpeg leaves a failed call by longjmp: a function that calls it sets `jump` first and owns
 * nothing that a jump would lose. Only below image/.
 */
#ifndef IMAGE_CODEC_JPEG_H
#define IMAGE_CODEC_JPEG_H

#include "base/err.h"
#include "base/span.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

struct jpeg_errors {
    struct jpeg_error_mgr base; /* first: libjpeg's pointer is ours */
    jmp_buf jump;
};

/* Silent, and jumping. Returns what goes into cinfo->err. */
struct jpeg_error_mgr *jpegerr_init(struct jpeg_errors *errors);

/* What the failed call said, as ERR_UNDECODABLE with a note for the log. */
enum err_code jpegerr_report(j_common_ptr jpeg, struct err *err);

/* Read from memory. An end in the middle of the file is an error, where libjpeg's own source would
 * make up an end of image; the same rule as libvips' fail_on. */
void jpegin_source(j_decompress_ptr jpeg, struct jpeg_source_mgr *source, struct span input);

/* How far the IDCT may scale down a picture to be made smaller by `factor`: 1, 2, 4 or 8. libvips'
 * own rule (vips_thumbnail): at least a factor of two is left to the resampler, so that the box
 * filter of the scaled IDCT is not seen (bench/psnr.sh). */
int jpegin_shrink(double factor);

/* Write to fd from where it stands, in large pieces. The buffer is the caller's. */
struct jpeg_sink {
    struct jpeg_destination_mgr base; /* first, as above */
    int fd;
    unsigned char *data;
    size_t size;
    uint64_t written; /* bytes; all of them once the image is finished */
};
void jpegout_sink(j_compress_ptr jpeg, struct jpeg_sink *sink);

/* Segments as image/codec/extras.h has them, right after jpeg_start_compress() or
 * jpeg_write_coefficients(). */
void jpegout_extras(j_compress_ptr jpeg, struct span extras);

/* Write all of it; false where the file cannot take it. */
bool codec_write(int fd, const void *data, size_t len) MUST_CHECK;

#endif

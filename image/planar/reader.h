/* image/planar/reader.h - a JPEG as planes of samples, strip after strip, as they are stored.
 *
 * No upsampling and no colour conversion; decoded at 1/8 to 8/8 by the scaled IDCT, where
 * subsampled chroma may come as large as luma (libjpeg-turbo scales it less). Baseline files are
 * read by image/jpeg, damaged ones and all others by libjpeg. One thread a reader.
 */
#ifndef IMAGE_PLANAR_READER_H
#define IMAGE_PLANAR_READER_H

#include "image/jpeg/baseline.h"

enum { READER_PLANES = 3 };

struct reader {
    struct jpeg_errors errors;
    struct window window; /* over the file */
    struct jpeg_source_mgr source;
    struct jpeg_decompress_struct jpeg;
    struct baseline *baseline; /* NULL: libjpeg reads the pixels */
    uint32_t read;             /* rows of MCUs that baseline has read */
    int planes;                /* 1 or 3 that are wanted */
    void (*realize)(j_common_ptr jpeg);
};

/* Read the header. Rows that are read are given back. On success and on failure alike end it with
 * reader_fini. */
enum err_code reader_init(struct reader *reader, struct window input, struct err *err) MUST_CHECK;
void reader_fini(struct reader *reader);

/* Whether this is what the planar engine was made for: 8 bits, grey or YCbCr, both chroma planes
 * alike and each side full or half of luma's. */
bool reader_knows(const struct reader *reader);

/* Begin with the pixels. A progressive file is read whole. */
struct reader_want {
    int shrink;        /* scale 1/1, 1/2, 1/4 or 1/8 */
    int eighths;       /* instead, where it is not 0: the scale in eighths */
    bool grey;         /* only luma */
    bool small_chroma; /* scale chroma as much as luma, though it is smaller already */
};
enum err_code reader_start(struct reader *reader, const struct reader_want *want,
                           struct err *err) MUST_CHECK;

/* A plane after reader_start: its size in samples, the bytes a row needs, the rows that come at
 * once, and how many of its samples lie along a pixel of the stored picture. */
struct reader_plane {
    uint32_t width, height;
    size_t row_bytes;
    uint32_t rows;
    double per_x, per_y;
};
struct reader_plane reader_plane(const struct reader *reader, int plane);

/* The next rows of every plane: reader_plane().rows of them each, fewer being written where the
 * picture ends. rows[plane] of planes that are not wanted may be NULL. */
enum err_code reader_read(struct reader *reader, unsigned char **rows[READER_PLANES],
                          struct err *err) MUST_CHECK;

#endif

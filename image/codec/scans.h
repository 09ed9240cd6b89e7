/* image/codec/scans.h - how many scans a JPEG has: each is one more pass over the whole picture. */
#ifndef IMAGE_CODEC_SCANS_H
#define IMAGE_CODEC_SCANS_H

#include "base/err.h"
#include "base/window.h"
#include "image/limits.h"

/* ERR_SCANS past the limit. Reads the file once, decodes nothing. */
enum err_code scans_check(struct window input, const struct limits *limits,
                          struct err *err) MUST_CHECK;

#endif

/* image/output.h - how the result is to be written: the output parameters of every image endpoint.
 *
 * One table, the same on every endpoint. Plain values: crosses processes. Pure functions.
 */
#ifndef IMAGE_OUTPUT_H
#define IMAGE_OUTPUT_H

#include "image/format.h"
#include "image/param.h"

/* Values of `format`: auto follows Accept, keep is the input's own, the others are 2 + format_id of
 * the written formats. */
enum { OUTPUT_AUTO, OUTPUT_KEEP, OUTPUT_FIRST };
enum chroma { CHROMA_AUTO, CHROMA_420, CHROMA_444 };
enum metadata { METADATA_NONE, METADATA_COPYRIGHT, METADATA_NOGPS, METADATA_ALL };
/* auto: JPEG to JPEG without loss where that is exact, WebP and AVIF with loss. The other words of
 * the parameter are what it took when it was yes or no. */
enum lossless {
    LOSSLESS_AUTO,
    LOSSLESS_OFF,
    LOSSLESS_REQUIRE,
    LOSSLESS_FALSE,
    LOSSLESS_TRUE,
    LOSSLESS_0,
    LOSSLESS_1
};
enum profile { PROFILE_SRGB, PROFILE_KEEP, PROFILE_P3, PROFILE_CMYK };
enum bitdepth {
    BITDEPTH_AUTO,
    BITDEPTH_1,
    BITDEPTH_2,
    BITDEPTH_4,
    BITDEPTH_8,
    BITDEPTH_12,
    BITDEPTH_16
};

enum shrink { SHRINK_OFF, SHRINK_ALLOW };
enum if_larger { IF_LARGER_KEEP, IF_LARGER_ORIGINAL };
enum { QUALITY_AUTO = -1 };

struct output {
    int32_t format;   /* OUTPUT_AUTO, OUTPUT_KEEP or OUTPUT_FIRST + enum format_id */
    int32_t quality;  /* 1..100; 0: the format's default; or QUALITY_AUTO */
    int32_t effort;   /* 1..9; 0: the format's default */
    int32_t lossless; /* enum lossless */
    bool progressive; /* JPEG scans, PNG and GIF interlace */
    bool interlace;   /* the same by another name */
    bool palette;     /* PNG: of at most 256 colours */
    int32_t colors;   /* 2..256: a palette of at most so many, PNG and GIF; 0: as the format has */
    double dither;    /* 0..1: how much of a palette's error is spread */
    int32_t bitdepth; /* enum bitdepth */
    bool orient;      /* apply EXIF orientation first */
    int32_t chroma;   /* enum chroma */
    int32_t metadata; /* enum metadata */
    int32_t profile;  /* enum profile */
    struct color
        background;    /* under transparency where the format has none, and around `contain` */
    int32_t max_bytes; /* 0: no limit */
    int32_t shrink;    /* enum shrink */
    int32_t if_larger; /* enum if_larger */
};

extern const struct param output_params[];

void output_defaults(struct output *output);

/* The format asked for by name, or FORMAT_NONE while it is auto or keep. */
enum format_id output_format(const struct output *output);
/* Whether a result without loss is asked for in so many words: require, true or 1. */
bool output_wants_lossless(const struct output *output);

/* The quality that is used: as asked, or the format's default (auto is settled by who encodes); 0
 * where the format has none. */
int output_quality(const struct output *output);

/* Pixels a chroma sample of a JPEG or WebP covers along both sides: 1 or 2. As libvips decides:
 * full chroma from quality 90 on, unless asked for; WebP knows only 2. */
int output_subsampling(const struct output *output, int quality);

/* The effort 1..9 on an encoder's own scale of 0..most, or `otherwise` where none was asked for. */
int output_effort(const struct output *output, int most, int otherwise);
int output_webp_method(const struct output *output); /* 0..6, by default libwebp's own 4 */

/* Whether scans or rows come in several passes, by either name. */
bool output_interlaces(const struct output *output);
/* Bits a band asked for; 0: as the picture has them, or as the format must. */
int output_bits(const struct output *output);
/* Most colours of a palette, 2..256; 0: the result has none. */
int output_colors(const struct output *output);

void output_set_format(struct output *output, enum format_id id);

/* Options against each other and against the format, as far as it is settled:
 * ERR_UNSUPPORTED_RESULT, ERR_PARAM_CONFLICT. */
enum err_code output_check(const struct output *output, struct err *err) MUST_CHECK;

#endif

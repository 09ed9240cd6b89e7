/* image/probe.h - what the header of an image says, read by hand and without a codec.
 *
 * The front calls this on the first bytes of a body that is still arriving. Every format gives
 * size and more, but SVG, whose size is its renderer's to say. What is told of a file with several
 * pages is about the first (TIFF) or the primary one (AVIF, HEIF). Reads only inside the span,
 * allocates nothing, and takes time linear in the span. Everything it says is a claim of the file
 * until a decoder agrees.
 */
#ifndef IMAGE_PROBE_H
#define IMAGE_PROBE_H

#include "base/span.h"
#include "image/format.h"

/* What only a JPEG says; zero elsewhere. */
struct probe_jpeg {
    uint8_t process;     /* n of SOFn (T.81, table B.1): 0 to 2 baseline to progressive, Huffman */
    uint8_t sampling[4]; /* by component, 16 * horizontal + vertical */
    uint8_t ids[4];      /* by component */
    uint8_t adobe;       /* 1 + transform of the Adobe marker; 0: none */
    bool jfif;
    bool ycc;  /* one grey component, or three that are YCbCr */
    bool srgb; /* the ICC profile is sRGB IEC61966-2.1, so the values are what they would become */
};

struct image_info {
    uint32_t format; /* enum format_id */
    uint32_t width;  /* pixels as decoded, before EXIF orientation; 0: not known */
    uint32_t height;
    uint32_t frames;     /* at least 1; a probe may not know better than 1 */
    uint8_t orientation; /* EXIF 1..8; 1 where there is none */
    uint8_t bands;       /* 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA or CMYK; 0: not known */
    uint8_t bits;        /* per band; 0: not known */
    bool alpha;          /* has, or may have, an alpha band */
    bool animated;       /* has, or may have, several frames */
    bool progressive;    /* or interlaced: needs the whole picture in memory */
    bool cmyk;
    bool icc;         /* carries an ICC profile */
    uint8_t chroma_h; /* JPEG luma sampling factors of component 0, 0 elsewhere */
    uint8_t chroma_v;
    /* Pixels to reckon with where sides are not known, or where more is decoded than shown (cut
     * HEIF files); 0: nothing to add. */
    uint64_t area;
    struct probe_jpeg jpeg;
};

enum probe_state {
    PROBE_DONE,    /* *info is filled */
    PROBE_MORE,    /* the bytes seen so far do not say; ask again with more */
    PROBE_UNKNOWN, /* no format of the table */
    PROBE_BROKEN   /* right magic, impossible header */
};

/* `head`: the body from its first byte on. `whole`: nothing follows, so PROBE_MORE is never given
 * (a header that ends early is PROBE_BROKEN). *info is written only with PROBE_DONE. */
enum probe_state probe_header(struct span head, bool whole, struct image_info *info);

/* A page of a TIFF, from 0, as probe_header() tells of the first. False: these bytes do not hold
 * its directory and those before it, which are passed over unread, or it has no size; *info says
 * nothing then. */
bool probe_page(struct span file, uint32_t page, struct image_info *info);

/* Pixels of one frame that a decoder has to do with: those shown, or what they are cut from. 0: not
 * known. What an SVG may have at most is no claim of its own, and counts in the first alone. */
uint64_t image_info_pixels(const struct image_info *info);
uint64_t image_info_claim(const struct image_info *info);

#endif

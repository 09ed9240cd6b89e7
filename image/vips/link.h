/* image/vips/link.h - ready transforms of lcms between CMYK and RGB, the last few of them kept.
 *
 * For each transform from CMYK lcms samples a table of 17^4 colours (its cmsopt.c), which takes
 * longer than to decode most photographs. It depends on the two profiles alone, so it is kept with
 * the whole CMYK profile as its key: what one picture leaves behind changes nothing for the next
 * but the time. Safe from any thread.
 */
#ifndef IMAGE_VIPS_LINK_H
#define IMAGE_VIPS_LINK_H

#include <stddef.h>

enum link_way { LINK_INTO_RGB, LINK_INTO_INKS };

/* What a transform depends on. */
struct link_key {
    const void *inks; /* an ICC profile; borrowed */
    size_t len;       /* of it, in bytes */
    const char *rgb;  /* a profile of libvips, "srgb" or "p3": a literal */
    enum link_way way;
};

struct link;

/* The transform of this key, relative colorimetric: kept, or made now. NULL: no memory, or profiles
 * that do not go together. Each that was taken is given back. */
struct link *link_take(const struct link_key *key);
void link_give(struct link *link);

/* `width` pixels, of 8 bits a band: 4 of CMYK, 3 of RGB. By any number of threads at once. */
void link_run(const struct link *link, const void *from, void *to, int width);

/* Forget those that nobody holds, and keep no other. */
void link_clear(void);

#endif

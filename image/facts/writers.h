/* image/facts/writers.h - one writer a field of image/facts.c.
 *
 * Each writes one JSON value under `key`: null where the picture has nothing to say. They take time
 * linear in the block or the shrunk picture, and believe nothing in a block.
 */
#ifndef IMAGE_FACTS_WRITERS_H
#define IMAGE_FACTS_WRITERS_H

#include "image/facts/source.h"

typedef void fact_writer(const struct fact_source *source, struct emit *json, const char *key);

fact_writer fact_format, fact_mime, fact_bytes, fact_width, fact_height, fact_stored_width,
    fact_stored_height, fact_orientation, fact_frames, fact_megapixels, fact_bands, fact_bits,
    fact_alpha, fact_space, fact_icc, fact_progressive, fact_density_dpi;

fact_writer fact_icc_name, fact_exif, fact_xmp, fact_iptc;

fact_writer fact_opaque, fact_mean, fact_entropy, fact_sharpness, fact_histogram;
fact_writer fact_dominant, fact_palette;
fact_writer fact_blurhash, fact_thumbhash, fact_phash;

/* The same for bytes at hand: what the file's blocks say. */
void exif_write(struct span tiff, struct emit *json, const char *key);
void xmp_write(struct span packet, struct emit *json, const char *key);
void iptc_write(struct span block, struct emit *json, const char *key);
void icc_write_name(struct span profile, struct emit *json, const char *key);

#endif

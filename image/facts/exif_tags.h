/* image/facts/exif_tags.h - names of EXIF tags. Const data. */
#ifndef IMAGE_FACTS_EXIF_TAGS_H
#define IMAGE_FACTS_EXIF_TAGS_H

#include <stdint.h>

enum exif_directory { EXIF_IMAGE, EXIF_PHOTO, EXIF_GPS };

/* NULL for a tag that is not in the table. */
const char *exif_tag_name(enum exif_directory directory, uint16_t tag);

#endif

/* image/facts/phash.h - the perceptual hash, 64 bits; like pictures differ in few of them. */
#ifndef IMAGE_FACTS_PHASH_H
#define IMAGE_FACTS_PHASH_H

#include "image/facts/small.h"

uint64_t phash_of(const struct small *small);

#endif

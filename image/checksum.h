/* image/checksum.h - the CRC-32 of PNG and ZIP (ISO 3309), by libdeflate's vector code. Pure. */
#ifndef IMAGE_CHECKSUM_H
#define IMAGE_CHECKSUM_H

#include "base/span.h"

uint32_t checksum_crc32(struct span bytes);

#endif

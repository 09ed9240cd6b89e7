#include "image/checksum.h"

#include <libdeflate.h>

uint32_t checksum_crc32(struct span bytes)
{
    return bytes.len > 0 ? libdeflate_crc32(0, bytes.data, bytes.len) : 0;
}

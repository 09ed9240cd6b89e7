/* image/jpeg/scan.h - the one scan of a sequential Huffman JPEG of 8 bits, MCU after MCU.
 *
 * What every reader of such a scan shares: tables, restarts, and what is left of the data. It gives
 * up at the first oddity. One owner; inline where bits are read, so that they stay in registers.
 */
#ifndef IMAGE_JPEG_SCAN_H
#define IMAGE_JPEG_SCAN_H

#include "image/codec/jpeg.h"
#include "image/jpeg/feed.h"
#include "image/jpeg/skim.h"

/* T.81, table B.5: a baseline JPEG has no more tables of a kind than two. */
enum { SCAN_TABLES = 2, SCAN_PARTS = 3 };

struct scan_part {
    const struct huff *dc;
    const struct huff_ac *ac;
    uint32_t across, down; /* blocks of an MCU */
    uint32_t width;        /* blocks of a row */
    uint32_t height;       /* rows of blocks */
    int component;         /* in the frame's order */
    int mean;              /* the DC coefficient of the last block */
};

struct scan {
    int parts;
    struct scan_part part[SCAN_PARTS]; /* in the scan's order */
    uint32_t units, rows;              /* MCUs of a row, and rows of them */
    uint32_t interval, since;          /* MCUs between restarts, and since the last */
    unsigned restart;                  /* number of the next marker */
    struct bits in;
    struct huff dc[SCAN_TABLES];
    struct huff_ac ac[SCAN_TABLES];
    struct feed feed;
};

/* After jpeg_read_header or later, before anything of the scan was read. Reads nothing from
 * libjpeg's source. False: a JPEG of another kind. */
bool scan_init(struct scan *scan, const struct jpeg_decompress_struct *jpeg);

/* Bits were read that are not there. */
bool scan_overdrawn(const struct scan *scan, struct bits in);

/* Behind the last MCU: nothing but filling bits is left, and the image's end comes next. */
bool scan_ended(struct scan *scan);

/* The slow ways of scan_ready. */
bool scan_restart(struct scan *scan, struct bits in);
const unsigned char *scan_refill(struct scan *scan, struct bits in);

/* Who reads bits is inline, whatever the compiler thinks: then they stay in registers. */
#define SCAN_INLINE static inline __attribute__((always_inline))

/* Before each MCU: over a restart marker, and with enough to read. */
SCAN_INLINE bool scan_ready(struct scan *scan, struct bits *in)
{
    if (scan->interval > 0 && scan->since == scan->interval) {
        if (!scan_restart(scan, *in))
            return false;
        *in = (struct bits){.next = scan->feed.data};
    }
    if (in->next >= scan->feed.safe)
        in->next = scan_refill(scan, *in);
    scan->since++;
    return in->next != NULL;
}

/* The next block's DC coefficient, into part->mean. */
SCAN_INLINE bool scan_mean(struct bits *in, struct scan_part *part)
{
    int difference;

    if (!bits_difference(in, part->dc, &difference))
        return false;
    part->mean += difference;
    return part->mean == (int16_t)part->mean;
}

/* Over a block that nobody wants, or that only fills up an MCU. */
SCAN_INLINE bool scan_pass(struct bits *in, struct scan_part *part)
{
    return scan_mean(in, part) && block_skim(in, part->ac, 0);
}

#endif

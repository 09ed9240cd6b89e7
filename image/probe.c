#include "image/probe.h"

#include "image/probe_parts.h"
#include "image/svg.h"

/* Bytes. Depth maps and layers stand before a JPEG's frame header, in segments that are jumped. */
enum { HEADER_MAX = 1 << 20, JPEG_HEADER_MAX = 8 << 20 };

static enum probe_state probe_format(enum format_id format, struct span head,
                                     struct image_info *info)
{
    switch (format) {
    case FORMAT_JPEG:
        return probe_jpeg(head, info);
    case FORMAT_PNG:
        return probe_png(head, info);
    case FORMAT_WEBP:
        return probe_webp(head, info);
    case FORMAT_GIF:
        return probe_gif(head, info);
    case FORMAT_TIFF:
        info->alpha = info->progressive = true;
        return probe_tiff(head, info);
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        info->alpha = info->progressive = true;
        return probe_heif(head, info);
    case FORMAT_BMP:
        return probe_bmp(head, info);
    case FORMAT_SVG: /* what it measures only its renderer knows */
        info->alpha = info->progressive = true;
        info->area = SVG_PIXELS_MAX;
        return PROBE_DONE;
    case FORMAT_JXL:
    case FORMAT_COUNT:
        break;
    }
    return PROBE_UNKNOWN;
}

/* Brands of an ftyp box may still be on their way, and change the answer. */
static bool is_early(enum format_id format, struct span head)
{
    const bool unsure = format == FORMAT_NONE || format == FORMAT_AVIF || format == FORMAT_HEIF;

    return unsure &&
           (head.len < FORMAT_SNIFF_BYTES || (format == FORMAT_NONE && svg_may_start(head)));
}

uint64_t image_info_pixels(const struct image_info *info)
{
    const uint64_t shown = (uint64_t)info->width * info->height;

    return shown > info->area ? shown : info->area;
}

uint64_t image_info_claim(const struct image_info *info)
{
    const bool claims = info->format != FORMAT_SVG;

    return claims ? image_info_pixels(info) : (uint64_t)info->width * info->height;
}

enum probe_state probe_header(struct span head, bool whole, struct image_info *info)
{
    const enum format_id format = format_sniff(head);
    struct image_info found = {.format = format, .frames = 1, .orientation = 1};

    if (!whole && is_early(format, head))
        return PROBE_MORE;
    if (format == FORMAT_NONE)
        return PROBE_UNKNOWN;
    /* A TIFF's directory may stand behind its pixels; it is looked up, not searched. */
    const bool jumps = format == FORMAT_TIFF || format == FORMAT_AVIF || format == FORMAT_HEIF;
    const size_t most = format == FORMAT_JPEG ? JPEG_HEADER_MAX : HEADER_MAX;
    const struct span looked_at = jumps ? head : span_cut(head, 0, most);
    enum probe_state state = probe_format(format, looked_at, &found);

    if (state == PROBE_MORE && jumps && whole)
        state = PROBE_DONE; /* the decoder will have a word to say */

    /* Headers longer than any honest one: what is known so far has to do. */
    if (state == PROBE_MORE && !jumps && head.len >= most)
        state = found.width ? PROBE_DONE : PROBE_BROKEN;
    if (state == PROBE_MORE && whole)
        return PROBE_BROKEN;
    if (state == PROBE_DONE)
        *info = found;
    return state;
}

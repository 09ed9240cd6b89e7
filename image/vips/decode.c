#include "image/vips/decode.h"

#include "image/codec/scans.h"
#include "image/vips/env.h"
#include "image/vips/hold.h"
#include "image/vips/load.h"
#include "image/vips/load_head.h"
#include "image/vips/load_png.h"
#include "image/vips/load_svg.h"
#include "image/vips/profile.h"
#include "image/vips/svg_check.h"

static enum err_code check_format(const struct decode *decode, enum format_id *format,
                                  struct err *err)
{
    *format = format_sniff(decode->input);
    if (*format == FORMAT_NONE)
        return err_set(err, ERR_FORMAT_UNKNOWN,
                       "The first bytes are of no image format known here.");
    if (!(decode->limits->formats_in & 1u << *format))
        return err_set(err, ERR_FORMAT_REFUSED, "Images of format %s are not taken.",
                       format_row(*format)->name);
    return ERR_OK;
}

static bool keeps_frames(const struct decode *decode, enum format_id format)
{
    const enum format_id out = output_format(&decode->plan->output);

    if (plan_frame(decode->plan) >= 0)
        return false;
    return format_row(format)->animates && out < FORMAT_COUNT && format_row(out)->animates;
}

/* Leave the first page for the one that the plan is about. */
static enum err_code turn_page(const struct decode *decode, struct load *load, VipsImage **image,
                               struct err *err)
{
    const int pages = load_pages(*image);

    load->page = plan_frame(decode->plan);
    if (load->page >= pages)
        return err_set(err, ERR_OUT_OF_PICTURE, "The image has %d frames, counted from 0.", pages);
    enum err_code code = plan_check_input(decode->info, decode->limits, err);

    if (code != ERR_OK)
        return code;
    g_clear_object(image);
    code = load_open(decode->input, load, image, err);
    if (code == ERR_OK)
        load_info(*image, load->format, decode->info);
    return code;
}

/* What a HEIF is cut from is decoded whole, and libvips does not say how large that is. A codec's
 * own header may say otherwise, which is seen too late: the worker's memory is limited for that. */
static void take_area(const struct decode *decode, enum format_id format)
{
    struct image_info claimed;

    if ((format == FORMAT_AVIF || format == FORMAT_HEIF) &&
        probe_header(decode->input, true, &claimed) == PROBE_DONE)
        decode->info->area = claimed.area;
}

/* Open one frame, which is cheap whatever the header claims, and only then trust the rest. */
static enum err_code open_checked(const struct decode *decode, struct load *load, VipsImage **image,
                                  struct err *err)
{
    struct size size;
    enum err_code code = check_format(decode, &load->format, err);

    if (code == ERR_OK && load->format == FORMAT_JPEG)
        code = scans_check(window_of(decode->input), decode->limits, err);
    if (code == ERR_OK && load->format == FORMAT_GIF)
        code = load_check_blocks(decode->input, err);
    if (code == ERR_OK && load->format == FORMAT_SVG)
        code = svg_check(decode->input, &load->svg, err);
    if (code == ERR_OK)
        code = load_open(decode->input, load, image, err);
    if (code != ERR_OK)
        return code;
    load_info(*image, load->format, decode->info);
    if (plan_frame(decode->plan) > 0)
        code = turn_page(decode, load, image, err);
    if (!keeps_frames(decode, load->format))
        decode->info->frames = 1;
    take_area(decode, load->format);
    if (code == ERR_OK)
        code = plan_shape(decode->plan, decode->info, decode->limits, &size, err);
    if (code != ERR_OK)
        g_clear_object(image);
    return code;
}

/* Let a first step that shrinks have a smaller decode. */
static double wanted_shrink(const struct decode *decode)
{
    const struct image_info *info = decode->info;
    struct step *step = &decode->plan->steps[0];
    struct size size = {info->width, info->height};

    if (decode->plan->n_steps == 0 || op_at(step->op)->shrink == NULL)
        return 1;
    if (decode->plan->output.orient && info->orientation >= 5)
        size = (struct size){info->height, info->width};
    return op_at(step->op)->shrink(step->params, &size);
}

static bool loader_shrinks(enum format_id format)
{
    return format == FORMAT_JPEG || format == FORMAT_WEBP;
}

static enum err_code render(const struct decode *decode, struct load *load, VipsImage **image,
                            struct err *err)
{
    const struct size size = {decode->info->width, decode->info->height};
    const double pixels = (double)size.width * size.height;
    const double most = svg_pixels(&load->svg);

    if (pixels > most)
        return err_limit(
            err, ERR_IMAGE_TOO_LARGE, most, pixels,
            "An SVG with layers or filters like these is rendered to %.0f pixels at most.", most);
    load->scale = load_svg_scale(decode->plan, &size, most);
    g_clear_object(image);
    return load_open(decode->input, load, image, err);
}

static enum err_code reopen(const struct decode *decode, struct load *load, VipsImage **image,
                            struct err *err)
{
    load->all_frames = decode->info->frames > 1;
    if (load->format == FORMAT_SVG)
        return render(decode, load, image, err);
    if (!load->all_frames && loader_shrinks(load->format))
        load->shrink = wanted_shrink(decode);
    if (!load->all_frames && load->shrink < LOAD_SHRINK_MIN)
        return ERR_OK;
    g_clear_object(image);
    return load_open(decode->input, load, image, err);
}

bool decode_holds(const struct plan *plan, const struct image_info *info)
{
    return info->frames > 1 || (plan->output.orient && info->orientation > 1);
}

static enum err_code replace(VipsImage **image, VipsImage *next, int result, struct err *err)
{
    if (result == 0) {
        g_object_unref(*image);
        *image = next;
    }
    return vipsenv_done(result, err);
}

static enum err_code orient(VipsImage **image, struct err *err)
{
    VipsImage *turned = NULL;
    const int result = vips_autorot(*image, &turned, NULL);

    return replace(image, turned, result, err);
}

/* A still picture of an animated format may carry a page height, which steps would not keep up. */
static enum err_code single(VipsImage **image, struct err *err)
{
    VipsImage *copy = NULL;
    const int result = vips_copy(*image, &copy, NULL);

    if (result == 0)
        (void)vips_image_remove(copy, VIPS_META_PAGE_HEIGHT);
    return replace(image, copy, result, err);
}

/* The picture at its full size, or as much smaller as its loader can make it, or with steps done.
 */
static enum err_code load_pixels(const struct decode *decode, struct load *load, VipsImage **image,
                                 uint32_t *done, struct err *err)
{
    enum err_code code = reopen(decode, load, image, err);
    const bool held =
        code == ERR_OK && load->format == FORMAT_PNG &&
        load_png_pixels(decode->done ? decode->plan : NULL, decode->input, image, done);

    if (code == ERR_OK && !held && decode_holds(decode->plan, decode->info))
        code = hold_whole(image, err);
    if (code == ERR_OK && decode->plan->output.orient)
        code = orient(image, err);
    return code;
}

enum err_code decode_image(const struct decode *decode, VipsImage **image, struct err *err)
{
    struct load load = {.format = FORMAT_NONE, .shrink = 1};
    VipsImage *now = NULL;
    uint32_t done = 0;
    enum err_code code = open_checked(decode, &load, &now, err);

    if (code == ERR_OK && load.format == FORMAT_JPEG && decode->done)
        code = load_head(decode->plan, decode->limits, decode->input, &now, &done, err);
    if (code == ERR_OK && done == 0)
        code = load_pixels(decode, &load, &now, &done, err);
    if (decode->done)
        *decode->done = done;
    if (code == ERR_OK && !load.all_frames)
        code = single(&now, err);
    if (code != ERR_OK) {
        g_clear_object(&now);
        return code;
    }
    profile_drop_odd(now);
    *image = now;
    return ERR_OK;
}

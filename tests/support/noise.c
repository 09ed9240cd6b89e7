#include "tests/support/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

/* What libjpeg's encoder takes of a coefficient. */
enum { MOST = 1023 };

/* C11, 7.22.2.2: the example's generator; the pictures must be the same everywhere. */
static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

static JCOEF value(unsigned *seed)
{
    const unsigned bits = draw(seed, 4) > 0 ? draw(seed, 4) : draw(seed, 11);
    const int size = (int)draw(seed, 1u << bits);

    return (JCOEF)(draw(seed, 2) ? size : -size);
}

static void fill_block(JCOEF *block, unsigned *seed)
{
    static const unsigned chances[] = {64, 40, 20, 8, 4, 1};
    const unsigned style = draw(seed, 9);

    memset(block, 0, sizeof(JBLOCK));
    block[0] = (JCOEF)(draw(seed, 8) ? (int)draw(seed, 64) - 32 : (int)draw(seed, 2 * MOST) - MOST);
    if (style == 0)
        block[DCTSIZE2 - 1] = 1;
    for (int i = 1; style >= 3 && i < DCTSIZE2; i++)
        if (draw(seed, chances[style - 3]) == 0)
            block[i] = value(seed);
}

static void set_up(struct jpeg_compress_struct *jpeg, const struct noise *want, unsigned *seed)
{
    jpeg->image_width = (JDIMENSION)want->width;
    jpeg->image_height = (JDIMENSION)want->height;
    jpeg->input_components = want->grey ? 1 : 3;
    jpeg->in_color_space = want->grey ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, (int)draw(seed, 100) + 1, TRUE);
    jpeg->comp_info[0].h_samp_factor = want->h;
    jpeg->comp_info[0].v_samp_factor = want->v;
    jpeg->restart_interval = (unsigned)want->restart;
    jpeg->optimize_coding = want->fitted;
}

static int rounded(int a, int b)
{
    return (a + b - 1) / b * b;
}

/* libjpeg wants the arrays as large as whole MCUs, before it begins. */
static void request(struct jpeg_compress_struct *jpeg, const struct noise *want,
                    jvirt_barray_ptr arrays[3])
{
    for (int i = 0; i < jpeg->num_components; i++) {
        const jpeg_component_info *c = &jpeg->comp_info[i];
        const int across = rounded(want->width, DCTSIZE * want->h) / DCTSIZE / want->h;
        const int down = rounded(want->height, DCTSIZE * want->v) / DCTSIZE / want->v;

        arrays[i] = jpeg->mem->request_virt_barray(
            (j_common_ptr)jpeg, JPOOL_IMAGE, FALSE, (JDIMENSION)(across * c->h_samp_factor),
            (JDIMENSION)(down * c->v_samp_factor), (JDIMENSION)c->v_samp_factor);
    }
}

static void fill(struct jpeg_compress_struct *jpeg, const struct noise *want,
                 jvirt_barray_ptr array, const jpeg_component_info *c, unsigned *seed)
{
    const int across = rounded(want->width, DCTSIZE * want->h) / DCTSIZE / want->h;
    const int down = rounded(want->height, DCTSIZE * want->v) / DCTSIZE / want->v;

    for (int y = 0; y < down * c->v_samp_factor; y++) {
        JBLOCKARRAY row =
            jpeg->mem->access_virt_barray((j_common_ptr)jpeg, array, (JDIMENSION)y, 1, TRUE);

        for (int x = 0; x < across * c->h_samp_factor; x++)
            fill_block(row[0][x], seed);
    }
}

bool noise_make(const struct noise *want, struct buf *out)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    unsigned seed = want->seed;
    jvirt_barray_ptr arrays[3];

    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &size);
    set_up(&jpeg, want, &seed);
    request(&jpeg, want, arrays);
    jpeg_write_coefficients(&jpeg, arrays);
    for (int i = 0; i < jpeg.num_components; i++)
        fill(&jpeg, want, arrays[i], &jpeg.comp_info[i], &seed);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    buf_add(out, bytes, size);
    free(bytes);
    return !out->failed;
}

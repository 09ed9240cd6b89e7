#include "tests/support/exact.h"

#include "image/codec/jpeg.h"

#include <math.h>
#include <stdlib.h>

/* What frequency k adds at sample x of n, for coefficients that are scaled for 8. */
static void make_basis(int n, double basis[DCTSIZE][DCTSIZE])
{
    static const double pi = 3.14159265358979323846;

    for (int k = 0; k < n; k++)
        for (int x = 0; x < n; x++)
            basis[k][x] = (k == 0 ? sqrt(0.125) : 0.5) * cos((2 * x + 1) * k * pi / (2 * n));
}

static double sample(const JCOEF *block, const JQUANT_TBL *quant, int n,
                     double basis[DCTSIZE][DCTSIZE], int x, int y)
{
    double sum = 128;

    for (int v = 0; v < n; v++)
        for (int u = 0; u < n; u++) {
            const int i = v * DCTSIZE + u;

            if (block[i] != 0)
                sum += block[i] * (double)quant->quantval[i] * basis[u][x] * basis[v][y];
        }
    return sum;
}

static void make_row(struct exact_plane *plane, JBLOCKROW blocks, const JQUANT_TBL *quant, int row)
{
    const int n = plane->size;
    const int stride = plane->across * n;
    double basis[DCTSIZE][DCTSIZE];

    make_basis(n, basis);
    for (int block = 0; block < plane->across; block++)
        for (int y = 0; y < n; y++)
            for (int x = 0; x < n; x++)
                plane->samples[(row * n + y) * stride + block * n + x] =
                    sample(blocks[block], quant, n, basis, x, y);
}

static void make_plane(struct exact_plane *plane, struct jpeg_decompress_struct *jpeg, int index,
                       jvirt_barray_ptr array)
{
    const jpeg_component_info *c = &jpeg->comp_info[index];

    plane->across = (int)c->width_in_blocks;
    plane->down = (int)c->height_in_blocks;
    plane->samples = calloc((size_t)(plane->across * plane->down),
                            sizeof(double) * (size_t)(plane->size * plane->size));
    if (plane->samples == NULL)
        abort();
    for (int row = 0; row < plane->down; row++) {
        JBLOCKARRAY blocks =
            jpeg->mem->access_virt_barray((j_common_ptr)jpeg, array, (JDIMENSION)row, 1, FALSE);

        make_row(plane, blocks[0], c->quant_table, row);
    }
}

static void read_planes(struct exact *exact, struct jpeg_decompress_struct *jpeg, struct span input,
                        const int sizes[EXACT_PLANES])
{
    jpeg_mem_src(jpeg, input.data, input.len);
    (void)jpeg_read_header(jpeg, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(jpeg);

    for (int i = 0; i < EXACT_PLANES; i++) {
        exact->plane[i].size = sizes[i];
        if (sizes[i] > 0)
            make_plane(&exact->plane[i], jpeg, i, arrays[i]);
    }
}

bool exact_make(struct exact *exact, struct span input, const int sizes[EXACT_PLANES])
{
    struct jpeg_errors errors;
    struct jpeg_decompress_struct jpeg = {.err = jpegerr_init(&errors)};
    volatile bool fine = false;

    *exact = (struct exact){.plane = {{.size = 0}}};
    if (setjmp(errors.jump) == 0) {
        jpeg_create_decompress(&jpeg);
        read_planes(exact, &jpeg, input, sizes);
        fine = true;
    }
    jpeg_destroy_decompress(&jpeg);
    return fine;
}

void exact_fini(struct exact *exact)
{
    for (int i = 0; i < EXACT_PLANES; i++)
        free(exact->plane[i].samples);
}

#include "tests/support/shot.h"

#include "tests/support/exact.h"

#include <math.h>
#include <stdlib.h>

static void read_rows(struct reader *reader, struct shot *shot, struct err *err)
{
    enum { MOST = DCTSIZE * MAX_SAMP_FACTOR };
    unsigned char *rows[READER_PLANES][MOST];
    unsigned char **pointers[READER_PLANES] = {rows[0], rows[1], rows[2]};

    for (uint32_t unit = 0; shot->code == ERR_OK && unit < reader->jpeg.total_iMCU_rows; unit++) {
        for (int i = 0; i < reader->planes; i++)
            for (uint32_t y = 0; y < shot->plane[i].rows; y++)
                rows[i][y] =
                    shot->samples[i] + (unit * shot->plane[i].rows + y) * shot->plane[i].row_bytes;
        shot->code = reader_read(reader, pointers, err);
    }
}

void shot_take(struct shot *shot, struct span input, const struct reader_want *want,
               enum shot_by by)
{
    struct reader reader;
    struct err err = {0};

    *shot = (struct shot){.code = reader_init(&reader, window_of(input), &err)};
    if (shot->code == ERR_OK)
        shot->code = reader_knows(&reader) ? reader_start(&reader, want, &err) : ERR_UNDECODABLE;
    if (by == SHOT_LIBJPEG) {
        baseline_free(reader.baseline);
        reader.baseline = NULL;
    }
    for (int i = 0; shot->code == ERR_OK && i < reader.planes; i++) {
        shot->plane[i] = reader_plane(&reader, i);
        shot->size[i] = reader.jpeg.comp_info[i].DCT_scaled_size;
        shot->samples[i] = calloc(reader.jpeg.total_iMCU_rows * (size_t)shot->plane[i].rows,
                                  shot->plane[i].row_bytes);
        if (shot->samples[i] == NULL)
            abort();
    }
    read_rows(&reader, shot, &err);
    shot->ours = reader.baseline != NULL;
    shot->warnings = reader.errors.base.num_warnings;
    reader_fini(&reader);
}

void shot_fini(struct shot *shot)
{
    for (int i = 0; i < READER_PLANES; i++)
        free(shot->samples[i]);
}

static double plane_error(const struct shot *shot, int i, const struct exact_plane *exact)
{
    const struct reader_plane *plane = &shot->plane[i];
    double most = 0;

    for (uint32_t y = 0; y < plane->height; y++)
        for (uint32_t x = 0; x < plane->width; x++) {
            const double want = fmax(0, fmin(255, exact_at(exact, x, y)));

            most = fmax(most, fabs(shot->samples[i][y * plane->row_bytes + x] - want));
        }
    return most;
}

double shot_error(const struct shot *shot, struct span input)
{
    struct exact exact;
    const bool fine = exact_make(&exact, input, shot->size);
    double most = 0;

    for (int i = 0; fine && i < READER_PLANES && shot->samples[i]; i++)
        most = fmax(most, plane_error(shot, i, &exact.plane[i]));
    exact_fini(&exact);
    return most;
}

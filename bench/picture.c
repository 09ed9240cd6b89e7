/* bench_picture: write a drawn picture to standard output, for runs without real photographs.
 *
 *   bench_picture jpeg|png WIDTH HEIGHT > FILE
 */
#include "tests/support/drawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { PICTURE_MAX = 1 << 30, SIDE_MAX = 20000 };

int main(int argc, char **argv)
{
    struct buf out;
    const long width = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
    const long height = argc == 4 ? strtol(argv[3], NULL, 10) : 0;

    if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX) {
        (void)fprintf(stderr, "usage: bench_picture jpeg|png WIDTH HEIGHT > FILE\n");
        return EX_USAGE;
    }
    buf_init(&out, PICTURE_MAX);
    const bool made = strcmp(argv[1], "png") == 0 ? drawn_png((int)width, (int)height, &out)
                                                  : drawn_jpeg((int)width, (int)height, &out);
    const bool written = made && fwrite(out.data, 1, out.len, stdout) == out.len;

    buf_fini(&out);
    return written && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

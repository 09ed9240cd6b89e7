#include "service/cli.h"

#include "image/run.h"
#include "service/httpd.h"

#include <gnu/libc-version.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };

/* A shared object as the file it is: behind libheif.so.1 stands libheif.so.1.15.1, which is how
 * distributions write the version of a library that does not tell it itself. */
static int add_object(struct dl_phdr_info *info, size_t size, void *cls)
{
    struct buf *out = cls;
    char path[PATH_MAX];

    (void)size;
    if (info->dlpi_name == NULL || info->dlpi_name[0] != '/' ||
        realpath(info->dlpi_name, path) == NULL)
        return 0;
    const char *slash = strrchr(path, '/');

    buf_printf(out, "loaded %s\n", slash ? slash + 1 : path);
    return 0;
}

int cli_version(const struct cli *cli)
{
    const bool warm = image_start(); /* libvips loads some libraries where they are needed first */
    struct buf text;

    (void)cli;
    buf_init(&text, TEXT_MAX);
    buf_text(&text, "mezzotint " MEZZOTINT_VERSION "\n");
    buf_printf(&text, "libmicrohttpd %s\n", httpd_version());
    image_versions(&text);
    buf_printf(&text, "glibc %s\n", gnu_get_libc_version());
    (void)dl_iterate_phdr(add_object, &text);
    if (warm)
        image_stop();
    return cli_print(&text);
}

#include "image/vips/encode.h"

#include "image/vips/env.h"
#include "image/vips/metadata.h"
#include "image/vips/prepare.h"
#include "image/vips/save_png.h"
#include "image/vips/savers.h"

#include <sys/stat.h>
#include <unistd.h>

enum err_code encode_ready(VipsImage *in, const struct output *output, VipsImage **out,
                           struct err *err)
{
    VipsImage *prepared = NULL;
    enum err_code code = prepare_picture(in, output, &prepared, err);

    if (code == ERR_OK)
        code = metadata_apply(prepared, output, out, err);
    g_clear_object(&prepared);
    return code;
}

enum err_code encode_once(VipsImage *ready, const struct output *output, int fd, int quality,
                          uint64_t *bytes, struct err *err)
{
    struct stat file;

    if (save_png_takes(ready, output))
        return save_png_write(ready, output, fd, bytes, err);
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    VipsTarget *target = vips_target_new_to_descriptor(fd);

    if (target == NULL)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    const enum err_code code = vipsenv_done(savers_write(ready, target, output, quality), err);

    g_object_unref(target);
    if (code != ERR_OK)
        return code;
    if (fstat(fd, &file) != 0 || file.st_size <= 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    *bytes = (uint64_t)file.st_size;
    return ERR_OK;
}

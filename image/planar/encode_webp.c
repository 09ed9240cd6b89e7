#include "image/codec/extras.h"
#include "image/codec/jpeg.h"
#include "image/planar/encode.h"

#include <string.h>
#include <unistd.h>

#include <webp/encode.h>

/* Chroma without colour. */
enum { NEUTRAL = 128 };

static enum err_code failed(const WebPPicture *picture, struct err *err)
{
    (void)err_set(err, ERR_INTERNAL, "The result cannot be written.");
    err_note(err, "libwebp: error %d", (int)picture->error_code);
    return ERR_INTERNAL;
}

/* A grey picture has one plane; the format wants three. */
static bool grey_chroma(const struct planes *planes, struct plane *chroma)
{
    const struct plane *luma = &planes->plane[0];

    if (!plane_init(chroma, (luma->width + 1) / 2, (luma->height + 1) / 2, 1))
        return false;
    memset(chroma->data, NEUTRAL, chroma->stride * chroma->height);
    return true;
}

static void set_planes(WebPPicture *picture, const struct planes *planes,
                       const struct plane *neutral)
{
    const struct plane *u = planes->count > 1 ? &planes->plane[1] : neutral;
    const struct plane *v = planes->count > 1 ? &planes->plane[2] : neutral;

    picture->y = planes->plane[0].data;
    picture->y_stride = (int)planes->plane[0].stride;
    picture->u = u->data;
    picture->v = v->data;
    picture->uv_stride = (int)u->stride;
}

static enum err_code encode_into(const struct encode *encode, const struct plane *neutral,
                                 WebPMemoryWriter *writer, struct err *err)
{
    WebPConfig config;
    WebPPicture picture;

    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    config.quality = (float)encode->quality;
    config.method = output_webp_method(encode->output);
    picture.width = (int)encode->size.width;
    picture.height = (int)encode->size.height;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = writer;
    set_planes(&picture, encode->planes, neutral);
    const bool fine = WebPEncode(&config, &picture);
    const enum err_code code = fine ? ERR_OK : failed(&picture, err);

    WebPPictureFree(&picture);
    return code;
}

static enum err_code write_file(const struct encode *encode, struct span file, int fd,
                                uint64_t *bytes, struct err *err)
{
    struct buf whole;

    buf_init(&whole, SIZE_MAX / 2);
    const bool made =
        encode->extras.len == 0 || extras_into_webp(file, encode->extras, encode->size, &whole);
    const struct span result = encode->extras.len == 0 ? file : buf_span(&whole);
    enum err_code code = ERR_OK;

    *bytes = result.len;
    if (!made || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0 ||
        !codec_write(fd, result.data, result.len))
        code = err_set(err, ERR_INTERNAL, "The result cannot be written.");
    buf_fini(&whole);
    return code;
}

enum err_code encode_webp(const struct encode *encode, int fd, uint64_t *bytes, struct err *err)
{
    struct plane neutral = {.data = NULL};
    WebPMemoryWriter writer;

    if (encode->planes->count == 1 && !grey_chroma(encode->planes, &neutral))
        return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
    WebPMemoryWriterInit(&writer);
    enum err_code code = encode_into(encode, &neutral, &writer, err);

    if (code == ERR_OK)
        code = write_file(encode, span_of(writer.mem, writer.size), fd, bytes, err);
    WebPMemoryWriterClear(&writer);
    plane_fini(&neutral);
    return code;
}

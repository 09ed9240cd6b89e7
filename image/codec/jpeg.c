#include "image/codec/jpeg.h"

#include <errno.h>
#include <unistd.h>

#include <jerror.h>

_Noreturn static void leave(j_common_ptr jpeg)
{
    longjmp(((struct jpeg_errors *)jpeg->err)->jump, 1);
}

static void silent(j_common_ptr jpeg)
{
    (void)jpeg;
}

/* libvips (8.14, fail_on=error) decodes on after a warning, but not after so many of them. A file
 * must have the same answer from every engine (tests/unit/image/planar/test_broken.c). */
enum { WARNINGS_MAX = 100 };

static void count(j_common_ptr jpeg, int level)
{
    if (level < 0 && ++jpeg->err->num_warnings >= WARNINGS_MAX)
        leave(jpeg);
}

struct jpeg_error_mgr *jpegerr_init(struct jpeg_errors *errors)
{
    (void)jpeg_std_error(&errors->base);
    errors->base.error_exit = leave;
    errors->base.output_message = silent;
    errors->base.emit_message = count;
    return &errors->base;
}

enum err_code jpegerr_report(j_common_ptr jpeg, struct err *err)
{
    char text[JMSG_LENGTH_MAX];

    jpeg->err->format_message(jpeg, text);
    (void)err_set(err, ERR_UNDECODABLE, "The image is damaged, incomplete or of an unknown kind.");
    err_note(err, "libjpeg: %s", text);
    return ERR_UNDECODABLE;
}

static void nothing(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

static boolean ended(j_decompress_ptr jpeg)
{
    ERREXIT(jpeg, JERR_INPUT_EOF);
    return FALSE;
}

static void skip(j_decompress_ptr jpeg, long bytes)
{
    struct jpeg_source_mgr *source = jpeg->src;

    if (bytes <= 0)
        return;
    if ((size_t)bytes > source->bytes_in_buffer)
        (void)ended(jpeg);
    source->next_input_byte += bytes;
    source->bytes_in_buffer -= (size_t)bytes;
}

void jpegin_source(j_decompress_ptr jpeg, struct jpeg_source_mgr *source, struct span input)
{
    *source = (struct jpeg_source_mgr){.next_input_byte = input.data,
                                       .bytes_in_buffer = input.len,
                                       .init_source = nothing,
                                       .fill_input_buffer = ended,
                                       .skip_input_data = skip,
                                       .resync_to_restart = jpeg_resync_to_restart,
                                       .term_source = nothing};
    jpeg->src = source;
}

bool codec_write(int fd, const void *data, size_t len)
{
    const unsigned char *p = data;

    while (len > 0) {
        const ssize_t put = write(fd, p, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        p += put;
        len -= (size_t)put;
    }
    return true;
}

int jpegin_shrink(double factor)
{
    return factor >= 16 ? 8 : factor >= 8 ? 4 : factor >= 4 ? 2 : 1;
}

static struct jpeg_sink *sink_of(j_compress_ptr jpeg)
{
    return (struct jpeg_sink *)jpeg->dest;
}

static void begin(j_compress_ptr jpeg)
{
    struct jpeg_sink *sink = sink_of(jpeg);

    sink->base.next_output_byte = sink->data;
    sink->base.free_in_buffer = sink->size;
    sink->written = 0;
}

static void put(j_compress_ptr jpeg, size_t len)
{
    struct jpeg_sink *sink = sink_of(jpeg);

    if (!codec_write(sink->fd, sink->data, len))
        ERREXIT(jpeg, JERR_FILE_WRITE);
    sink->written += len;
    sink->base.next_output_byte = sink->data;
    sink->base.free_in_buffer = sink->size;
}

/* The whole buffer is full, whatever next_output_byte says (libjpeg.txt, "Data destinations"). */
static boolean full(j_compress_ptr jpeg)
{
    put(jpeg, sink_of(jpeg)->size);
    return TRUE;
}

static void end(j_compress_ptr jpeg)
{
    const struct jpeg_sink *sink = sink_of(jpeg);

    put(jpeg, sink->size - sink->base.free_in_buffer);
}

void jpegout_sink(j_compress_ptr jpeg, struct jpeg_sink *sink)
{
    sink->base.init_destination = begin;
    sink->base.empty_output_buffer = full;
    sink->base.term_destination = end;
    jpeg->dest = &sink->base;
}

void jpegout_extras(j_compress_ptr jpeg, struct span extras)
{
    enum { HEAD = 4 };

    while (extras.len >= HEAD) {
        const size_t len = 2 + (size_t)read_be16(extras.data + 2);

        if (len < HEAD || len > extras.len)
            return;
        jpeg_write_marker(jpeg, extras.data[1], extras.data + HEAD, (unsigned)(len - HEAD));
        extras = span_cut(extras, len, extras.len - len);
    }
}

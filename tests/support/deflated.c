#include "tests/support/deflated.h"

#include "tests/support/headers.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

bool deflated_blanks(size_t len, struct buf *out)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    const size_t most = compressor ? libdeflate_zlib_compress_bound(compressor, len) : 0;
    unsigned char *plain = malloc(len);
    unsigned char *room = malloc(most);
    size_t made = 0;

    if (compressor && plain && room) {
        memset(plain, ' ', len);
        made = libdeflate_zlib_compress(compressor, plain, len, room, most);
        buf_add(out, room, made);
    }
    libdeflate_free_compressor(compressor);
    free(plain);
    free(room);
    return made > 0 && !out->failed;
}

bool deflated_chunk(const char *type, size_t len, bool damaged, struct buf *out)
{
    const bool international = strcmp(type, "iTXt") == 0;
    struct buf data;

    buf_init(&data, len + 4096);
    buf_text(&data, "Comment");
    /* the end of the keyword; a flag that it is compressed; the method; two empty texts */
    buf_add(&data, international ? "\0\1\0\0\0" : "\0\0", international ? 5 : 2);
    const size_t head = data.len + 2; /* with that of zlib */
    const bool done = deflated_blanks(len, &data);

    if (done && damaged)
        memset(data.data + head, 0xFF, data.len - head);
    header_png_chunk(out, type, buf_span(&data));
    buf_fini(&data);
    return done && !out->failed;
}

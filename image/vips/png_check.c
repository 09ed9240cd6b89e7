#include "image/vips/png_check.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* Up to so many bytes nothing needs to be inflated to know: deflate makes no more than 1032 of one
 * (RFC 1951: 258 bytes a symbol, and two bits a symbol at least). */
enum { SIGNATURE = 8, HEAD = 8, CRC = 4, KEYWORD_MAX = 80, HARMLESS = 16 << 10 };

/* Take the next chunk off *rest. False: none that is whole. */
static bool next_chunk(struct span *rest, struct span *type, struct span *data)
{
    if (rest->len < HEAD + CRC || read_be32(rest->data) > rest->len - HEAD - CRC)
        return false;
    const size_t len = read_be32(rest->data);

    *type = span_cut(*rest, 4, 4);
    *data = span_cut(*rest, HEAD, len);
    *rest = span_cut(*rest, HEAD + len + CRC, rest->len);
    return true;
}

/* What of the chunk is a zlib stream; empty: nothing. */
static struct span stream_of(struct span type, struct span data)
{
    const struct span head = span_cut(data, 0, KEYWORD_MAX);
    const unsigned char *end = head.len > 0 ? memchr(head.data, '\0', head.len) : NULL;
    const struct span none = {NULL, 0};

    if (end == NULL)
        return none;
    struct span rest = span_cut(data, (size_t)(end - data.data) + 1, data.len);

    if (span_is(type, "zTXt") || span_is(type, "iCCP")) /* the method follows */
        return span_cut(rest, 1, rest.len);
    if (!span_is(type, "iTXt") || rest.len < 2 || rest.data[0] == 0)
        return none;
    struct span piece;

    rest = span_cut(rest, 2, rest.len); /* then the language, and the keyword in it */
    return span_next(&rest, '\0', &piece) && span_next(&rest, '\0', &piece) ? rest : none;
}

static struct span next_stream(struct span *rest)
{
    struct span type;
    struct span data;
    struct span stream = {NULL, 0};

    while (stream.len == 0 && next_chunk(rest, &type, &data))
        if (!span_is(type, "IDAT"))
            stream = stream_of(type, data);
    return stream;
}

static size_t compressed(struct span chunks)
{
    size_t bytes = 0;
    size_t len;

    while ((len = next_stream(&chunks).len) > 0)
        bytes += len;
    return bytes;
}

/* One that is damaged is reckoned as the longest that libpng may make of it. */
static bool is_bounded(struct span chunks, struct libdeflate_decompressor *inflater, void *room)
{
    uint64_t total = 0;
    struct span stream;

    while ((stream = next_stream(&chunks)).len > 0) {
        size_t len = PNG_TEXTS_MAX;
        const enum libdeflate_result result = libdeflate_zlib_decompress(
            inflater, stream.data, stream.len, room, PNG_TEXTS_MAX, &len);

        if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
            return false;
        total += result == LIBDEFLATE_SUCCESS ? len : PNG_TEXTS_MAX;
        if (total > PNG_TEXTS_MAX)
            return false;
    }
    return true;
}

enum err_code png_check(struct span png, struct err *err)
{
    const struct span chunks = span_cut(png, SIGNATURE, png.len);

    if (compressed(chunks) <= HARMLESS)
        return ERR_OK;
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    void *room = malloc(PNG_TEXTS_MAX);
    enum err_code code = ERR_OK;

    if (inflater == NULL || room == NULL)
        code = err_set(err, ERR_INTERNAL, "There is no memory left for the texts of the PNG.");
    else if (!is_bounded(chunks, inflater, room))
        code = err_set(err, ERR_UNDECODABLE, "The compressed texts of the PNG are over %d MB.",
                       PNG_TEXTS_MAX >> 20);
    libdeflate_free_decompressor(inflater);
    free(room);
    return code;
}

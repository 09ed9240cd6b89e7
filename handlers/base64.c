#include "handlers/base64.h"

/* Bytes a piece: a multiple of 3, so that only the last one is padded. */
enum { PIECE = 3 << 10 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode_group(const unsigned char *from, size_t len, char to[4])
{
    const unsigned a = from[0];
    const unsigned b = len > 1 ? from[1] : 0;
    const unsigned c = len > 2 ? from[2] : 0;

    to[0] = digits[a >> 2];
    to[1] = digits[(a & 3) << 4 | b >> 4];
    to[2] = len > 1 ? digits[(b & 15) << 2 | c >> 6] : '=';
    to[3] = len > 2 ? digits[c & 63] : '=';
}

void base64_add(struct buf *out, struct span bytes)
{
    char text[PIECE / 3 * 4];

    for (size_t at = 0; at < bytes.len; at += PIECE) {
        const struct span piece = span_cut(bytes, at, PIECE);
        size_t len = 0;

        for (size_t i = 0; i < piece.len; i += 3, len += 4)
            encode_group(piece.data + i, piece.len - i, text + len);
        buf_add(out, text, len);
    }
}

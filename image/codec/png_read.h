/* image/codec/png_read.h - the pixels of a PNG that png_file_open() took.
 *
 * libdeflate inflates the whole stream at once into memory of the size that the header tells, where
 * the filters are undone in place. A thread at a time; every call is on its own.
 */
#ifndef IMAGE_CODEC_PNG_READ_H
#define IMAGE_CODEC_PNG_READ_H

#include "image/codec/canvas.h"
#include "image/codec/png_file.h"

/* Bytes that png_read() holds at most beside the file: what plan_memory() charges. */
uint64_t png_read_memory(const struct png_file *file);

/* Decode into *canvas, which the caller ends; the pixels are libpng's, and of file->bands bands.
 * Check limits first: width * height pixels are allocated. False, and no canvas: the stream is
 * damaged, too short or longer than the picture, or out of memory: libpng gives the answer. */
bool png_read(const struct png_file *file, struct canvas *canvas);

#endif

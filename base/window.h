/* base/window.h - an input that is read from front to back, and gives back what lies behind.
 *
 * Pages of a mapped file count to the process that has read them until it gives them back. They
 * stay in the file, and come again where they are read again: going back is slow, never wrong.
 * One owner.
 *
 *   input ........ behind .............. at ........ end
 *   | given back   | may be resident     | not read yet
 */
#ifndef BASE_WINDOW_H
#define BASE_WINDOW_H

#include "base/span.h"

/* What may lie behind, in bytes: far more than the kernel maps around a page that is asked for
 * (64 KB, fault_around_bytes). Inputs below WINDOW_FROM are kept: they would save little. */
enum { WINDOW_STEP = 1 << 20, WINDOW_FROM = 4 << 20 };

struct window {
    struct span input;
    const unsigned char *behind; /* NULL: nothing is given back */
};

/* Over memory of any kind, of which nothing is given back. */
struct window window_of(struct span input);

/* Over a file that is mapped to be read only, as a whole or from a page before the input on. */
struct window window_mapped(struct span input);

/* Give back what lies before `at`, inside the input. window_pass asks whether that is enough. */
void window_drop(struct window *window, const unsigned char *at);

static inline void window_pass(struct window *window, const unsigned char *at)
{
    if (window->behind && at > window->behind && (at - window->behind) / WINDOW_STEP >= 2)
        window_drop(window, at);
}

/* The reader begins again from the front; nothing for a window that gives nothing back. */
void window_rewind(struct window *window);

#endif

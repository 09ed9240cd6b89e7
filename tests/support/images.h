/* tests/support/images.h - libvips and the engines, open for the tests of one process.
 *
 * libvips cannot be started twice in a process, and tests may share one (see suite.h).
 */
#ifndef TESTS_SUPPORT_IMAGES_H
#define TESTS_SUPPORT_IMAGES_H

/* image_open() at the first call, image_stop() when the process exits. */
void images_open(void);

#endif

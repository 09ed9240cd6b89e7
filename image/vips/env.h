/* image/vips/env.h - libvips' surroundings: start, settings, its error text. Only below image/.
 *
 * libvips' error buffer is one for all threads: it is copied for the log, never parsed, never
 * shown.
 */
#ifndef IMAGE_VIPS_ENV_H
#define IMAGE_VIPS_ENV_H

#include "base/err.h"

#include <stdbool.h>

bool vipsenv_start(void);
void vipsenv_stop(void);

/* What a libvips call returned, as an error: 0 is ERR_OK, anything else ERR_UNDECODABLE (libvips is
 * lazy: damaged input shows itself in any later call). */
enum err_code vipsenv_done(int result, struct err *err);

#endif

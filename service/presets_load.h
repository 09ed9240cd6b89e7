/* service/presets_load.h - the presets' folder: a file NAME.json each. */
#ifndef SERVICE_PRESETS_LOAD_H
#define SERVICE_PRESETS_LOAD_H

#include "handlers/presets.h"
#include "service/settings.h"

/* Read the folder of the settings. A file that cannot be used is a line of *problem that names it;
 * then NULL without `old`, and with it (a reload) that preset stays what it was. Files whose names
 * do not end in .json are passed over. What comes back is taken by the caller. */
struct presets *presets_load(const struct settings *settings, const struct presets *old,
                             struct buf *problem) MUST_CHECK;

/* The same at the start: NULL, and the line is printed. */
struct presets *presets_first(const struct settings *settings) MUST_CHECK;

#endif

/* service/assets.h - the named pictures of a folder, in one sealed memfd that workers get.
 *
 * A picture is called like its file without the extension, a-z, 0-9 and -, and never by a path; the
 * folder is read at the start and at SIGHUP, by the front, and nobody opens a file for a request.
 * An assets is const from its load on and counted: a request keeps the one it began with. Any
 * thread.
 */
#ifndef SERVICE_ASSETS_H
#define SERVICE_ASSETS_H

#include "base/buf.h"
#include "handlers/inputs.h"

enum { ASSETS_MAX = 64, ASSETS_BYTES_MAX = 64 << 20 };

struct assets;

/* Read all pictures of the folder ("none": there is none). One reference. NULL: *problem holds the
 * line to print: the folder cannot be read, or a picture in it is not one, is over the limits, or
 * is one too many. Files of other names are left alone. */
struct assets *assets_load(const char *folder, const struct limits *limits, struct buf *problem);

struct assets *assets_take(struct assets *assets); /* one more reference */
void assets_drop(struct assets *assets);           /* one less; accepts NULL */

/* What handlers see; lives as long as the reference. */
struct asset_list assets_list(const struct assets *assets);

/* The memfd, and where in it an asset's bytes are. */
int assets_file(const struct assets *assets);
uint64_t assets_offset(const struct assets *assets, struct span bytes);

#endif

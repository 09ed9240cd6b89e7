/* service/cli_parts.h - the pictures of one command line: IN, those of --part NAME=FILE, and those
 * of the folder of assets. Only for sub-commands.
 */
#ifndef SERVICE_CLI_PARTS_H
#define SERVICE_CLI_PARTS_H

#include "handlers/multipart.h"
#include "service/assets.h"
#include "service/cli.h"

struct cli_parts {
    int n; /* files[0] is IN, called "image" */
    struct multipart names;
    struct buf files[MULTIPART_PARTS_MAX];
    struct limits limits;
    struct assets *assets;
};

/* Read all of them; starts from {0}, ends with cli_parts_free() in any case. The exit status; a
 * fault has been printed. */
int cli_parts_read(struct cli_parts *parts, const struct cli *cli, const char *in,
                   const struct settings *settings) MUST_CHECK;
void cli_parts_free(struct cli_parts *parts);

/* Give the plan's steps what they need, as the service does: the errors of inputs_take(), and
 * ERR_MULTIPART for a part that no step asks for. */
enum err_code cli_parts_bind(const struct cli_parts *parts, struct plan *plan,
                             struct inputs *inputs, struct err *err) MUST_CHECK;

#endif

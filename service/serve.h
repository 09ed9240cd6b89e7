/* service/serve.h - the service's whole life: start, signals, drain, end. */
#ifndef SERVICE_SERVE_H
#define SERVICE_SERVE_H

#include "service/settings.h"

/* Serve until SIGTERM or SIGINT. SIGHUP reads the settings again from `source`. Prints the ready
 * line on stdout. Returns a sysexits code: 0 after a drain, EX_CONFIG when an address cannot be
 * bound, EX_UNAVAILABLE when no worker starts. Call from the main thread, before any other. */
int serve_main(const struct settings *settings, const struct settings_source *source);

#endif

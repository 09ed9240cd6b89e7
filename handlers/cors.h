/* handlers/cors.h - cross-origin requests (Fetch standard, "HTTP extensions"). Off by default: only
 * an origin that the settings name is told yes, and only itself.
 *
 * Pure functions over an exchange; one thread at a time.
 */
#ifndef HANDLERS_CORS_H
#define HANDLERS_CORS_H

#include "handlers/exchange.h"

/* Whether the settings name the request's origin. */
bool cors_allows(const struct exchange *x);

/* To the answer of OPTIONS: what a page may ask for, and for how long that is true. */
void cors_preflight(struct exchange *x);

/* To every answer, errors too. */
void cors_headers(struct exchange *x);

#endif

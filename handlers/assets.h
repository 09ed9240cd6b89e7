/* handlers/assets.h - files that are part of the binary. Constant, for the life of the process. */
#ifndef HANDLERS_ASSETS_H
#define HANDLERS_ASSETS_H

#include "base/span.h"

/* handlers/assets.S puts them there; each has its length in bytes beside it. */
extern const char asset_openapi_yaml[];
extern const uint64_t asset_openapi_yaml_len;
extern const char asset_openapi_json[];
extern const uint64_t asset_openapi_json_len;
extern const char asset_playground[];
extern const uint64_t asset_playground_len;

#endif

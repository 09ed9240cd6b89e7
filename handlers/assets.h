/* handlers/assets.h - files that are part of the binary. Constant, for the life of the process. */
#ifndef HANDLERS_ASSETS_H
#define HANDLERS_ASSETS_H

#include "base/span.h"

/* handlers/assets.S puts them there; each has its end beside it. */
extern const char asset_openapi_yaml[], asset_openapi_yaml_end[];
extern const char asset_openapi_json[], asset_openapi_json_end[];
extern const char asset_playground[], asset_playground_end[];

#endif

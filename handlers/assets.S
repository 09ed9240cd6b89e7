/* Files as bytes of the binary; see handlers/assets.h. */
#ifdef __CET__
#include <cet.h> /* or the linker marks the whole binary as unprotected */
#endif
        .section .rodata

        .global asset_openapi_yaml
        .global asset_openapi_yaml_end
asset_openapi_yaml:
        .incbin "openapi.yaml"
asset_openapi_yaml_end:
        .byte 0

        .global asset_openapi_json
        .global asset_openapi_json_end
asset_openapi_json:
        .incbin "openapi.json"
asset_openapi_json_end:
        .byte 0

        .global asset_playground
        .global asset_playground_end
asset_playground:
        .incbin "web/index.html"
asset_playground_end:
        .byte 0

        .section .note.GNU-stack,"",%progbits

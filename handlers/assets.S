/* Files as bytes of the binary, each with its length; see handlers/assets.h. */
#ifdef __CET__
#include <cet.h> /* or the linker marks the whole binary as unprotected */
#endif
        .section .rodata

        .global asset_openapi_yaml
        .global asset_openapi_yaml_len
asset_openapi_yaml:
        .incbin "openapi.yaml"
1:      .byte 0
        .balign 8
asset_openapi_yaml_len:
        .quad 1b - asset_openapi_yaml

        .global asset_openapi_json
        .global asset_openapi_json_len
asset_openapi_json:
        .incbin "openapi.json"
1:      .byte 0
        .balign 8
asset_openapi_json_len:
        .quad 1b - asset_openapi_json

        .global asset_playground
        .global asset_playground_len
asset_playground:
        .incbin "web/index.html"
1:      .byte 0
        .balign 8
asset_playground_len:
        .quad 1b - asset_playground

        .section .note.GNU-stack,"",%progbits

/* service/admission.h - what a request holds of the gate, from its headers to its reply. The thread
 * that owns the request. */
#ifndef SERVICE_ADMISSION_H
#define SERVICE_ADMISSION_H

#include "service/request.h"

/* Everything that can be said no to before the first body byte: size, shutdown, no worker alive, no
 * place, no bytes. On success the request holds a place and the bytes, and its body is open. */
enum err_code admission_take(struct request *request, enum head_framing framing) MUST_CHECK;

/* More bytes of the budget; ERR_BUSY when they do not fit. */
enum err_code admission_hold(struct request *request, uint64_t bytes) MUST_CHECK;

/* The body goes, and with it place and bytes; again is nothing. */
void admission_drop(struct request *request);

#endif

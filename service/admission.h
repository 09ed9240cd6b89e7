/* service/admission.h - what a request holds of the gate, from its headers to its reply. The thread
 * that owns the request. */
#ifndef SERVICE_ADMISSION_H
#define SERVICE_ADMISSION_H

#include "service/request.h"

/* Everything that can be said no to before the first body byte: size, shutdown, no worker alive, no
 * place, no room. On success its body is open; it holds nothing yet, or clients that announce
 * bodies and never send them would keep all others out. */
enum err_code admission_look(struct request *request, enum head_framing framing) MUST_CHECK;

/* The body is whole and a worker is needed: take a place. ERR_BUSY. */
enum err_code admission_enter(struct request *request) MUST_CHECK;

/* Bytes that have arrived; ERR_BUSY when they do not fit into the budget. */
enum err_code admission_hold(struct request *request, uint64_t bytes) MUST_CHECK;

/* The reply is made: its text is held as well; a result that is in it as text is given up. */
void admission_reply(struct request *request);

/* The body goes, and with it place and bytes; again is nothing. */
void admission_drop(struct request *request);

#endif

/* service/httpd_reply.h - a settled request's reply as the HTTP library's response. Only for
 * service/httpd.c.
 *
 * No byte of a result is copied: its mapping, and the text between its pieces, move into the
 * response, which may outlive the request. The thread that owns the request.
 */
#ifndef SERVICE_HTTPD_REPLY_H
#define SERVICE_HTTPD_REPLY_H

#include "service/request.h"

struct MHD_Response;

/* The body and the headers; the caller destroys it. NULL: memory is out. */
struct MHD_Response *httpd_response(struct request *request);

/* Settle a request that was refused, write its reply to its connection, past the library, and end
 * our half of that. False: not all went out. Never waits. */
bool httpd_refuse(int fd, struct request *request);

#endif

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

/* Write a reply of text with all its headers to a connection on which this request has had none,
 * and end our half of it. False: not all went out. Never waits. */
bool httpd_refuse(int fd, const struct reply *reply);

#endif

/* service/access.h - what a request says about itself: two headers, one log line, the counters. */
#ifndef SERVICE_ACCESS_H
#define SERVICE_ACCESS_H

#include "service/request.h"

/* Add X-Request-Id and, after a job, Server-Timing to the reply. */
void access_headers(struct request *request);

/* Count the finished request and write its line. */
void access_log(const struct request *request, bool delivered);

#endif

/* service/ids.h - the names of a request: its own id and the trace it belongs to. Any thread. */
#ifndef SERVICE_IDS_H
#define SERVICE_IDS_H

enum { IDS_ID_MAX = 65, IDS_TRACE_MAX = 64 };

/* A new random id: 24 hex digits. */
void ids_make(char id[IDS_ID_MAX]);

/* A client's own id is kept when it is harmless in a log and in a header: 1 to 64 letters, digits,
 * dots, underscores and hyphens. `sent` may be NULL. */
void ids_take(char id[IDS_ID_MAX], const char *sent);

/* A traceparent (W3C Trace Context, 3.2) is passed on as it came; anything else is not. */
void ids_take_trace(char trace[IDS_TRACE_MAX], const char *sent);

#endif

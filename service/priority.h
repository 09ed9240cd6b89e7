/* service/priority.h - who gets a core first: the front, so that a health check is answered while
 * every worker computes. Each call is for the calling thread and the threads it starts later. */
#ifndef SERVICE_PRIORITY_H
#define SERVICE_PRIORITY_H

/* Ask for short turns, taken at once. */
void priority_front(void);

/* Ask for long turns, and yield to the front. */
void priority_worker(void);

#endif

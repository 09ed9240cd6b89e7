/* service/waiter.h - one thread waits for one event of another: a thread-per-connection handler for
 * its job.
 *
 * Lives in the frame of the one that waits, which stays until the event has come.
 */
#ifndef SERVICE_WAITER_H
#define SERVICE_WAITER_H

#include <pthread.h>
#include <stdbool.h>

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    bool done;
};

void waiter_init(struct waiter *waiter);

/* Once, from any thread; the waiter may be gone when this returns. */
void waiter_wake(struct waiter *waiter);

/* Return when waiter_wake has been called, and end the waiter. */
void waiter_wait(struct waiter *waiter);

#endif

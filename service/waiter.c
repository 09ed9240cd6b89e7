#include "service/waiter.h"

void waiter_init(struct waiter *waiter)
{
    (void)pthread_mutex_init(&waiter->lock, NULL);
    (void)pthread_cond_init(&waiter->ready, NULL);
    waiter->done = false;
}

/* Signalled under the lock: the waiting thread cannot see `done` and leave before we are out. */
void waiter_wake(struct waiter *waiter)
{
    (void)pthread_mutex_lock(&waiter->lock);
    waiter->done = true;
    (void)pthread_cond_signal(&waiter->ready);
    (void)pthread_mutex_unlock(&waiter->lock);
}

void waiter_wait(struct waiter *waiter)
{
    (void)pthread_mutex_lock(&waiter->lock);
    while (!waiter->done)
        (void)pthread_cond_wait(&waiter->ready, &waiter->lock);
    (void)pthread_mutex_unlock(&waiter->lock);
    (void)pthread_cond_destroy(&waiter->ready);
    (void)pthread_mutex_destroy(&waiter->lock);
}

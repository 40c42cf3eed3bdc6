// A thread in a blocking call, and what ends it.
#ifndef CALLS_H
#define CALLS_H

#include <semaphore.h>
#include <stdatomic.h>

#include "fixture.h"

typedef struct place {
  const char *name;
  // Makes what the call needs, sets is_ready, calls; true if the call gave what it must.
  bool (*wait)(struct place *);
  void (*finish)(struct place *);  // NULL: it ends by itself
  void (*step)(struct place *);    // between two pictures, NULL: nothing
  int a, b, error, thread;
  long result;
  atomic_bool is_ready, is_over;
  bool is_right;
  pthread_t handle;
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  sem_t semaphore;
  char *buffer;
  long moved;
} place;

// The tables end with a row without a name.
extern place file_calls[], waiting_calls[], sleeping_calls[], moving_calls[], kernel_calls[];

static inline void ready(place *at) {
  at->thread = own_thread();
  at->is_ready = true;
}
void on_signal(int signal);  // SIGUSR1's handler
void send_user_signal(place *at);  // that signal, to the thread in its call

#endif

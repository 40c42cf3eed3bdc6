// Threads in every kind of blocking call while pictures are taken: each call ends as if there had been none.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static place *const tables[] = {file_calls, waiting_calls, sleeping_calls, moving_calls, kernel_calls};
enum { TABLES = sizeof tables / sizeof *tables };

void on_signal(int signal) { (void)signal; }

// Before the call has begun again the signal would interrupt nothing.
void send_user_signal(place *at) {
  become_blocked(at->thread);
  pthread_kill(at->handle, SIGUSR1);
}

static void *run(void *argument) {
  place *at = argument;
  errno = 0;
  at->is_right = at->wait(at);
  at->error = errno;
  at->is_over = true;
  return NULL;
}

static void start_all(void) {
  for (int i = 0; i < TABLES; i++)
    for (place *at = tables[i]; at->name; at++) {
      at->handle = start(run, at);
      while (!at->is_ready && !at->is_over) usleep(100);
      if (!at->is_over) become_blocked(at->thread);
    }
}

static bool steps(void) {
  bool is_waiting = false;
  for (int i = 0; i < TABLES; i++)
    for (place *at = tables[i]; at->name; at++) {
      if (at->is_over && at->finish) wrong("%s ended early: right %d, result %ld, error %s", at->name, at->is_right, at->result, strerror(at->error)), at->finish = NULL;
      if (!at->is_over && at->step) at->step(at);
      if (!at->is_over && !at->finish) is_waiting = true;
    }
  return is_waiting;
}

static void end_all(void) {
  for (int i = 0; i < TABLES; i++)
    for (place *at = tables[i]; at->name; at++) {
      if (at->finish) at->finish(at);
      pthread_join(at->handle, NULL);
      if (!at->is_right) wrong("%s: result %ld, error %s", at->name, at->result, strerror(at->error));
    }
}

void blocked_calls(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  start_all();
  for (int i = 0; i < pictures; i++) {
    take_and_close();
    steps();
  }
  while (steps()) take_and_close();  // no wait for a time is made longer for ever
  end_all();
}
#endif

// Signals of the program's that come while its threads stand for a picture: each ends the call that it would have ended.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_int handled;
static int pipes[2], events;

static void count_signal(int signal) { (void)signal, handled++; }

static long wait_for_signal(void) { return pause(); }
static long wait_for_ever(void) { return epoll_wait(events, &(struct epoll_event){0}, 1, -1); }
static long wait_long(void) { return epoll_wait(events, &(struct epoll_event){0}, 1, 1000 * 1000); }
static long sleep_long(void) { return nanosleep(&(struct timespec){1000, 0}, NULL); }
static long read_nothing(void) { return read(pipes[0], &(char){0}, 1); }

// Nothing ends the wait for a mutex that lends its priority.
static pthread_mutex_t inheriting;
static long lock_inheriting(void) { return pthread_mutex_lock(&inheriting); }
static void hold_inheriting(void) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
  pthread_mutex_init(&inheriting, &attributes);
  pthread_mutex_lock(&inheriting);
}

// After SIGUSR2's handler calls begin anew that may.
static struct {
  long (*call)(void);
  int signal;
  atomic_int thread, interrupted;
} standing[] = {
    {wait_for_signal, SIGUSR1, 0, 0}, {wait_for_ever, SIGUSR1, 0, 0}, {wait_long, SIGUSR2, 0, 0},
    {sleep_long, SIGUSR1, 0, 0},      {read_nothing, SIGUSR1, 0, 0},  {read_nothing, SIGUSR2, 0, 0},
    {lock_inheriting, SIGUSR1, 0, 0},
};
enum { STANDING = sizeof standing / sizeof *standing, ENDED = 5 };  // the first ones

static void *be_interrupted(void *argument) {
  long i = (long)argument;
  standing[i].thread = own_thread();
  while (standing[i].call() == -1 && errno == EINTR) standing[i].interrupted++;
  wrong("call %ld gave no EINTR", i);
  return NULL;
}

static bool is_sent;
static bool send_to_all(void) {
  for (int i = 0; i < STANDING && !is_sent; i++) syscall(SYS_tgkill, getpid(), standing[i].thread, standing[i].signal);
  return is_sent = true;
}

static void take_with_signals(void) {
  mph_picture *picture = NULL;
  int thread;
  for (int i = 0; i < STANDING; i++) {
    while (standing[i].thread == 0) usleep(100);
    become_blocked(standing[i].thread);
  }
  is_sent = false;
  if (mph_take(&(mph_options){ways, send_to_all, 0}, &picture, &thread) != 0) return wrong("no picture");
  mph_close(picture, false);
}

static void expect_soon(atomic_int *count, int value, const char *what, int call) {
  for (int attempt = 0; *count < value && attempt < 10000; attempt++) usleep(1000);
  if (*count == value) return;
  wrong("%s: %d of %d, call %d", what, *count, value, call);
  finish();
}

void signals_while_standing(void) {
  struct sigaction action = {.sa_handler = count_signal}, restarting = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &restarting, NULL);
  if (pipe(pipes) != 0) abort();
  events = epoll_create1(0);
  hold_inheriting();
  for (long i = 0; i < STANDING; i++) start(be_interrupted, (void *)i);
  for (int i = 1; i <= pictures; i++) {
    take_with_signals();
    expect_soon(&handled, i * STANDING, "handled", STANDING);
    for (int call = 0; call < ENDED; call++) expect_soon(&standing[call].interrupted, i, "interrupted", call);
  }
  for (int call = ENDED; call < STANDING; call++) EXPECT(standing[call].interrupted == 0);
}
#endif

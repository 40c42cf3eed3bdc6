// Blocking calls that wait for threads, processes, signals and locks; and sleeps.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool gives(place *at, long result, long expected) {
  at->result = result;
  return result == expected;
}

static struct timespec after(clockid_t clock, long seconds) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_sec += seconds;
  return time;
}

// MARK: Threads

static void make_futex(place *at) { at->a = 0; }
static void wake(place *at) {
  __atomic_store_n(&at->a, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &at->a, FUTEX_WAKE, 100, NULL);
}
static bool futex_call(place *at) {
  make_futex(at);
  ready(at);
  return gives(at, syscall(SYS_futex, &at->a, FUTEX_WAIT, 0, NULL), 0);
}
static bool futex_timed(place *at) {
  make_futex(at);
  ready(at);
  return gives(at, syscall(SYS_futex, &at->a, FUTEX_WAIT, 0, (&(struct timespec){1000, 0})), 0);
}

// The mutex is locked and unlocked by the thread that ends the call: the main one, which waits for is_ready.
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static bool mutex_call(place *at) {
  ready(at);
  return gives(at, pthread_mutex_lock(&held) | pthread_mutex_unlock(&held), 0);
}
static void finish_mutex(place *at) { (void)at, pthread_mutex_unlock(&held); }
__attribute__((constructor)) static void hold(void) { pthread_mutex_lock(&held); }

static long wait_for_condition(place *at, const struct timespec *end) {
  int failure = 0;
  pthread_mutex_lock(&at->mutex);
  ready(at);
  while (at->moved == 0 && !failure)
    failure = end ? pthread_cond_timedwait(&at->condition, &at->mutex, end) : pthread_cond_wait(&at->condition, &at->mutex);
  pthread_mutex_unlock(&at->mutex);
  return failure;
}
static bool condition_call(place *at) { return gives(at, wait_for_condition(at, NULL), 0); }
static bool condition_timed(place *at) {
  struct timespec end = after(CLOCK_REALTIME, 1000);
  return gives(at, wait_for_condition(at, &end), 0);
}
static void finish_condition(place *at) {
  pthread_mutex_lock(&at->mutex);
  at->moved = 1;
  pthread_cond_signal(&at->condition);
  pthread_mutex_unlock(&at->mutex);
}

static void post(place *at) { sem_post(&at->semaphore); }
static bool semaphore_call(place *at) {
  sem_init(&at->semaphore, 0, 0);
  ready(at);
  return gives(at, sem_wait(&at->semaphore), 0);
}
static bool semaphore_timed(place *at) {
  struct timespec end = after(CLOCK_REALTIME, 1000);
  sem_init(&at->semaphore, 0, 0);
  ready(at);
  return gives(at, sem_timedwait(&at->semaphore, &end), 0);
}

static void *wait_in_thread(void *argument) {
  sem_wait(&((place *)argument)->semaphore);
  return argument;
}
static bool join_call(place *at) {
  sem_init(&at->semaphore, 0, 0);
  pthread_t other = start(wait_in_thread, at);
  void *result = NULL;
  ready(at);
  return gives(at, pthread_join(other, &result), 0) && result == at;
}

// MARK: Processes and file locks

// A child that holds what `hold_it` locks until it is killed.
static void make_child(place *at, void (*hold_it)(int)) {
  char path[] = "/tmp/heap-picture-XXXXXX";
  int pipes[2];
  at->a = mkstemp(path);
  if (pipe(pipes) != 0) abort();
  at->b = fork();
  if (at->b == 0) {
    int file = open(path, O_RDWR);
    if (hold_it) hold_it(file);
    if (write(pipes[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte;
  if (read(pipes[0], &byte, 1) != 1) abort();
  unlink(path);
}
static void kill_child(place *at) { kill(at->b, SIGKILL); }
static void lock_whole(int file) { flock(file, LOCK_EX); }
static struct flock all_of_it = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
static void lock_range(int file) { fcntl(file, F_SETLK, &all_of_it); }

static bool wait_call(place *at) {
  make_child(at, NULL);
  ready(at);
  return gives(at, waitpid(at->b, NULL, 0), at->b);
}
static bool waitid_call(place *at) {
  siginfo_t info;
  make_child(at, NULL);
  ready(at);
  return gives(at, waitid(P_PID, (id_t)at->b, &info, WEXITED), 0);
}
static bool flock_call(place *at) {
  make_child(at, lock_whole);
  ready(at);
  return gives(at, flock(at->a, LOCK_EX), 0);
}
static bool fcntl_call(place *at) {
  make_child(at, lock_range);
  ready(at);
  struct flock range = all_of_it;
  return gives(at, fcntl(at->a, F_SETLKW, &range), 0);
}

// MARK: Signals

static sigset_t blocked(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  return set;
}
static void send_real_time(place *at) { pthread_kill(at->handle, SIGRTMIN + 3); }
static bool pause_call(place *at) {
  ready(at);
  return gives(at, pause(), -1) && errno == EINTR;
}
static bool sigsuspend_call(place *at) {
  sigset_t none;
  sigemptyset(&none);
  blocked(SIGUSR1);
  ready(at);
  return gives(at, sigsuspend(&none), -1) && errno == EINTR;
}
static bool sigwait_call(place *at) {
  sigset_t set = blocked(SIGRTMIN + 3);
  int signal = 0;
  ready(at);
  return gives(at, sigwait(&set, &signal), 0) && signal == SIGRTMIN + 3;
}
// Without glibc's loop over EINTR.
static bool sigwaitinfo_call(place *at) {
  sigset_t set = blocked(SIGRTMIN + 3);
  ready(at);
  return gives(at, syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 8), SIGRTMIN + 3);
}
static bool sigtimedwait_call(place *at) {
  sigset_t set = blocked(SIGRTMIN + 3);
  ready(at);
  return gives(at, syscall(SYS_rt_sigtimedwait, &set, NULL, (&(struct timespec){1000, 0}), 8), SIGRTMIN + 3);
}

place waiting_calls[] = {
    {"futex", futex_call, wake},
    {"futex with a time", futex_timed, wake},
    {"pthread_mutex_lock", mutex_call, finish_mutex},
    {"pthread_cond_wait", condition_call, finish_condition},
    {"pthread_cond_timedwait", condition_timed, finish_condition},
    {"sem_wait", semaphore_call, post},
    {"sem_timedwait", semaphore_timed, post},
    {"pthread_join", join_call, post},
    {"waitpid", wait_call, kill_child},
    {"waitid", waitid_call, kill_child},
    {"flock", flock_call, kill_child},
    {"fcntl F_SETLKW", fcntl_call, kill_child},
    {"pause", pause_call, send_user_signal},
    {"sigsuspend", sigsuspend_call, send_user_signal},
    {"sigwait", sigwait_call, send_real_time},
    {"sigwaitinfo", sigwaitinfo_call, send_real_time},
    {"sigtimedwait", sigtimedwait_call, send_real_time},
    {0},
};
#endif

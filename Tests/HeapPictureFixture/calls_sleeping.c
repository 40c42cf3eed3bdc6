// Sleeps and waits whose time runs out: they last as long as they must, and end though pictures are taken all the time.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MILLISECONDS = 300 };
#define TIME (&(struct timespec){0, MILLISECONDS * 1000000})

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define TIMED(name, make, call, expected, expected_error)                                  \
  static bool name(place *at) {                                                            \
    make;                                                                                  \
    ready(at);                                                                             \
    int64_t began = milliseconds();                                                        \
    at->result = call;                                                                     \
    bool is_right = at->result == (expected) && (!(expected_error) || errno == (expected_error)); \
    return is_right && milliseconds() - began >= MILLISECONDS - 1;                         \
  }

static struct timespec later(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_nsec += MILLISECONDS * 1000000;
  if (time.tv_nsec >= 1000000000) time.tv_sec++, time.tv_nsec -= 1000000000;
  return time;
}

TIMED(nanosleep_call, struct timespec rest, nanosleep(TIME, &rest), 0, 0)
TIMED(nanosleep_plain, , nanosleep(TIME, NULL), 0, 0)
TIMED(clock_nanosleep_call, , clock_nanosleep(CLOCK_MONOTONIC, 0, TIME, NULL), 0, 0)
TIMED(clock_nanosleep_absolute, struct timespec end = later(), clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL), 0, 0)
TIMED(sleep_call, , sleep(1), 0, 0)
TIMED(usleep_call, , usleep(MILLISECONDS * 1000), 0, 0)
TIMED(poll_call, , poll(NULL, 0, MILLISECONDS), 0, 0)
TIMED(ppoll_call, , ppoll(NULL, 0, TIME, NULL), 0, 0)
TIMED(select_call, , select(0, 0, 0, 0, (&(struct timeval){0, MILLISECONDS * 1000})), 0, 0)
TIMED(epoll_call, at->a = epoll_create1(0), epoll_wait(at->a, (&(struct epoll_event){0}), 1, MILLISECONDS), 0, 0)
TIMED(semtimedop_call, at->a = semget(IPC_PRIVATE, 1, 0600), semtimedop(at->a, (&(struct sembuf){0, -1, 0}), 1, TIME), -1, EAGAIN)

static sigset_t blocked_signal_set(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 4);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  return set;
}
TIMED(sigtimedwait_call, sigset_t set = blocked_signal_set(), syscall(SYS_rt_sigtimedwait, &set, NULL, TIME, 8), -1, EAGAIN)

static bool semtimedop_and_remove(place *at) {
  bool is_right = semtimedop_call(at);
  int error = errno;
  semctl(at->a, 0, IPC_RMID);
  errno = error;
  return is_right;
}

place sleeping_calls[] = {
    {"nanosleep", nanosleep_call},
    {"nanosleep without the rest", nanosleep_plain},
    {"clock_nanosleep", clock_nanosleep_call},
    {"clock_nanosleep until", clock_nanosleep_absolute},
    {"sleep", sleep_call},
    {"usleep", usleep_call},
    {"poll for a time", poll_call},
    {"ppoll for a time", ppoll_call},
    {"select for a time", select_call},
    {"epoll_wait for a time", epoll_call},
    {"semtimedop for a time", semtimedop_and_remove},
    {"sigtimedwait for a time", sigtimedwait_call},
    {0},
};
#endif

// Blocking calls on descriptors.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

enum { LONG_TIME = 1000 };  // seconds

static void make_pipe(place *at) {
  int ends[2];
  if (pipe(ends) != 0) abort();
  at->a = ends[0];
  at->b = ends[1];
}

static void make_pair(place *at) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  at->a = ends[0];
  at->b = ends[1];
}

static void set_timeout(int file) {
  struct timeval time = {LONG_TIME, 0};
  setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

static void write_byte(place *at) {
  if (write(at->b, "x", 1) != 1) wrong("%s: cannot be ended", at->name);
}

static bool gives(place *at, long result, long expected) {
  at->result = result;
  return result == expected;
}

#define CALL_ON(name, make, call, expected) \
  static bool name(place *at) {             \
    char byte[64];                          \
    (void)byte;                             \
    make(at);                               \
    ready(at);                              \
    return gives(at, call, expected);       \
  }

CALL_ON(read_pipe, make_pipe, read(at->a, byte, 64), 1)
CALL_ON(read_socket, make_pair, read(at->a, byte, 64), 1)
CALL_ON(receive, make_pair, recv(at->a, byte, 64, 0), 1)

static void make_timed_pair(place *at) {
  make_pair(at);
  set_timeout(at->a);
}
CALL_ON(receive_timed, make_timed_pair, recv(at->a, byte, 64, 0), 1)

static long receive_message(int file) {
  char byte[64];
  struct iovec piece = {byte, 64};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  return recvmsg(file, &message, 0);
}
CALL_ON(receive_message_call, make_pair, receive_message(at->a), 1)

static long receive_messages(int file) {
  char byte[64];
  struct iovec piece = {byte, 64};
  struct mmsghdr message = {.msg_hdr = {.msg_iov = &piece, .msg_iovlen = 1}};
  return recvmmsg(file, &message, 1, 0, NULL);
}
CALL_ON(receive_messages_call, make_pair, receive_messages(at->a), 1)

static void make_terminal(place *at) {
  at->b = posix_openpt(O_RDWR | O_NOCTTY);
  if (at->b < 0 || grantpt(at->b) != 0 || unlockpt(at->b) != 0) abort();
  at->a = open(ptsname(at->b), O_RDWR | O_NOCTTY);
  struct termios modes;
  tcgetattr(at->a, &modes);
  cfmakeraw(&modes);
  tcsetattr(at->a, TCSANOW, &modes);
}
CALL_ON(read_terminal, make_terminal, read(at->a, byte, 64), 1)

// A listening socket that nobody has connected to yet, and what connects.
static struct sockaddr_un address_of(place *at) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  address.sun_path[0] = 0;  // not in the file system
  memcpy(address.sun_path + 1, &at, sizeof at);
  pid_t process = getpid();
  memcpy(address.sun_path + 1 + sizeof at, &process, sizeof process);
  return address;
}
static int connect_to(place *at, int file) {
  struct sockaddr_un address = address_of(at);
  return connect(file, (struct sockaddr *)&address, sizeof address);
}
static void make_listener(place *at) {
  struct sockaddr_un address = address_of(at);
  at->a = socket(AF_UNIX, SOCK_STREAM, 0);
  at->b = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(at->a, (struct sockaddr *)&address, sizeof address) != 0 || listen(at->a, 0) != 0) abort();
}
static void make_timed_listener(place *at) {
  make_listener(at);
  set_timeout(at->a);
}
static void finish_accept(place *at) { EXPECT(connect_to(at, at->b) == 0); }
CALL_ON(accept_call, make_listener, accept(at->a, NULL, NULL) >= 0, 1)
CALL_ON(accept_timed, make_timed_listener, accept(at->a, NULL, NULL) >= 0, 1)

static void make_full_listener(place *at) {
  make_listener(at);
  EXPECT(connect_to(at, at->b) == 0);
  at->b = socket(AF_UNIX, SOCK_STREAM, 0);
}
static void finish_connect(place *at) { EXPECT(accept(at->a, NULL, NULL) >= 0); }
CALL_ON(connect_call, make_full_listener, connect_to(at, at->b), 0)

static void make_full_pair(place *at) {
  make_pair(at);
  char bytes[4096] = {0};
  while (send(at->a, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
  while (send(at->a, bytes, 1, MSG_DONTWAIT) > 0) {}
}
static void drain(place *at) {
  char bytes[4096];
  while (recv(at->b, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
}
CALL_ON(send_to_full, make_full_pair, send(at->a, "x", 1, 0), 1)

// MARK: Waiting for descriptors

#define READABLE (&(struct pollfd){at->a, POLLIN, 0})
CALL_ON(poll_for_ever, make_pipe, poll(READABLE, 1, -1), 1)
CALL_ON(poll_timed, make_pipe, poll(READABLE, 1, LONG_TIME * 1000), 1)
CALL_ON(ppoll_call, make_pipe, ppoll(READABLE, 1, (&(struct timespec){LONG_TIME, 0}), (&(sigset_t){{0}})), 1)

static fd_set only(int file) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(file, &set);
  return set;
}
#define SELECTED (&(fd_set[]){only(at->a)}[0])
CALL_ON(select_call, make_pipe, select(at->a + 1, SELECTED, 0, 0, 0), 1)
CALL_ON(select_timed, make_pipe, select(at->a + 1, SELECTED, 0, 0, (&(struct timeval){LONG_TIME, 0})), 1)
CALL_ON(pselect_call, make_pipe, pselect(at->a + 1, SELECTED, 0, 0, (&(struct timespec){LONG_TIME, 0}), (&(sigset_t){{0}})), 1)

static void make_epoll(place *at) {
  make_pipe(at);
  int file = epoll_create1(0);
  epoll_ctl(file, EPOLL_CTL_ADD, at->a, &(struct epoll_event){.events = EPOLLIN});
  at->a = file;
}
#define EVENTS (&(struct epoll_event){0}), 1
CALL_ON(epoll_for_ever, make_epoll, epoll_wait(at->a, EVENTS, -1), 1)
CALL_ON(epoll_timed, make_epoll, epoll_wait(at->a, EVENTS, LONG_TIME * 1000), 1)
CALL_ON(epoll_masked, make_epoll, epoll_pwait(at->a, EVENTS, LONG_TIME * 1000, (&(sigset_t){{0}})), 1)
CALL_ON(epoll_masked_2, make_epoll,
        syscall(SYS_epoll_pwait2, at->a, EVENTS, (&(struct timespec){LONG_TIME, 0}), (&(sigset_t){{0}}), 8), 1)

// MARK: Descriptors of the kernel's

static void make_event(place *at) { at->a = at->b = eventfd(0, 0); }
static void finish_event(place *at) { EXPECT(write(at->b, &(uint64_t){1}, 8) == 8); }
CALL_ON(read_event, make_event, read(at->a, byte, 8), 8)

static void make_timer(place *at) {
  at->a = timerfd_create(CLOCK_MONOTONIC, 0);
  timerfd_settime(at->a, 0, &(struct itimerspec){.it_value = {0, 300000000}}, NULL);
}
CALL_ON(read_timer, make_timer, read(at->a, byte, 8), 8)

static void make_inotify(place *at) {
  char path[] = "/tmp/heap-picture-XXXXXX";
  at->b = mkstemp(path);
  at->a = inotify_init1(0);
  inotify_add_watch(at->a, path, IN_MODIFY);
  unlink(path);
}
CALL_ON(read_inotify, make_inotify, read(at->a, byte, 64) > 0, 1)

static void make_signal_file(place *at) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  at->a = signalfd(-1, &set, 0);
}
static long read_signal(int file) {
  struct signalfd_siginfo info;
  return read(file, &info, sizeof info) == sizeof info ? (long)info.ssi_signo : -1;
}
static void finish_signal_file(place *at) { pthread_kill(at->handle, SIGUSR2); }
CALL_ON(read_signal_file, make_signal_file, read_signal(at->a), SIGUSR2)

static void make_two_pipes(place *at) {
  make_pipe(at);
  int ends[2];
  if (pipe(ends) != 0) abort();
  at->moved = ends[1];
}
CALL_ON(splice_call, make_two_pipes, splice(at->a, NULL, (int)at->moved, NULL, 1, 0), 1)
CALL_ON(tee_call, make_two_pipes, tee(at->a, (int)at->moved, 1, 0), 1)

place file_calls[] = {
    {"read of a pipe", read_pipe, write_byte},
    {"read of a socket", read_socket, write_byte},
    {"recv", receive, write_byte},
    {"recv with SO_RCVTIMEO", receive_timed, write_byte},
    {"recvmsg", receive_message_call, write_byte},
    {"recvmmsg", receive_messages_call, write_byte},
    {"read of a terminal", read_terminal, write_byte},
    {"accept", accept_call, finish_accept},
    {"accept with SO_RCVTIMEO", accept_timed, finish_accept},
    {"connect", connect_call, finish_connect},
    {"send to a full socket", send_to_full, drain},
    {"poll", poll_for_ever, write_byte},
    {"poll with a time", poll_timed, write_byte},
    {"ppoll", ppoll_call, write_byte},
    {"select", select_call, write_byte},
    {"select with a time", select_timed, write_byte},
    {"pselect", pselect_call, write_byte},
    {"epoll_wait", epoll_for_ever, write_byte},
    {"epoll_wait with a time", epoll_timed, write_byte},
    {"epoll_pwait", epoll_masked, write_byte},
    {"epoll_pwait2", epoll_masked_2, write_byte},
    {"read of an eventfd", read_event, finish_event},
    {"read of a timerfd", read_timer},
    {"read of an inotify", read_inotify, write_byte},
    {"read of a signalfd", read_signal_file, finish_signal_file},
    {"splice", splice_call, write_byte},
    {"tee", tee_call, write_byte},
    {0},
};
#endif

// Blocking calls of System V, of message queues and of asynchronous input and output.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool gives(place *at, long result, long expected) {
  at->result = result;
  return result == expected;
}

struct letter {
  long type;
  char text[8];
};

static bool message_call(place *at) {
  struct letter letter;
  at->a = msgget(IPC_PRIVATE, 0600);
  ready(at);
  return gives(at, msgrcv(at->a, &letter, 8, 0, 0), 8);
}
static void finish_message(place *at) {
  struct letter letter = {1, "letter"};
  EXPECT(msgsnd(at->a, &letter, 8, 0) == 0);
  while (!at->is_over) usleep(100);
  msgctl(at->a, IPC_RMID, NULL);
}

static bool semaphore_call(place *at) {
  at->a = semget(IPC_PRIVATE, 1, 0600);
  ready(at);
  return gives(at, semop(at->a, &(struct sembuf){0, -1, 0}, 1), 0);
}
static bool semaphore_timed(place *at) {
  at->a = semget(IPC_PRIVATE, 1, 0600);
  ready(at);
  return gives(at, semtimedop(at->a, &(struct sembuf){0, -1, 0}, 1, &(struct timespec){1000, 0}), 0);
}
static void finish_semaphore(place *at) {
  EXPECT(semop(at->a, &(struct sembuf){0, 1, 0}, 1) == 0);
  while (!at->is_over) usleep(100);
  semctl(at->a, 0, IPC_RMID);
}

static void make_queue(place *at) {
  char name[64];
  snprintf(name, sizeof name, "/heap-picture-%d-%p", getpid(), (void *)at);
  at->a = mq_open(name, O_RDWR | O_CREAT, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 8});
  mq_unlink(name);
}
static bool queue_call(place *at) {
  char text[8];
  make_queue(at);
  ready(at);
  return gives(at, mq_receive(at->a, text, 8, NULL), 3);
}
static bool queue_timed(place *at) {
  char text[8];
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += 1000;
  make_queue(at);
  ready(at);
  return gives(at, mq_timedreceive(at->a, text, 8, NULL, &end), 3);
}
static void finish_queue(place *at) { EXPECT(mq_send(at->a, "abc", 3, 0) == 0); }

// Of asynchronous reads: the completion of a wait for an empty pipe.
static bool events_call(place *at, struct timespec *time) {
  int ends[2];
  aio_context_t context = 0;
  struct io_event event;
  if (pipe(ends) != 0 || syscall(SYS_io_setup, 4, &context) != 0) abort();
  at->b = ends[1];
  struct iocb request = {.aio_fildes = (uint32_t)ends[0], .aio_lio_opcode = IOCB_CMD_POLL, .aio_buf = 1 /* POLLIN */};
  struct iocb *requests[] = {&request};
  if (syscall(SYS_io_submit, context, 1, requests) != 1) abort();
  ready(at);
  return gives(at, syscall(SYS_io_getevents, context, 1, 1, &event, time), 1);
}
static bool events_for_ever(place *at) { return events_call(at, NULL); }
static bool events_timed(place *at) { return events_call(at, &(struct timespec){1000, 0}); }
static void write_byte(place *at) { EXPECT(write(at->b, "x", 1) == 1); }

// A ring with nothing in it: a wait for a completion, ended by a signal. Where rings are not allowed there is nothing to try.
static bool ring_call(place *at) {
  struct io_uring_params parameters = {0};
  at->a = (int)syscall(SYS_io_uring_setup, 4, &parameters);
  ready(at);
  if (at->a < 0) {
    at->finish = NULL;
    return true;
  }
  return gives(at, syscall(SYS_io_uring_enter, at->a, 0, 1, IORING_ENTER_GETEVENTS, NULL, 0), -1) && errno == EINTR;
}

place kernel_calls[] = {
    {"msgrcv", message_call, finish_message},
    {"semop", semaphore_call, finish_semaphore},
    {"semtimedop", semaphore_timed, finish_semaphore},
    {"mq_receive", queue_call, finish_queue},
    {"mq_timedreceive", queue_timed, finish_queue},
    {"io_getevents", events_for_ever, write_byte},
    {"io_getevents with a time", events_timed, write_byte},
    {"io_uring_enter", ring_call, send_user_signal},
    {0},
};
#endif

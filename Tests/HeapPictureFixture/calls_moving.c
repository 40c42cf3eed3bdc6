// Calls that move much data little by little: they are not cut short.
#ifdef __linux__
#define _GNU_SOURCE
#include "calls.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { AMOUNT = 8 << 20, PORTION = 5000 };

static char byte_at(long place) { return (char)(place * 31 + place / 4096); }

static char *filled(void) {
  char *bytes = malloc(AMOUNT);
  for (long i = 0; i < AMOUNT; i++) bytes[i] = byte_at(i);
  return bytes;
}

static void make_pipe(place *at) {
  int ends[2];
  if (pipe(ends) != 0) abort();
  at->a = ends[0];
  at->b = ends[1];
  at->buffer = filled();
}

static void make_pair(place *at) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  at->a = ends[0];
  at->b = ends[1];
  at->buffer = filled();
}

// The other end: takes a portion of what is there, and looks whether it is what it must be.
static void drain(place *at, long most) {
  char bytes[1 << 16];
  while (at->moved < AMOUNT && most > 0) {
    long portion = most < (long)sizeof bytes ? most : (long)sizeof bytes;
    if (portion > AMOUNT - at->moved) portion = AMOUNT - at->moved;
    long length = read(at->a, bytes, (size_t)portion);
    if (length <= 0) return wrong("%s: no more after %ld", at->name, at->moved);
    for (long i = 0; i < length; i++)
      if (bytes[i] != byte_at(at->moved + i)) return wrong("%s: wrong at %ld", at->name, at->moved + i);
    at->moved += length;
    most -= length;
  }
}
static void drain_some(place *at) { drain(at, PORTION); }
static void drain_all(place *at) {
  while (at->moved < AMOUNT && !at->is_over) drain(at, 1 << 16);
}

static void feed(place *at, long most) {
  while (at->moved < AMOUNT && most > 0) {
    long portion = most < AMOUNT - at->moved ? most : AMOUNT - at->moved;
    long length = write(at->b, at->buffer + at->moved, (size_t)portion);
    if (length <= 0) return wrong("%s: takes no more after %ld", at->name, at->moved);
    at->moved += length;
    most -= length;
  }
}
static void feed_some(place *at) { feed(at, PORTION); }
static void feed_all(place *at) { feed(at, AMOUNT); }

#define MOVE(name, make, call)     \
  static bool name(place *at) {    \
    make(at);                      \
    ready(at);                     \
    at->result = call;             \
    return at->result == AMOUNT;   \
  }

static void pieces_of(char *bytes, struct iovec pieces[3]) {
  pieces[0] = (struct iovec){bytes, 1 << 20};
  pieces[1] = (struct iovec){bytes + (1 << 20), 333};
  pieces[2] = (struct iovec){bytes + (1 << 20) + 333, AMOUNT - (1 << 20) - 333};
}

static long write_pieces(place *at) {
  struct iovec pieces[3];
  pieces_of(at->buffer, pieces);
  return writev(at->b, pieces, 3);
}

static long message(place *at, char *bytes, bool receives) {
  struct iovec pieces[3];
  pieces_of(bytes, pieces);
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 3};
  return receives ? recvmsg(at->a, &message, MSG_WAITALL) : sendmsg(at->b, &message, 0);
}

static long send_file(place *at) {
  int file = memfd_create("data", 0);
  if (write(file, at->buffer, AMOUNT) != AMOUNT) return -2;
  off_t offset = 0;
  return sendfile(at->b, file, &offset, AMOUNT);
}

static long check(place *at, char *bytes, long length) { return memcmp(bytes, at->buffer, AMOUNT) == 0 ? length : -3; }
static long receive_all(place *at) {
  char *bytes = malloc(AMOUNT);
  return check(at, bytes, recv(at->a, bytes, AMOUNT, MSG_WAITALL));
}
static long receive_pieces(place *at) {
  char *bytes = malloc(AMOUNT);
  return check(at, bytes, message(at, bytes, true));
}

MOVE(write_pipe, make_pipe, write(at->b, at->buffer, AMOUNT))
MOVE(write_socket, make_pair, write(at->b, at->buffer, AMOUNT))
MOVE(send_call, make_pair, send(at->b, at->buffer, AMOUNT, 0))
MOVE(writev_pipe, make_pipe, write_pieces(at))
MOVE(sendmsg_call, make_pair, message(at, at->buffer, false))
MOVE(sendfile_call, make_pair, send_file(at))
MOVE(receive_call, make_pair, receive_all(at))
MOVE(receive_message, make_pair, receive_pieces(at))

place moving_calls[] = {
    {"write to a pipe", write_pipe, drain_all, drain_some},
    {"write to a socket", write_socket, drain_all, drain_some},
    {"send of much", send_call, drain_all, drain_some},
    {"writev to a pipe", writev_pipe, drain_all, drain_some},
    {"sendmsg of much", sendmsg_call, drain_all, drain_some},
    {"sendfile", sendfile_call, drain_all, drain_some},
    {"recv with MSG_WAITALL", receive_call, feed_all, feed_some},
    {"recvmsg with MSG_WAITALL", receive_message, feed_all, feed_some},
    {0},
};
#endif

// See system_calls.h.
#ifdef __linux__
#define _GNU_SOURCE
#include "system_calls.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

// MARK: Calls that wait for a time

static const mph_timed_call timed_calls[] = {
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, 3, false, 0},
    {SYS_poll, 2, false, 0},
#endif
    {SYS_epoll_pwait, 3, false, 0},
#ifdef SYS_epoll_pwait2
    {SYS_epoll_pwait2, 3, true, 0},
#endif
    {SYS_rt_sigtimedwait, 2, true, -EAGAIN},
    {SYS_semtimedop, 3, true, -EAGAIN},
    {SYS_io_getevents, 4, true, 0},
    {SYS_nanosleep, 0, true, 0},
    {SYS_clock_nanosleep, 2, true, 0},
};

const mph_timed_call *mph_find_timed_call(long number) {
  for (size_t i = 0; i < sizeof timed_calls / sizeof *timed_calls; i++)
    if (timed_calls[i].number == number) return &timed_calls[i];
  return NULL;
}

// An absolute time needs no help.
static bool is_absolute(const mph_timed_call *timed, const uintptr_t arguments[6]) {
  return timed->number == SYS_clock_nanosleep && arguments[1] & TIMER_ABSTIME;
}

int64_t mph_time_of(const mph_timed_call *timed, const uintptr_t arguments[6]) {
  uintptr_t argument = arguments[timed->argument];
  if (is_absolute(timed, arguments)) return -1;
  if (!timed->is_in_memory) return (int32_t)argument < 0 ? -1 : (int64_t)(int32_t)argument * MPH_MILLISECOND;
  struct timespec time;
  struct iovec local = {&time, sizeof time}, remote = {(void *)argument, sizeof time};
  if (argument == 0) return -1;
  if (MPH_RAW6(SYS_process_vm_readv, MPH_RAW1(SYS_getpid, 0), &local, 1, &remote, 1, 0) != sizeof time) return -1;
  return time.tv_sec > 1 << 30 ? -1 : (int64_t)time.tv_sec * MPH_SECOND + time.tv_nsec;
}

// MARK: Calls that move data

typedef struct {
  int number, buffer, count;  // which arguments
} transfer;

static const transfer transfers[] = {
    {SYS_write, 1, 2}, {SYS_sendto, 1, 2}, {SYS_recvfrom, 1, 2}, {SYS_getrandom, 0, 1}, {SYS_sendfile, -1, 3},
};

static const transfer *find_transfer(long number) {
  for (size_t i = 0; i < sizeof transfers / sizeof *transfers; i++)
    if (transfers[i].number == number) return &transfers[i];
  return NULL;
}

static bool moves_pieces(long number) { return number == SYS_writev || number == SYS_sendmsg || number == SYS_recvmsg; }

bool mph_may_be_short(long number, const uintptr_t arguments[6], long result) {
  if (result <= 0) return false;
  const transfer *transfer = find_transfer(number);
  return transfer ? (uintptr_t)result < arguments[transfer->count] : moves_pieces(number);
}

// MARK: Continuing

#if defined(__x86_64__)
__asm__(
    ".text\n.hidden mph_continued_call\n.globl mph_continued_call\n.type mph_continued_call, @function\n"
    ".hidden mph_continued_return\n.globl mph_continued_return\n"
    "mph_continued_call:\n movq %rdi, %rax\n movq %rsi, %r11\n movq (%r11), %rdi\n movq 8(%r11), %rsi\n movq 16(%r11), %rdx\n"
    " movq 24(%r11), %r10\n movq 32(%r11), %r8\n movq 40(%r11), %r9\n syscall\n"
    "mph_continued_return:\n ret\n.size mph_continued_call, . - mph_continued_call\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n.hidden mph_continued_call\n.globl mph_continued_call\n.type mph_continued_call, @function\n"
    ".hidden mph_continued_return\n.globl mph_continued_return\n"
    "mph_continued_call:\n mov x8, x0\n mov x9, x1\n ldp x0, x1, [x9]\n ldp x2, x3, [x9, 16]\n ldp x4, x5, [x9, 32]\n svc 0\n"
    "mph_continued_return:\n ret\n.size mph_continued_call, . - mph_continued_call\n");
#endif
extern long mph_continued_call(long number, const uintptr_t arguments[6]);

// Of a sleep the kernel has told what is left, if the program gave it room for that.
static int64_t time_left(const mph_timed_call *timed, const uintptr_t arguments[6]) {
  uintptr_t told = timed->number == SYS_nanosleep ? arguments[1] : timed->number == SYS_clock_nanosleep ? arguments[3] : 0;
  if (told == 0 || is_absolute(timed, arguments)) return mph_time_of(timed, arguments);
  const struct timespec *left = (const struct timespec *)told;
  return (int64_t)left->tv_sec * MPH_SECOND + left->tv_nsec;
}

static void set_time(const mph_timed_call *timed, uintptr_t arguments[6], struct timespec *time, int64_t left) {
  if (left < 0) left = 0;
  *time = (struct timespec){left / MPH_SECOND, left % MPH_SECOND};
  bool is_in_memory = timed->is_in_memory;
  arguments[timed->argument] = is_in_memory ? (uintptr_t)time : (uintptr_t)((left + MPH_MILLISECOND - 1) / MPH_MILLISECOND);
}

long mph_continue_timed(const mph_timed_call *timed, const uintptr_t original[6]) {
  uintptr_t arguments[6];
  struct timespec time;
  for (int i = 0; i < 6; i++) arguments[i] = original[i];
  int64_t left = time_left(timed, original);
  uint64_t end = mph_now() + (uint64_t)left;
  for (;;) {
    if (left >= 0) set_time(timed, arguments, &time, (int64_t)(end - mph_now()));
    long result = mph_continued_call(timed->number, arguments);
    if (result != MPH_INTERRUPTED) return result;
  }
}

// Only where bytes are a stream does the rest belong to what was moved: a pipe, a terminal, a stream socket.
static bool is_stream(long number, int file) {
  int type = 0;
  socklen_t length = sizeof type;
  if (number == SYS_getrandom) return true;
  long result = MPH_RAW6(SYS_getsockopt, file, SOL_SOCKET, SO_TYPE, &type, &length, 0);
  if (result == 0) return type == SOCK_STREAM;
  if (number == SYS_sendfile) return true;
  return MPH_RAW3(SYS_lseek, file, 0, 1) == -ESPIPE;
}

static bool waits_for_all(long number, const uintptr_t arguments[6]) {
  uintptr_t flags = number == SYS_recvfrom ? arguments[3] : number == SYS_recvmsg ? arguments[2] : MSG_WAITALL;
  return flags & MSG_WAITALL && !(flags & MSG_PEEK);
}

// How much of the buffer is moved at last. Short again without another picture: that is the call's own answer.
static uintptr_t move_rest(const transfer *transfer, uintptr_t arguments[6], uintptr_t done) {
  uintptr_t total = arguments[transfer->count], buffer = transfer->buffer < 0 ? 0 : arguments[transfer->buffer];
  while (done < total) {
    uint32_t pauses = __atomic_load_n(&mph_pause_count, __ATOMIC_ACQUIRE);
    if (transfer->buffer >= 0) arguments[transfer->buffer] = buffer + done;
    arguments[transfer->count] = total - done;
    long moved = mph_continued_call(transfer->number, arguments);
    if (moved > 0) done += (uintptr_t)moved;
    bool was_cut = moved == MPH_INTERRUPTED || pauses != __atomic_load_n(&mph_pause_count, __ATOMIC_ACQUIRE);
    if (done < total && (!was_cut || (moved <= 0 && moved != MPH_INTERRUPTED))) break;
  }
  return done;
}

// The pieces one by one, from the one that was cut on.
static long move_pieces(long number, const uintptr_t arguments[6], uintptr_t done) {
  const struct msghdr *message = (const struct msghdr *)arguments[1];
  bool is_plain = number == SYS_writev;
  const struct iovec *pieces = is_plain ? (const struct iovec *)arguments[1] : message->msg_iov;
  size_t count = is_plain ? arguments[2] : message->msg_iovlen;
  const transfer *transfer = find_transfer(is_plain ? SYS_write : number == SYS_sendmsg ? SYS_sendto : SYS_recvfrom);
  uintptr_t before = 0;
  for (size_t i = 0; i < count; before += pieces[i++].iov_len) {
    uintptr_t length = pieces[i].iov_len, start = (uintptr_t)pieces[i].iov_base;
    if (done >= before + length) continue;
    uintptr_t single[6] = {arguments[0], start, length, is_plain ? 0 : arguments[2], 0, 0};
    done = before + move_rest(transfer, single, done - before);
    if (done < before + length) break;
  }
  return (long)done;
}

long mph_continue_transfer(long number, const uintptr_t original[6], long done) {
  uintptr_t arguments[6];
  for (int i = 0; i < 6; i++) arguments[i] = original[i];
  if (!is_stream(number, (int)original[0]) || !waits_for_all(number, original)) return done;
  if (moves_pieces(number)) return move_pieces(number, original, (uintptr_t)done);
  return (long)move_rest(find_transfer(number), arguments, (uintptr_t)done);
}
#endif

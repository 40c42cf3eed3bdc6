// For the copy: its own memory and maps, read so that an address that is not mapped is an answer and not a fault.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>

#include "stopping.h"

enum { PAGE = 4096, MOST_PIECES = 1024 };  // the unit in which memory is mapped, or a part of it; what one call takes
static const size_t MOST_BYTES = 1 << 30;  // one call takes less than 2 GiB and says nothing of the rest

// How many bytes were copied before the first that cannot be read.
static size_t copy_by_file(const struct iovec *pieces, size_t count, char *target) {
  long file = MPH_RAW4(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  size_t total = 0;
  for (size_t i = 0; i < count; i++) {
    long copied = MPH_RAW4(SYS_pread64, file, target + total, pieces[i].iov_len, pieces[i].iov_base);
    if (copied > 0) total += (size_t)copied;
    if (copied < (long)pieces[i].iov_len) break;
  }
  MPH_RAW1(SYS_close, file);
  return total;
}

static size_t copy(const struct iovec *pieces, size_t count, size_t bytes, char *target) {
  struct iovec local = {target, bytes};
  long process = MPH_RAW1(SYS_getpid, 0);
  long copied = MPH_RAW6(SYS_process_vm_readv, process, &local, 1, pieces, count, 0);
  if (copied >= 0) return (size_t)copied;
  return copied == -EFAULT ? 0 : copy_by_file(pieces, count, target);
}

// One piece, with holes where it cannot be read.
static void copy_piece(struct iovec piece, char *target) {
  while (piece.iov_len > 0) {
    size_t part = piece.iov_len < MOST_BYTES ? piece.iov_len : MOST_BYTES;
    struct iovec first = {piece.iov_base, part};
    size_t done = copy(&first, 1, part, target);
    if (done < part) {
      size_t hole = PAGE - ((uintptr_t)piece.iov_base + done) % PAGE;
      if (hole > piece.iov_len - done) hole = piece.iov_len - done;
      mph_clear(target + done, hole);
      done += hole;
    }
    target += done;
    piece = (struct iovec){(char *)piece.iov_base + done, piece.iov_len - done};
  }
}

// MARK: Small pieces: a call for each would take a microsecond. The copy's memory never changes, so a page is asked for once.

enum { SMALL = 256, REMEMBERED = 1 << 14 };
enum { MISSING = 1, THERE = 2, UNKNOWN = 3 };  // UNKNOWN: the call is refused
static uint64_t remembered[REMEMBERED];  // a page's number and, in the two lowest bits, what it is

static int look_at(uintptr_t page) {
  char byte;
  struct iovec local = {&byte, 1}, remote = {(void *)(page * PAGE), 1};
  long copied = MPH_RAW6(SYS_process_vm_readv, MPH_RAW1(SYS_getpid, 0), &local, 1, &remote, 1, 0);
  return copied == 1 ? THERE : copied == -EFAULT ? MISSING : UNKNOWN;
}

static int state_of(uintptr_t page) {
  uint64_t *place = &remembered[page % REMEMBERED];
  if (*place >> 2 != page || *place == 0) *place = (uint64_t)page << 2 | (uint64_t)look_at(page);
  return (int)(*place & 3);
}

static bool is_small(const struct iovec *piece) {
  return piece->iov_len <= SMALL && (uintptr_t)piece->iov_base % PAGE + piece->iov_len <= PAGE;
}

// False: nothing was done.
static bool copy_small(const struct iovec *piece, char *target) {
  int state = is_small(piece) ? state_of((uintptr_t)piece->iov_base / PAGE) : UNKNOWN;
  if (state == THERE) memcpy(target, piece->iov_base, piece->iov_len);
  if (state == MISSING) memset(target, 0, piece->iov_len);
  return state != UNKNOWN;
}

// MARK: Any pieces

// As many as one call takes, up to the next small one.
static size_t count_together(const struct iovec *pieces, size_t most, size_t *bytes) {
  size_t count = 0;
  *bytes = 0;
  while (count < most && pieces[count].iov_len <= MOST_BYTES - *bytes && (count == 0 || !is_small(&pieces[count])))
    *bytes += pieces[count++].iov_len;
  return count;
}

void mph_read(void *read_request) {
  const mph_read_request *request = read_request;
  const struct iovec *piece = (const struct iovec *)request->pieces, *end = piece + request->count;  // laid out the same
  char *target = request->target;
  while (piece < end) {
    if (copy_small(piece, target)) {
      target += piece++->iov_len;
      continue;
    }
    size_t bytes, left = (size_t)(end - piece);
    size_t count = count_together(piece, left < MOST_PIECES ? left : MOST_PIECES, &bytes);
    size_t copied = count > 0 ? copy(piece, count, bytes, target) : 0;
    size_t whole = 0;
    for (; whole < count && copied >= piece->iov_len; whole++) {
      copied -= piece->iov_len;
      target += piece++->iov_len;
    }
    if (whole > 0) continue;  // the first that was not whole begins the next round
    copy_piece(*piece, target);
    target += piece++->iov_len;
  }
}

void mph_read_maps(void *maps_request) {
  mph_maps_request *request = maps_request;
  char rest[1024];
  request->length = 0;
  long file = MPH_RAW4(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return;
  for (long length = 1; length > 0;) {
    bool fits = request->length < request->capacity;
    char *target = fits ? request->target + request->length : rest;
    length = MPH_RAW3(SYS_read, file, target, fits ? request->capacity - request->length : sizeof rest);
    if (length > 0) request->length += (size_t)length;
  }
  MPH_RAW1(SYS_close, file);
}
#endif

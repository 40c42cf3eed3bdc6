// For the copy: its own memory and maps, read so that an address that is not mapped is an answer and not a fault.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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

void mph_read(void *read_request) {
  const mph_read_request *request = read_request;
  const struct iovec *pieces = (const struct iovec *)request->pieces;  // laid out the same
  char *target = request->target;
  for (size_t next = 0; next < request->count;) {
    size_t count = 0, bytes = 0;
    while (count < MOST_PIECES && next + count < request->count && pieces[next + count].iov_len <= MOST_BYTES - bytes)
      bytes += pieces[next + count++].iov_len;
    size_t copied = count > 0 ? copy(pieces + next, count, bytes, target) : 0;
    for (; count > 0 && copied >= pieces[next].iov_len; count--) {
      copied -= pieces[next].iov_len;
      target += pieces[next++].iov_len;
    }
    if (count == 0 && next == request->count) return;
    if (count == 0 && bytes > 0) continue;
    copy_piece(pieces[next], target);
    target += pieces[next++].iov_len;
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

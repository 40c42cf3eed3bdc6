// For the copy: its own memory and maps, read so that an address that is not mapped is an answer and not a fault.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "stopping.h"

enum { PAGE = 4096, REMEMBERED = 1 << 14 };  // the unit in which memory is mapped, or a part of it
enum { AHEAD = 8 };                          // pieces; measured
static uint64_t remembered[REMEMBERED];      // a page's number and in the lowest bit whether it can be read; 0: nothing

// Asks for a change of the signal mask in a way that there is not: the kernel reads the mask first. Unlike process_vm_readv it does not pin
// the page, which in a copy made by fork takes a copy of the page each time: 20 µs.
static bool can_be_read(uintptr_t address) {
  enum { NO_WAY = 99, MASK_BYTES = 8 };
  return MPH_RAW4(SYS_rt_sigprocmask, NO_WAY, address & ~(uintptr_t)7, 0, MASK_BYTES) != -EFAULT;
}

// The copy's memory never changes, so a page is asked for once.
static bool is_there(uintptr_t address) {
  uint64_t page = address / PAGE, *place = &remembered[page % REMEMBERED];
  if (*place >> 1 != page || *place == 0) *place = page << 1 | can_be_read(address);
  return *place & 1;
}

static void copy_within_page(uintptr_t address, size_t bytes, char *target) {
  if (is_there(address)) memcpy(target, (const void *)address, bytes);
  else memset(target, 0, bytes);
}

static char *copy_piece(mph_piece piece, char *target) {
  while (piece.bytes > 0) {
    size_t part = PAGE - piece.address % PAGE;
    if (part > piece.bytes) part = piece.bytes;
    copy_within_page(piece.address, part, target);
    target += part;
    piece.address += part;
    piece.bytes -= part;
  }
  return target;
}

void mph_read(void *read_request) {
  const mph_read_request *request = read_request;
  char *target = request->target;
  for (size_t piece = 0; piece < request->count; piece++) {
    if (piece + AHEAD < request->count) __builtin_prefetch((const void *)request->pieces[piece + AHEAD].address);
    target = copy_piece(request->pieces[piece], target);
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

// What is read through the copy; and what is done where a sandbox refuses system calls.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, SMALL = 5000, BIG = 64 << 20 };

static void refuse(unsigned call) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) abort();
}

static void *sleep_on(void *argument) {
  for (;;) pause();
  return argument;
}

void refused_ptrace(void) {
  int thread;
  refuse(SYS_ptrace);
  start(sleep_on, NULL);
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture = take(0);
    EXPECT(mph_way_of(picture) == MPH_SIGNAL);
    mph_close(picture, false);
  }
  EXPECT(take_fails(&(mph_options){1 << MPH_PTRACE, NULL, 0}, &thread) == EPERM);
}

// MARK: Reading

static uint32_t word_at(size_t place) { return (uint32_t)(place * 2654435761u); }

// Memory with a hole in its third page, and one that may not be read in its fifth.
static char *make_pages(void) {
  char *pages = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (size_t i = 0; i < 8 * PAGE / 4; i++) ((uint32_t *)pages)[i] = word_at(i);
  munmap(pages + 2 * PAGE, PAGE);
  mprotect(pages + 4 * PAGE, PAGE, PROT_NONE);
  return pages;
}

static uint32_t expected_at(size_t place) {
  size_t page = place * 4 / PAGE;
  return page == 2 || page == 4 ? 0 : word_at(place);
}

void holes(void) {
  char *pages = make_pages();
  mph_picture *picture = take(1 << 20);
  memset(pages, 0x77, PAGE);  // the copy does not see it
  mph_read_request *request = mph_shared(picture);
  mph_piece *pieces = (mph_piece *)(request + 1);
  uint32_t *target = (uint32_t *)(pieces + SMALL + 2);
  for (size_t i = 0; i < SMALL; i++) pieces[i] = (mph_piece){(uintptr_t)pages + i * 4, i % 1000 == 7 ? 0 : 4};
  pieces[SMALL] = (mph_piece){(uintptr_t)pages, 8 * PAGE};
  pieces[SMALL + 1] = (mph_piece){16, 64};
  *request = (mph_read_request){pieces, SMALL + 2, target};
  memset(target, 0x55, SMALL * 4 + 8 * PAGE + 64);
  EXPECT(mph_call(picture, mph_read, request) == 0);
  size_t at = 0, wrong_words = 0;
  for (size_t i = 0; i < SMALL; i++)
    if (i % 1000 != 7) wrong_words += target[at++] != expected_at(i);
  for (size_t i = 0; i < 8 * PAGE / 4; i++) wrong_words += target[at++] != expected_at(i);
  for (size_t i = 0; i < 16; i++) wrong_words += target[at++] != 0;
  EXPECT(wrong_words == 0);
  mph_close(picture, false);
}

void refused_reads(void) {
  refuse(SYS_process_vm_readv);
  holes();
}

void maps(void) {
  mph_picture *picture = take(1 << 20);
  mph_maps_request *request = mph_shared(picture);
  *request = (mph_maps_request){(char *)(request + 1), (1 << 20) - sizeof *request - 1, 0};
  EXPECT(mph_call(picture, mph_read_maps, request) == 0);
  size_t length = request->length;
  EXPECT(length > 100 && strstr(request->target, "[stack]") != NULL && request->target[length - 1] == '\n');
  request->capacity = 10;
  EXPECT(mph_call(picture, mph_read_maps, request) == 0);
  EXPECT(request->length == length);
  mph_close(picture, false);
}

// MARK: Cost

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double read_in_copy(mph_picture *picture, const char *memory, size_t each) {
  mph_read_request *request = mph_shared(picture);
  mph_piece *pieces = (mph_piece *)(request + 1);
  size_t count = BIG / each;
  for (size_t i = 0; i < count; i++) pieces[i] = (mph_piece){(uintptr_t)memory + i * each, each};
  *request = (mph_read_request){pieces, count, pieces + count};
  mph_call(picture, mph_read, request);  // its memory is there then
  double began = seconds();
  mph_call(picture, mph_read, request);
  return (seconds() - began) * 1e6;
}

// `PICTURES` with 16 sleeping threads and 1 GiB of touched memory in 4 KiB pages.
void measure(void) {
  size_t bytes = 1 << 30;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  memset(memory, 1, bytes);
  for (int i = 0; i < 16; i++) start(sleep_on, NULL);
  usleep(10000);
  uint64_t pauses = 0, longest = 0;
  double began = seconds();
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture = take(0);
    uint64_t pause = mph_pause_nanoseconds(picture);
    pauses += pause;
    if (pause > longest) longest = pause;
    mph_close(picture, false);
  }
  double all = seconds() - began;
  printf("pause: mean %.3f ms, longest %.3f ms; %d pictures in %.2f s\n", (double)pauses / pictures / 1e6,
         (double)longest / 1e6, pictures, all);
  mph_picture *picture = take((size_t)BIG * 3);
  for (size_t each = 16; each <= 1 << 20; each *= 16)
    printf("mph_read of 64 MiB in pieces of %zu: %.0f us a MiB\n", each, read_in_copy(picture, memory, each) / 64);
  mph_close(picture, false);
}
#endif

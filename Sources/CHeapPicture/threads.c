// Which threads there are: /proc/self/task, read with raw system calls.
#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "stopping.h"

typedef struct {
  uint64_t inode;
  int64_t next;
  uint16_t length;
  uint8_t type;
  char name[];
} entry;

static int number(const char *text) {
  int value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return *text == 0 ? value : 0;
}

static int append(mph_picture *picture, int thread) {
  if (picture->count == picture->capacity) {
    picture->is_too_small = true;
    return ENOSPC;
  }
  picture->threads[picture->count].thread = thread;
  picture->stops[picture->count++] = (mph_stop){MPH_RUNS, 0};
  return 0;
}

// The folder's order is the same each time, less the threads that ended: the search begins where the last one was found.
static bool is_known(const mph_picture *picture, int thread, size_t *place) {
  for (size_t tried = 0; tried < picture->count; tried++) {
    *place = *place + 1 < picture->count ? *place + 1 : 0;
    if (picture->threads[*place].thread == thread) return true;
  }
  return false;
}

int mph_find_new_threads(mph_picture *picture) {
  char buffer[4096] __attribute__((aligned(8)));
  MPH_RAW3(SYS_lseek, picture->task_folder, 0, SEEK_SET);
  size_t place = picture->count - 1;
  for (;;) {
    long bytes = MPH_RAW3(SYS_getdents64, picture->task_folder, buffer, sizeof buffer);
    if (bytes <= 0) return (int)-bytes;
    for (long at = 0; at < bytes; at += ((entry *)(buffer + at))->length) {
      int thread = number(((entry *)(buffer + at))->name);
      if (thread == 0 || is_known(picture, thread, &place)) continue;
      int failure = append(picture, thread);
      if (failure) return failure;
    }
  }
}

// MARK: A thread's files

static char *append_number(char *end, int value) {
  char digits[12];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

long mph_read_thread_file(const mph_picture *picture, int thread, const char *name, char *text, size_t capacity) {
  char path[32];
  char *end = append_number(path, thread);
  *end++ = '/';
  while ((*end++ = *name++)) {}
  long file = MPH_RAW4(SYS_openat, picture->task_folder, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return file;
  long length = MPH_RAW3(SYS_read, file, text, capacity - 1);
  MPH_RAW1(SYS_close, file);
  text[length > 0 ? length : 0] = 0;
  return length;
}

// The name before it, in parentheses, may hold anything.
char mph_thread_state_letter(const mph_picture *picture, int thread) {
  char text[128];
  long length = mph_read_thread_file(picture, thread, "stat", text, sizeof text);
  while (length > 0 && text[length - 1] != ')') length--;
  return length > 0 ? text[length + 1] : 0;
}

void mph_read_names(mph_picture *picture) {
  for (size_t i = 0; i < picture->count; i++) {
    mph_thread *thread = &picture->threads[i];
    long length = mph_read_thread_file(picture, thread->thread, "comm", thread->name, sizeof thread->name);
    if (length > 0 && thread->name[length - 1] == '\n') thread->name[length - 1] = 0;
  }
}
#endif

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
  if (picture->count == picture->capacity) return ENOSPC;
  mph_thread *row = &picture->threads[picture->count];
  if (row->thread) mph_clear(row, sizeof *row);  // of an attempt before
  row->thread = picture->numbers[picture->count] = thread;
  picture->stops[picture->count++] = (mph_stop){.state = MPH_RUNS, .call.number = MPH_NO_CALL};
  return 0;
}

// The folder's order is the same each time, less the threads that ended: the search begins where the last one was found.
static bool is_known(const mph_picture *picture, size_t known, int thread, size_t *place) {
  for (size_t tried = 0; tried < known; tried++) {
    *place = *place + 1 < known ? *place + 1 : 0;
    if (picture->numbers[*place] == thread) return true;
  }
  return false;
}

int mph_find_new_threads(mph_picture *picture) {
  char buffer[4096] __attribute__((aligned(8)));
  MPH_RAW3(SYS_lseek, picture->task_folder, 0, SEEK_SET);
  size_t known = picture->count, place = known - 1;
  for (;;) {
    long bytes = MPH_RAW3(SYS_getdents64, picture->task_folder, buffer, sizeof buffer);
    if (bytes <= 0) return (int)-bytes;
    for (long at = 0; at < bytes; at += ((entry *)(buffer + at))->length) {
      int thread = number(((entry *)(buffer + at))->name);
      if (thread == 0 || is_known(picture, known, thread, &place)) continue;
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

static const char *read_word(const char *text, uintptr_t *value) {
  *value = 0;
  while (*text == ' ') text++;
  if (text[0] != '0' || text[1] != 'x') return text;
  for (text += 2; *text > ' '; text++) *value = *value * 16 + (uintptr_t)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
  return text;
}

// "232 0x5 0x7f… (six arguments) stack pointer, code pointer"; "-1" and the two outside of a call; "running".
bool mph_read_system_call(const mph_picture *picture, int thread, mph_system_call *call) {
  char text[256];
  *call = (mph_system_call){.number = MPH_NO_CALL};
  long length = mph_read_thread_file(picture, thread, "syscall", text, sizeof text);
  if (length <= 0 || text[0] == 'r') return false;
  const char *at = text;
  while (*at > ' ') at++;
  bool is_call = text[0] != '-';
  for (int i = 0; is_call && i < 6; i++) at = read_word(at, &call->arguments[i]);
  if (is_call) call->number = 0;
  for (const char *digit = text; is_call && *digit >= '0'; digit++) call->number = call->number * 10 + (*digit - '0');
  at = read_word(at, &call->stack_pointer);
  read_word(at, &call->code_pointer);
  return true;
}

bool mph_accept_sleeper(mph_picture *picture, size_t i) {
  mph_thread *thread = &picture->threads[i];
  mph_system_call *call = &picture->stops[i].call;
  if (!mph_read_system_call(picture, thread->thread, call) || call->number == MPH_NO_CALL) return false;
  thread->stack_pointer = call->stack_pointer;
  thread->code_pointer = call->code_pointer;
  for (int word = 0; word < 6; word++) thread->general[word] = call->arguments[word];
  picture->stops[i].state = MPH_IN_KERNEL;
  return true;
}

static const char *find_field(const char *text, const char *name) {
  for (; *text; text++) {
    size_t i = 0;
    while (name[i] && text[i] == name[i]) i++;
    if (name[i] == 0) return text + i;
  }
  return NULL;
}

static uint64_t read_signals(const char *digit) {
  uint64_t signals = 0;
  for (; digit && *digit > ' '; digit++) signals = signals * 16 + (uint64_t)(*digit <= '9' ? *digit - '0' : *digit - 'a' + 10);
  return signals;
}

bool mph_read_status(const mph_picture *picture, int thread, mph_thread_status *status) {
  char text[4096];
  *status = (mph_thread_status){0, 0, 0};
  if (mph_read_thread_file(picture, thread, "status", text, sizeof text) <= 0) return false;
  const char *mask = find_field(text, "SigBlk:\t"), *switches = find_field(text, "\nvoluntary_ctxt_switches:\t");
  status->blocked_signals = read_signals(mask);
  status->pending_signals = read_signals(find_field(text, "SigPnd:\t"));
  for (; switches && *switches >= '0'; switches++) status->switches = status->switches * 10 + (uint64_t)(*switches - '0');
  return mask != NULL;
}

void mph_read_names(mph_picture *picture) {
  for (size_t i = 0; i < picture->count; i++) {
    mph_thread *thread = &picture->threads[i];
    long length = mph_read_thread_file(picture, thread->thread, "comm", thread->name, sizeof thread->name);
    if (length > 0 && thread->name[length - 1] == '\n') thread->name[length - 1] = 0;
  }
}
#endif

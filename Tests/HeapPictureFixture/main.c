// See fixture.h.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

unsigned ways;
int pictures;
static bool is_wrong;

static const scenario scenarios[] = {
    {"blocked-calls", blocked_calls},
    {"real-signals", real_signals},
    {"signals-while-standing", signals_while_standing},
    {"profiling-signals", profiling_signals},
    {"waiting-thread", waiting_thread},
    {"full-signal-queue", full_signal_queue},
    {"continued-process", continued_process},
    {"one-moment", one_moment},
    {"locked-sums", locked_sums},
    {"registers", registers},
    {"wound-back-call", wound_back_call},
    {"coming-threads", coming_threads},
    {"many-threads", many_threads},
    {"taken-at-once", taken_at_once},
    {"unseen-children", unseen_children},
    {"nothing-left", nothing_left},
    {"ended-main-thread", ended_main_thread},
    {"waiting-for-vfork", waiting_for_vfork},
    {"blocked-signal", blocked_signal},
    {"no-good-moment", no_good_moment},
    {"refused-ptrace", refused_ptrace},
    {"refused-reads", refused_reads},
    {"killed-copy", killed_copy},
    {"holes", holes},
    {"maps", maps},
    {"measure", measure},
    {"forking-program", forking_program},
    {"ended-taker", ended_taker},
    {"open-files", open_files},
    {"killed-program", killed_program},
};

void wrong(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  puts("");
  is_wrong = true;
}

mph_picture *take(size_t shared_bytes) {
  mph_options options = {ways, NULL, shared_bytes};
  mph_picture *picture = NULL;
  int thread = 0;
  errno = 12345;
  int failure = mph_take(&options, &picture, &thread);
  if (errno != 12345) wrong("errno became %d", errno);
  if (failure) {
    wrong("no picture: %s, thread %d", strerror(failure), thread);
    exit(1);
  }
  return picture;
}

int take_fails(const mph_options *options, int *thread) {
  mph_picture *picture = NULL;
  int failure = mph_take(options, &picture, thread);
  if (failure == 0) mph_close(picture, false);
  return failure;
}

_Noreturn void finish(void) { exit(is_wrong); }

void take_and_close(void) { mph_close(take(0), false); }

pthread_t start(void *(*body)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, argument) != 0) exit(3);
  return thread;
}

int own_thread(void) { return (int)syscall(SYS_gettid); }

// "running", "-1 …" outside of a call (in a page fault), or the call's number.
void become_blocked(int thread) {
  char path[64], first = '0';
  snprintf(path, sizeof path, "/proc/%d/syscall", thread);
  for (;;) {
    FILE *file = fopen(path, "r");
    bool is_read = file && fread(&first, 1, 1, file) == 1;
    if (file) fclose(file);
    if (!is_read || (first >= '0' && first <= '9')) return;
    usleep(1000);
  }
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  sigset_t none;  // whoever starts it may block some
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  ways = (unsigned)atoi(arguments[2]);
  pictures = atoi(arguments[3]);
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
    if (strcmp(scenarios[i].name, arguments[1]) != 0) continue;
    scenarios[i].run();
    finish();
  }
  return 2;
}
#else
int main(void) { return 0; }
#endif

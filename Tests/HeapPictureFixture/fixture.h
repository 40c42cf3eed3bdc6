// A program whose pictures are taken: `heap-picture-fixture SCENARIO WAYS PICTURES`. It prints what went wrong, a line each, and ends
// with status 1 if anything did.
#ifndef FIXTURE_H
#define FIXTURE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "CHeapPicture.h"

extern unsigned ways;
extern int pictures;

void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define EXPECT(condition) ((condition) ? (void)0 : wrong("%s:%d: %s", __func__, __LINE__, #condition))

// A picture that must succeed; errno must be as before.
mph_picture *take(size_t shared_bytes);
void take_and_close(void);
pthread_t start(void *(*body)(void *), void *argument);
_Noreturn void finish(void);  // ends the program with its status
void become_blocked(int thread);  // waits until the thread sleeps in a system call
int own_thread(void);
int take_fails(const mph_options *options, int *thread);  // what it gives; a picture that there is all the same is closed

typedef struct {
  const char *name;
  void (*run)(void);
} scenario;

// Each file's own.
void blocked_calls(void), real_signals(void), signals_while_standing(void);
void profiling_signals(void), waiting_thread(void), full_signal_queue(void), continued_process(void);
void one_moment(void), locked_sums(void), registers(void), wound_back_call(void);
void coming_threads(void), many_threads(void), taken_at_once(void), unseen_children(void), nothing_left(void);
void ended_main_thread(void), waiting_for_vfork(void), blocked_signal(void), no_good_moment(void);
void refused_ptrace(void), refused_reads(void), killed_copy(void), holes(void), maps(void), measure(void);
void forking_program(void), ended_taker(void), open_files(void), killed_program(void);

#endif

// The signal that stops threads: SIGPROF, whose handler waits and then continues what it interrupted.
//
// The handler is there for the time of a pause, and for good once a signal may still be on its way. It touches the picture only between
// counting `inside` up and down, and only if the pause that its signal is of is still on: then the picture is mapped.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ucontext.h>

#include "interrupted.h"
#include "signal_handler.h"

enum { MAGIC = 0x6d7068 };

uint32_t mph_arrivals;
static uint32_t pause_number;  // the pause that is on, or the next
static mph_picture *stopping;
static uint32_t inside;  // handlers that touch the picture
static struct sigaction before;
static bool stays_installed;

// MARK: The handler

static bool is_own(const siginfo_t *info) { return info->si_code == SI_QUEUE && info->si_errno == MAGIC; }
// Without what it was sent with: the queue was full (RLIMIT_SIGPENDING). The kernel says nothing else of anybody's.
static bool is_bare(const siginfo_t *info) { return info->si_code == SI_USER && info->si_pid == 0 && info->si_uid == 0; }
static uint32_t pause_of(const siginfo_t *info) { return (uint32_t)((uintptr_t)info->si_value.sival_ptr >> 32); }

static bool is_on(uint32_t number) { return __atomic_load_n(&pause_number, __ATOMIC_SEQ_CST) == number; }

// Copies what the thread was in, unless the pause is over.
static void arrive(const siginfo_t *info, const ucontext_t *context, mph_system_call *call) {
  __atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST);
  bool is_awaited = is_on(pause_of(info));
  if (is_awaited) {
    size_t i = (uint32_t)(uintptr_t)info->si_value.sival_ptr;
    mph_stop *stop = &stopping->stops[i];
    *call = stop->call;
    if (stop->state != MPH_STANDS) mph_read_interrupted(&stopping->threads[i], context);
    stop->is_signalled = 0;
    __atomic_store_n(&stop->state, MPH_STANDS, __ATOMIC_RELEASE);
  }
  __atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
  if (is_awaited) mph_change(&mph_arrivals, __atomic_add_fetch(&mph_arrivals, 1, __ATOMIC_SEQ_CST));
}

static void die(int signal) {
  sigaction(signal, &before, NULL);
  MPH_RAW3(SYS_tgkill, MPH_RAW1(SYS_getpid, 0), MPH_RAW1(SYS_gettid, 0), signal);  // delivered when the handler returns
}

// With the mask that the program's handler expects.
static void set_mask_of_program(const ucontext_t *context) {
  sigset_t mask;
  sigorset(&mask, &context->uc_sigmask, &before.sa_mask);
  if (!(before.sa_flags & SA_NODEFER)) sigaddset(&mask, SIGPROF);
  MPH_RAW4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof(uint64_t));
}

// A signal of the program's own.
static void pass_on(int signal, siginfo_t *info, void *context) {
  set_mask_of_program(context);
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL) {
    if (!is_bare(info)) die(signal);
  } else if (before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  }
}

// All signals are blocked here; while the thread continues its call they are as it had them. So it does also when the signal comes late,
// after its pause.
static void handle(int signal, siginfo_t *info, void *raw_context) {
  ucontext_t *context = raw_context;
  mph_system_call call = {.number = MPH_NO_CALL};
  if (!is_own(info)) return pass_on(signal, info, context);
  arrive(info, context, &call);
  while (is_on(pause_of(info))) mph_wait_for_change(&pause_number, pause_of(info), MPH_SECOND);
  mph_continue_interrupted(context, &call);
}

// MARK: Installing

static bool is_ours(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == handle;
}

void mph_install_handler(mph_picture *picture) {
  stopping = picture;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART}, old;
  sigfillset(&action.sa_mask);
  sigaction(SIGPROF, NULL, &old);
  if (!is_ours(&old)) {
    before = old;
    sigaction(SIGPROF, &action, NULL);
  }
}

// A thread that stands has got one of two signals: the kernel keeps a second one apart only when it came after the first was taken.
static void look_for_second_signals(mph_picture *picture) {
  mph_thread_status status;
  for (size_t i = 1; i < picture->count; i++) {
    mph_stop *stop = &picture->stops[i];
    if (stop->state != MPH_STANDS || !stop->is_sent_again) continue;
    bool is_read = mph_read_status(picture, picture->threads[i].thread, &status);
    stop->is_signalled = !is_read || mph_holds_stop(status.pending_signals);
  }
}

void mph_release_handlers(mph_picture *picture) {
  look_for_second_signals(picture);
  mph_change(&pause_number, pause_number + 1);
  while (__atomic_load_n(&inside, __ATOMIC_SEQ_CST)) MPH_RAW1(SYS_sched_yield, 0);
  for (size_t i = 1; i < picture->count; i++)
    if (picture->stops[i].is_signalled && picture->stops[i].state != MPH_GONE) stays_installed = true;
}

void mph_uninstall_handler(void) {
  struct sigaction now;
  sigaction(SIGPROF, NULL, &now);
  if (!stays_installed && is_ours(&now)) sigaction(SIGPROF, &before, NULL);
}

long mph_signal_thread(mph_picture *picture, size_t i) {
  siginfo_t info = {.si_signo = SIGPROF, .si_code = SI_QUEUE, .si_errno = MAGIC};
  info.si_pid = picture->process;
  info.si_value.sival_ptr = (void *)((uintptr_t)pause_number << 32 | i);
  picture->stops[i].is_sent_again = picture->stops[i].is_signalled;
  picture->stops[i].is_signalled = 1;
  long result = MPH_RAW4(SYS_rt_tgsigqueueinfo, picture->process, picture->threads[i].thread, SIGPROF, &info);
  if (result < 0) picture->stops[i].is_signalled = 0;
  return result;
}
#endif

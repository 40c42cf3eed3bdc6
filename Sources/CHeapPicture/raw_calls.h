// System calls without the C library: no errno, no cancellation, no symbol that the loader would look up. For what runs while other
// threads stand, in the tracer and in the frozen copy; a failure is the negated errno value.
#ifndef MPH_RAW_CALLS_H
#define MPH_RAW_CALLS_H

#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

#if defined(__x86_64__)
static inline long mph_raw(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
static inline long mph_raw(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#else
#error "no system calls for this processor"
#endif

#define MPH_WORD(value) ((long)(uintptr_t)(value))
#define MPH_RAW1(n, a) mph_raw(n, MPH_WORD(a), 0, 0, 0, 0, 0)
#define MPH_RAW2(n, a, b) mph_raw(n, MPH_WORD(a), MPH_WORD(b), 0, 0, 0, 0)
#define MPH_RAW3(n, a, b, c) mph_raw(n, MPH_WORD(a), MPH_WORD(b), MPH_WORD(c), 0, 0, 0)
#define MPH_RAW4(n, a, b, c, d) mph_raw(n, MPH_WORD(a), MPH_WORD(b), MPH_WORD(c), MPH_WORD(d), 0, 0)
#define MPH_RAW6(n, a, b, c, d, e, f) \
  mph_raw(n, MPH_WORD(a), MPH_WORD(b), MPH_WORD(c), MPH_WORD(d), MPH_WORD(e), MPH_WORD(f))

enum { MPH_MICROSECOND = 1000, MPH_MILLISECOND = 1000 * 1000, MPH_SECOND = 1000 * 1000 * 1000 };

// As memset, whose symbol might have to be looked up.
static inline void mph_clear(void *target, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) ((volatile char *)target)[i] = 0;
}

static inline uint64_t mph_now(void) {  // nanoseconds
  struct timespec now;
  MPH_RAW2(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * MPH_SECOND + (uint64_t)now.tv_nsec;
}

static inline void mph_sleep(long nanoseconds) {
  struct timespec time = {nanoseconds / MPH_SECOND, nanoseconds % MPH_SECOND};
  MPH_RAW2(SYS_nanosleep, &time, 0);
}

// Until the word is no longer `value`, at most so long; also for nothing.
static inline void mph_wait_for_change(uint32_t *word, uint32_t value, long nanoseconds) {
  struct timespec limit = {nanoseconds / MPH_SECOND, nanoseconds % MPH_SECOND};
  MPH_RAW4(SYS_futex, word, FUTEX_WAIT, value, &limit);
}

static inline void mph_change(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
  MPH_RAW3(SYS_futex, word, FUTEX_WAKE, INT32_MAX);
}

#endif

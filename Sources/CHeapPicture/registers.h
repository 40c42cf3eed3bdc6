// A thread's registers, as the kernel gives them for each processor, and what was interrupted.
#ifndef MPH_REGISTERS_H
#define MPH_REGISTERS_H

#include "stopping.h"

// Before the stop: the call that the thread sleeps in, where its registers will not tell all of it.
void mph_note_call(mph_picture *picture, size_t i);

// The registers of a thread that stands by ptrace, into its row. A system call that the stop made return EINTR begins anew when the
// thread goes on, unless a signal handler runs. False: the thread is gone.
bool mph_read_traced(mph_thread *thread, mph_stop *stop);

// Of the calling function: what it was called with and what its callers keep in registers.
#define MPH_READ_OWN(row)                                                                                  \
  do {                                                                                                     \
    MPH_STORE_OWN_REGISTERS((row)->general);                                                               \
    (row)->frame_pointer = (uintptr_t)__builtin_frame_address(0);                                          \
    (row)->code_pointer = (uintptr_t)__builtin_return_address(0);                                          \
    (row)->stack_pointer = (row)->general[0];                                                              \
    (row)->has_registers = true;                                                                           \
    (row)->thread_pointer = mph_own_thread_pointer();                                                      \
  } while (0)

#if defined(__x86_64__)
// The first word is the stack pointer; then those that a function keeps for its caller.
#define MPH_STORE_OWN_REGISTERS(words)                                                                       \
  __asm__ volatile(                                                                                          \
      "movq %%rsp, (%0)\n movq %%rbx, 8(%0)\n movq %%rbp, 16(%0)\n movq %%r12, 24(%0)\n movq %%r13, 32(%0)\n" \
      "movq %%r14, 40(%0)\n movq %%r15, 48(%0)\n"                                                            \
      :                                                                                                      \
      : "r"(words)                                                                                           \
      : "memory")
static inline uintptr_t mph_own_thread_pointer(void) {
  uintptr_t pointer;
  __asm__("movq %%fs:0, %0" : "=r"(pointer));
  return pointer;
}
#elif defined(__aarch64__)
#define MPH_STORE_OWN_REGISTERS(words)                                                                \
  do {                                                                                                \
    uintptr_t stack_;                                                                                 \
    __asm__ volatile(                                                                                 \
        "mov %0, sp\n str %0, [%1]\n stp x19, x20, [%1, 16]\n stp x21, x22, [%1, 32]\n"              \
        "stp x23, x24, [%1, 48]\n stp x25, x26, [%1, 64]\n stp x27, x28, [%1, 80]\n"                 \
        "stp x29, x30, [%1, 96]\n stp d8, d9, [%1, 112]\n stp d10, d11, [%1, 128]\n"                 \
        "stp d12, d13, [%1, 144]\n stp d14, d15, [%1, 160]\n"                                         \
        : "=&r"(stack_)                                                                               \
        : "r"(words)                                                                                  \
        : "memory");                                                                                  \
  } while (0)
static inline uintptr_t mph_own_thread_pointer(void) { return (uintptr_t)__builtin_thread_pointer(); }
#endif

#endif

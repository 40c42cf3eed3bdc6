// Values that are nowhere but in a thread's registers.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Half of each value is in memory; the whole is only in the register.
static const uintptr_t MASK = 0x5a5a5a5a5a5a5a5a;
static volatile uintptr_t halves[4] = {0x1111222233334444, 0x2222333344445555, 0x3333444455556666, 0x4444555566667777};
static volatile int is_over;
static int pipes[2];
static volatile int threads[4];
static volatile uintptr_t thread_blocks[4];

#if defined(__x86_64__)
#define SPIN(load) \
  __asm__ volatile(load "\n1: cmpl $0, (%0)\n je 1b" ::"r"(&is_over), "r"(halves), "r"(MASK) : "rbx", "rax", "xmm9", "cc", "memory")
#define KEEP_GENERAL "movq (%1), %%rbx\n xorq %2, %%rbx"
#define KEEP_VECTOR "movq 8(%1), %%rax\n xorq %2, %%rax\n movq %%rax, %%xmm9\n xorl %%eax, %%eax"
static void read_with_register(char *byte) {
  long result;
  __asm__ volatile("movq 16(%1), %%rbx\n xorq %2, %%rbx\n syscall\n xorl %%ebx, %%ebx"
                   : "=a"(result)
                   : "r"(halves), "r"(MASK), "a"(0), "D"(pipes[0]), "S"(byte), "d"(1)
                   : "rbx", "rcx", "r11", "memory");
  if (result != 1) wrong("the read gave %ld", result);
}
#else
#define SPIN(load) \
  __asm__ volatile(load "\n1: ldr w9, [%0]\n cbz w9, 1b" ::"r"(&is_over), "r"(halves), "r"(MASK) : "x19", "x9", "v9", "memory")
#define KEEP_GENERAL "ldr x19, [%1]\n eor x19, x19, %2"
#define KEEP_VECTOR "ldr x9, [%1, 8]\n eor x9, x9, %2\n fmov d9, x9"
static void read_with_register(char *byte) {
  register long number __asm__("x8") = 63;
  register long file __asm__("x0") = pipes[0];
  register char *target __asm__("x1") = byte;
  register long count __asm__("x2") = 1;
  __asm__ volatile("ldr x19, [%4, 16]\n eor x19, x19, %5\n svc 0\n mov x19, 0"
                   : "+r"(file)
                   : "r"(number), "r"(target), "r"(count), "r"(halves), "r"(MASK)
                   : "x19", "memory");
  if (file != 1) wrong("the read gave %ld", file);
}
#endif

static void note_thread(int i) {
  thread_blocks[i] = (uintptr_t)pthread_self();
  threads[i] = own_thread();
}

static void *keep_general(void *argument) {
  note_thread(0);
  SPIN(KEEP_GENERAL);
  return argument;
}

static void *keep_vector(void *argument) {
  note_thread(1);
  SPIN(KEEP_VECTOR);
  return argument;
}

static void *keep_in_call(void *argument) {
  char byte;
  note_thread(2);
  read_with_register(&byte);
  return argument;
}

static bool holds(const uintptr_t *words, int count, uintptr_t value) {
  for (int i = 0; i < count; i++)
    if (words[i] == value) return true;
  return false;
}

static void check(const mph_thread *row) {
  for (int i = 0; i < 3; i++) {
    if (threads[i] != row->thread) continue;
    uintptr_t value = halves[i] ^ MASK;
    bool is_there = i == 1 ? holds(row->extended, MPH_EXTENDED_REGISTERS, value) : holds(row->general, MPH_GENERAL_REGISTERS, value);
    if (!is_there) wrong("the value of thread %d is missing", i);
    EXPECT(row->has_registers);
    EXPECT(row->stack_pointer < thread_blocks[i] && thread_blocks[i] - row->stack_pointer < 16 << 20);
#if defined(__x86_64__)
    EXPECT(row->thread_pointer == thread_blocks[i]);
#endif
  }
}

void registers(void) {
  void *(*bodies[])(void *) = {keep_general, keep_vector, keep_in_call};
  pthread_t handles[3];
  if (pipe(pipes) != 0) abort();
  for (int i = 0; i < 3; i++) handles[i] = start(bodies[i], NULL);
  pthread_setname_np(handles[1], "fifteen letters");
  while (!threads[0] || !threads[1] || !threads[2]) usleep(100);
  become_blocked(threads[2]);
  usleep(1000);  // the others load their registers
  for (int i = 0; i < pictures; i++) {
    size_t count = 0;
    mph_picture *picture = take(0);
    const mph_thread *rows = mph_threads(picture, &count);
    EXPECT(count == 4);
    EXPECT(rows[0].thread == getpid() && rows[0].stack_pointer < (uintptr_t)&picture);
    EXPECT(strcmp(rows[2].name, "fifteen letters") == 0);
    for (size_t row = 0; row < count; row++) check(&rows[row]);
    mph_close(picture, false);
  }
  is_over = 1;
  EXPECT(write(pipes[1], "x", 1) == 1);
  for (int i = 0; i < 3; i++) pthread_join(handles[i], NULL);
}
#endif

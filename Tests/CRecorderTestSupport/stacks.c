// Stacks of kinds that Swift cannot make by itself: C callbacks, frames written in assembler.
#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

#include "CRecorderTestSupport.h"

static int compare_and_walk(const void *left, const void *right, void *context) {
  walk_both_ways(context);
  return *(const int *)left - *(const int *)right;
}

bool walk_inside_qsort(walk_pair *pair) {
  int numbers[64];
  for (int index = 0; index < 64; index++) numbers[index] = index * 37 % 64;
  qsort_r(numbers, 64, sizeof *numbers, compare_and_walk, pair);
  return true;
}

static void walk_in_function(void *context, int count, void **values) {
  walk_pair *(*user_data)(void *) = dlsym(RTLD_DEFAULT, "sqlite3_user_data");
  (void)count, (void)values;
  walk_both_ways(user_data(context));
}

bool walk_inside_sqlite_function(walk_pair *pair) {
  enum { UTF8 = 1 };
  if (!dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_GLOBAL)) return false;
  int (*open)(const char *, void **) = dlsym(RTLD_DEFAULT, "sqlite3_open");
  int (*create)(void *, const char *, int, int, void *, void (*)(void *, int, void **), void *, void *) =
      dlsym(RTLD_DEFAULT, "sqlite3_create_function");
  int (*execute)(void *, const char *, void *, void *, void *) = dlsym(RTLD_DEFAULT, "sqlite3_exec");
  int (*close)(void *) = dlsym(RTLD_DEFAULT, "sqlite3_close");
  void *database = NULL;
  bool done = open(":memory:", &database) == 0 &&
              create(database, "walk", 1, UTF8, pair, walk_in_function, NULL, NULL) == 0 &&
              execute(database, "create table t(a); insert into t values (3), (1), (2);"
                      "select a from t where walk(a) is null order by a desc", NULL, NULL, NULL) == 0;
  close(database);
  return done;
}

#if defined(__x86_64__)
// What gcc writes for a function with over-aligned locals: the old stack pointer is kept in the frame, and the
// frame pointer's chain passes through a copy of the return address.
void call_realigned(walk_pair *pair, void (*function)(walk_pair *));
__asm__(".text\n.balign 16\n.globl call_realigned\n.hidden call_realigned\n.type call_realigned, @function\n"
        "call_realigned: .cfi_startproc\n"
        "lea 8(%rsp), %r10\n.cfi_def_cfa 10, 0\n"
        "and $-128, %rsp\n"
        "push -8(%r10)\n"
        "push %rbp\n"
        "mov %rsp, %rbp\n.cfi_escape 0x10, 0x06, 0x02, 0x76, 0x00\n"
        "push %r10\n.cfi_escape 0x0f, 0x03, 0x76, 0x78, 0x06\n"
        "sub $104, %rsp\n"
        "call *%rsi\n"
        "mov -8(%rbp), %r10\n.cfi_def_cfa 10, 0\n"
        "leave\n"
        "lea -8(%r10), %rsp\n.cfi_def_cfa 7, 8\n"
        "ret\n.cfi_endproc\n.size call_realigned, . - call_realigned\n");

bool walk_inside_realigned_frame(walk_pair *pair) {
  call_realigned(pair, walk_both_ways);
  return true;
}
#else
bool walk_inside_realigned_frame(walk_pair *pair) {
  (void)pair;
  return false;
}
#endif

// What swiftc writes for an async function: its context is kept right below the frame pointer.
#if defined(__aarch64__)
__asm__(".text\n.balign 16\n.globl call_in_async_frame\n.hidden call_in_async_frame\n.type call_in_async_frame, %function\n"
        "call_in_async_frame: .cfi_startproc\n"
        "sub sp, sp, #48\n.cfi_def_cfa_offset 48\n"
        "stp x29, x30, [sp, #32]\n.cfi_offset 30, -8\n.cfi_offset 29, -16\n"
        "str x22, [sp, #8]\n"
        "mov x22, x0\n"
        "str x22, [sp, #24]\n"
        "add x29, sp, #32\n.cfi_def_cfa 29, 16\n"
        "blr x1\n"
        "ldr x22, [sp, #8]\n"
        "ldp x29, x30, [sp, #32]\n"
        "add sp, sp, #48\n.cfi_def_cfa 31, 0\n.cfi_restore 29\n.cfi_restore 30\n"
        "ret\n.cfi_endproc\n.size call_in_async_frame, . - call_in_async_frame\n");
#else
__asm__(".text\n.balign 16\n.globl call_in_async_frame\n.hidden call_in_async_frame\n.type call_in_async_frame, @function\n"
        "call_in_async_frame: .cfi_startproc\n"
        "mov %r14, %rax\n"
        "mov %rdi, %r14\n"
        "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset 6, -16\n"
        "push %r14\n"
        "lea 8(%rsp), %rbp\n.cfi_def_cfa 6, 16\n"
        "push %rax\n"
        "call *%rsi\n"
        "mov -16(%rbp), %r14\n"
        "mov %rbp, %rsp\n"
        "pop %rbp\n.cfi_def_cfa 7, 8\n"
        "ret\n.cfi_endproc\n.size call_in_async_frame, . - call_in_async_frame\n");
#endif

void function_without_entry(void);  // No directives of call-frame information:
__asm__(".text\n.globl function_without_entry\n.hidden function_without_entry\nfunction_without_entry:\n"
        "nop\nnop\nnop\nnop\nret\n");

uintptr_t address_without_entry(void) { return (uintptr_t)function_without_entry + 4; }

#endif

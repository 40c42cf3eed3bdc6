// The functions of bare.c and promised.c that stand in libc's place: included behind their `allocated` and `released`.
void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
void __libc_free(void *);

void *malloc(size_t size) {
  void *block = __libc_malloc(size);
  allocated(block, size, __builtin_frame_address(0));
  return block;
}

void *calloc(size_t number, size_t size) {
  void *block = __libc_calloc(number, size);
  allocated(block, number * size, __builtin_frame_address(0));
  return block;
}

void *realloc(void *block, size_t size) {
  released(block);
  void *moved = __libc_realloc(block, size);
  allocated(moved, size, __builtin_frame_address(0));
  return moved;
}

void free(void *block) {
  released(block);
  __libc_free(block);
}

// The libc symbols.

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The task-local value that carries the scope of async code.
import CAllocationRecorder

enum TaskScope {
  static func push(_ scope: mpr_scope_reference) {
    mpr_scope_push(scope, unsafeBitCast(mpr_scope_reference.self as Any.Type, to: UnsafeRawPointer.self))
  }

  static func pop() { mpr_scope_pop() }
}

/// The calling task's identity; nil outside tasks.
func currentTask() -> UnsafeRawPointer? { mpr_current_task() }
#endif

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The task-local value that carries the scope. `TaskLocal.withValue` would need the body in a closure, which a body
// macro cannot afford (inout and consuming parameters, typed throws), so push and pop are called as it calls them:
// strictly nested, on the task itself. Both are in the Swift runtime's stable ABI.
import CAllocationRecorder

enum TaskScope {
  private final class Key: Sendable {}
  /// The runtime compares the pointer and never looks inside.
  private static let key: UnsafeRawPointer = {
    let key = UnsafeRawPointer(Unmanaged.passRetained(Key()).toOpaque())
    mpr_set_task_local_key(key)
    return key
  }()

  static func push(_ scope: mpr_scope_reference) { withoutRecording { pushValue(key, scope) } }
  static func pop() { withoutRecording { popValue() } }
}

@_silgen_name("swift_task_localValuePush")
private func pushValue<Value>(_ key: UnsafeRawPointer, _ value: __owned Value)

@_silgen_name("swift_task_localValuePop")
private func popValue()

/// The calling task's identity; nil outside tasks.
@_silgen_name("swift_task_getCurrent")
func currentTask() -> UnsafeRawPointer?
#endif

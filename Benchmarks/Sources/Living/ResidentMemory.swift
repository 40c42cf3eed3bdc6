import Glibc

/// The process's resident memory, in bytes.
public enum ResidentMemory {
  public static var now: Int { kilobytes("VmRSS:") * 1024 }
  /// The highest since `resetPeak`.
  public static var peak: Int { kilobytes("VmHWM:") * 1024 }

  public static func resetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  private static func kilobytes(_ name: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, CInt(line.count), file) != nil {
      if strncmp(line, name, name.utf8.count) == 0 {
        return line.withUnsafeBufferPointer { atol($0.baseAddress! + name.utf8.count) }
      }
    }
    return 0
  }
}

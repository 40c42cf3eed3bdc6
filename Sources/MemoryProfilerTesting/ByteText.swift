// Amounts as failures print them: as people read them and, because limits are exact, to the byte.
import Reports

/// `20.0 MiB (20,971,520 B)`
func bytesText(_ bytes: Int) -> String {
  let short = memoryText(Double(bytes))
  return short.hasSuffix(" B") ? short : "\(short) (\(bytes.grouped) B)"
}

/// `1 block`, `1,024 blocks`
func countText(_ count: Int, _ noun: String) -> String { "\(count.grouped) \(noun)\(count == 1 ? "" : "s")" }

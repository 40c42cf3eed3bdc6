import CPairs

/// CPU time of one malloc and its free, called `depth` calls below this one. The first tenth warms up.
func nanosecondsPerPair(depth: Int, count: Int) -> Double {
  pairs_at_depth(Int32(depth), count / 10 + 1)
  let start = cpu_nanoseconds()
  pairs_at_depth(Int32(depth), count)
  return (cpu_nanoseconds() - start) / Double(count)
}

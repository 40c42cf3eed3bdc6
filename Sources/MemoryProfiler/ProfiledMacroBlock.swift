/// What `#profile { … }` calls: runs `body` as one profiled execution and prints its table when it returns or throws.
///
/// Not meant to be written by hand.
@discardableResult
public func profiledBlock<Result: ~Copyable, Failure: Error>(
  _ source: ProfiledSource, options: ProfileOptions = ProfileOptions(),
  _ body: (LineProbe) throws(Failure) -> Result
) throws(Failure) -> Result {
  let probe = LineProbe.begin(source, options: options.printingEachCall)
  defer { probe.end() }
  return try body(probe)
}

/// The same for async code; the lane follows the task that runs it.
@discardableResult
public func profiledBlock<Result: ~Copyable, Failure: Error>(
  _ source: ProfiledSource, options: ProfileOptions = ProfileOptions(),
  isolation: isolated (any Actor)? = #isolation,
  _ body: (LineProbe) async throws(Failure) -> Result
) async throws(Failure) -> Result {
  let probe = LineProbe.beginAsync(source, options: options.printingEachCall)
  defer { probe.end() }
  return try await body(probe)
}

extension ProfileOptions {
  /// A block has no name to add its calls up under: it prints each time.
  fileprivate var printingEachCall: ProfileOptions {
    var options = self
    options.report = .eachCall
    return options
  }
}

import ArgumentParser

/// How much of a list to show.
struct LimitOption: ParsableArguments {
  @Option(help: "How many to show; 0 for all.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 0 {
      throw ValidationError("There is no limit of \(limit): give 0 for all, or a number above it")
    }
  }

  /// nil for all.
  func rows(_ unlessGiven: Int) -> Int? { limit == 0 ? nil : limit ?? unlessGiven }
}

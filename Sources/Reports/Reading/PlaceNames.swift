import Snapshots

/// What places are called; put together for those that are shown.
struct PlaceNames {
  private let keys: [PlaceTotals.Key]
  private let weights: [Int]
  private let frames: [SourceFrame]
  private var framesOfPlace: [[Int]]

  init(_ keys: [PlaceTotals.Key], _ placeOfFrame: [Int?], _ weights: [Int], _ frames: [SourceFrame]) {
    (self.keys, self.weights, self.frames) = (keys, weights, frames)
    framesOfPlace = Array(repeating: [], count: keys.count)
    for (frame, place) in placeOfFrame.enumerated() {
      if let place { framesOfPlace[place].append(frame) }
    }
  }

  subscript(place: Int) -> SourcePlace {
    if case .traceback(let numbers, let isTruncated) = keys[place] {
      return SourcePlace(frames: numbers.map { frames[$0] }, isTruncated: isTruncated)
    }
    let functions = Set(framesOfPlace[place].map { frames[$0].function })
    return SourcePlace(frames: [largestFrame(of: place)], otherFunctions: functions.count - 1)
  }

  /// Of places alike in everything else: by their frames, tracebacks as they come, since comparing frames takes long.
  func comesFirst(_ left: Int, _ right: Int) -> Bool {
    if case .traceback = keys[left] { return left < right }
    return largestFrame(of: left) < largestFrame(of: right)
  }

  private func largestFrame(of place: Int) -> SourceFrame {
    let largest = framesOfPlace[place].max { (weights[$0], frames[$1]) < (weights[$1], frames[$0]) }
    return largest.map { frames[$0] } ?? .unknown
  }
}

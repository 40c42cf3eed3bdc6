import Reports
import Snapshots
import Testing

/// Validated against https://www.speedscope.app/file-format-schema.json when it was written down here.
@Test func speedscopeHasTwoSampledProfilesOverTheSameFrames() {
  #expect(
    text(exported.speedscopeFile(named: "App \"1\"")) == #"""
      {"$schema":"https://www.speedscope.app/file-format-schema.json","name":"App \"1\"","activeProfileIndex":0,"shared":{"frames":[
      {"name":"main","file":"/app/main.swift","line":7},
      {"name":"load(_:)","file":"/app/a.swift","line":12},
      {"name":"read","file":"/app/a.swift","line":3},
      {"name":"<truncated>"},
      {"name":"load(_:)","file":"/app/a.swift","line":30},
      {"name":"<unknown>"}]},"profiles":[{"type":"sampled","name":"Bytes","unit":"bytes","startValue":0,"endValue":65,"samples":[
      [0,1,2],
      [3,0,4],
      [5]],"weights":[48,10,7]},{"type":"sampled","name":"Allocations","unit":"none","startValue":0,"endValue":4,"samples":[
      [0,1,2],
      [3,0,4],
      [5]],"weights":[2,1,1]}]}

      """#)
}

@Test func temporaryBlocksHaveNoBytesSoSpeedscopeShowsTheirNumberFirst() {
  let file = text(exported.speedscopeFile(named: "", of: \.temporary))
  #expect(file.contains(#""activeProfileIndex":1"#))
  #expect(file.contains(#""endValue":0,"samples":[],"weights":[]"#))
  #expect(file.contains("\"endValue\":5,\"samples\":[\n[0,1,2],\n[3]],\"weights\":[1,4]"))
}

@Test func speedscopeLeavesOutWhatIsNotPositive() {
  let changes = snapshot(ofFunctions: [("a", total(-2, -3)), ("b", total(0, 5)), ("c", total(1, 0))])
  let file = text(changes.speedscopeFile(named: ""))
  #expect(file.contains("\"endValue\":5,\"samples\":[\n[1]],\"weights\":[5]"))
  #expect(file.contains("\"endValue\":1,\"samples\":[\n[2]],\"weights\":[1]"))
}

@Test func equalStacksAreOneSample() {
  let twice = snapshot(ofFunctions: [("a", total(1, 3)), ("a", total(2, 4))])
  #expect(text(twice.speedscopeFile(named: "")).contains("\"samples\":[\n[0]],\"weights\":[7]"))
}

@Test func anEmptySnapshotIsASpeedscopeFileWithoutSamples() {
  let file = text(emptySnapshot.speedscopeFile(named: "x"))
  #expect(file.contains(#""activeProfileIndex":0,"shared":{"frames":[]}"#))
  #expect(file.hasSuffix("\"samples\":[],\"weights\":[]}]}\n"))
}

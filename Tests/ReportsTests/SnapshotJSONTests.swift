import Reports
import Snapshots
import Testing

@Test func jsonHoldsTheWholeSnapshot() {
  #expect(
    text(exported.json()) == #"""
      {"format":"swift-memory-profiler snapshot","version":1,"creationTime":1795224774.025000000,"maximumFrames":2,"totals":{"live":{"blocks":4,"bytes":65},"total":{"blocks":11,"bytes":537},"peakBytes":100,"droppedBlocks":2,"droppedTracebacks":1,"ownBytes":4096},"images":[
      {"path":"/app/App","buildID":"01ab","loadBias":"0x1000","segments":[["0x1000","0x2000"],["0x2000","0x3000"]]},
      {"path":"/lib/libc.so.6","buildID":"","loadBias":"0x8000","segments":[["0x8000","0x9000"]]}],"types":[
      "App.Item"],"addresses":[
      {"address":"0x1031","isReturnAddress":true,"image":0,"frames":[0]},
      {"address":"0x1011","isReturnAddress":true,"image":0,"frames":[1,2]},
      {"address":"0x1021","isReturnAddress":true,"image":0,"frames":[3]},
      {"address":"0x1040","isReturnAddress":false,"image":0,"frames":[4]},
      {"address":"0x8011","isReturnAddress":true,"image":1,"frames":[5]}],"frames":[
      {"function":"swift_alloc","file":"App","line":0},
      {"function":"read","file":"/app/a.swift","line":3},
      {"function":"load(_:)","file":"/app/a.swift","line":12},
      {"function":"main","file":"/app/main.swift","line":7},
      {"function":"load(_:)","file":"/app/a.swift","line":30},
      {"function":"qsort","file":"libc.so.6","line":0},
      {"function":"<unknown>","file":"<unknown>","line":0}],"sites":[
      {"addresses":[0,1,2],"frames":[1,2,3],"isTruncated":false,"live":{"blocks":2,"bytes":48},"total":{"blocks":5,"bytes":120},"peak":{"blocks":3,"bytes":72},"temporaryBlocks":1,"liveByType":[{"type":0,"blocks":1,"bytes":24}]},
      {"addresses":[3,2],"frames":[4,3],"isTruncated":true,"live":{"blocks":1,"bytes":10},"total":{"blocks":1,"bytes":10},"peak":{"blocks":0,"bytes":0},"temporaryBlocks":0,"liveByType":[]},
      {"addresses":[4],"frames":[5],"isTruncated":false,"live":{"blocks":0,"bytes":0},"total":{"blocks":4,"bytes":400},"peak":{"blocks":0,"bytes":0},"temporaryBlocks":4,"liveByType":[]},
      {"addresses":[],"frames":[6],"isTruncated":false,"live":{"blocks":1,"bytes":7},"total":{"blocks":1,"bytes":7},"peak":{"blocks":0,"bytes":0},"temporaryBlocks":0,"liveByType":[]}],"blocks":[
      {"address":"0x7f00","bytes":24,"site":0,"type":0}]}

      """#)
}

@Test func jsonEscapesWhatItMustAndNothingElse() {
  let hostile = snapshot(ofFunctions: [("\"\\/\n\r\t\u{0}\u{1F}\u{7F}größe 🧵\u{2028};", total(-1, -2))])
  let file = text(hostile.json())
  #expect(file.contains(#"{"function":"\"\\/\u000a\u000d\u0009\u0000\u001f"# + "\u{7F}größe 🧵\u{2028};\",\"file\""))
  #expect(file.contains(#""live":{"blocks":-1,"bytes":-2}"#))
}

@Test func anEmptySnapshotIsACompleteJSONObject() {
  #expect(
    text(emptySnapshot.json()) == #"""
      {"format":"swift-memory-profiler snapshot","version":1,"creationTime":0.000000000,"maximumFrames":256,"totals":{"live":{"blocks":0,"bytes":0},"total":{"blocks":0,"bytes":0},"peakBytes":0,"droppedBlocks":0,"droppedTracebacks":0,"ownBytes":0},"images":[],"types":[],"addresses":[],"frames":[],"sites":[],"blocks":[]}

      """#)
}

@Test func whatIsNotKnownIsNull() {
  var unlisted = Snapshot(sites: sites, maximumFrames: 1, creationTime: .zero)
  unlisted.blocks = [LiveBlock(address: .max, bytes: 1, site: 3)]
  let file = text(unlisted.symbolized(names: [:]).json())
  #expect(file.contains(#"{"address":"0x1031","isReturnAddress":true,"image":null,"frames":[0]}"#))
  #expect(file.contains(#"{"address":"0xffffffffffffffff","bytes":1,"site":3,"type":null}"#))
}

@Test func timesBeforeTheEpochAreExactToo() {
  let old = Snapshot(sites: [], maximumFrames: 1, creationTime: .nanoseconds(-1_000_000_050)).symbolized(names: [:])
  #expect(text(old.json()).contains(#""creationTime":-1.000000050,"#))
}

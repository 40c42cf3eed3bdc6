import Reports
import Snapshots
import Testing

private let callback =
  "NIOCore.EventLoopFuture<Swift.Result<Swift.Dictionary<Swift.String, App.Item>, any Swift.Error>>.Callback<App.Handler>"

private let census = HeapCensus(rows: [
  HeapCensus.Row(type: "closure context (App.Item)", count: 3, bytes: 96),
  HeapCensus.Row(type: "Swift._DictionaryStorage<Swift.String, App.Item>", count: 1, bytes: 1_581_056),
  HeapCensus.Row(type: callback, count: 1200, bytes: 57_600),
  HeapCensus.Row(type: "Swift.__StringStorage", count: 10_000, bytes: 640_000),
])

@Test func aCensusHasARowForEachTypeWithItsWholeName() {
  #expect(
    census.description == """
         Bytes   Share  Objects  Type
      1544 KiB   69.4%        1  Swift._DictionaryStorage<Swift.String, App.Item>
       625 KiB   28.1%   10,000  Swift.__StringStorage
      56.2 KiB    2.5%    1,200  \(callback)
          96 B   <0.1%        3  closure context (App.Item)
      -------------------------------
      2225 KiB  100.0%   11,204  in all, of 4 types
      """)
}

@Test func typesBeyondTheLimitAreOneRow() {
  #expect(
    census.rendered(limit: 2) == """
         Bytes   Share  Objects  Type
      1544 KiB   69.4%        1  Swift._DictionaryStorage<Swift.String, App.Item>
       625 KiB   28.1%   10,000  Swift.__StringStorage
      56.3 KiB    2.5%    1,203  and 2 more types
      -------------------------------
      2225 KiB  100.0%   11,204  in all, of 4 types
      """)
}

@Test func rowsOfOneTypeAreAddedUp() {
  let row = HeapCensus.Row(type: "App.Item", count: 1, bytes: 40)
  #expect(HeapCensus(rows: [row, row]).rows == [HeapCensus.Row(type: "App.Item", count: 2, bytes: 80)])
}

@Test func typesWithEqualBytesStandByName() {
  let names = ["b", "a", "c"].map { HeapCensus.Row(type: $0, count: 1, bytes: 40) }
  #expect(HeapCensus(rows: names).rows.map(\.type) == ["a", "b", "c"])
}

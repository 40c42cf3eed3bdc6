// Strings of every representation, in every place where a reference's spare bits are used by somebody else.
import Foundation

private struct Line {
  var text: String
  var optional: String?
  var substring: Substring
}

private enum Message {
  case empty
  case text(String)
  case both(String, String)
  case bytes([UInt8])
}

private nonisolated(unsafe) var globalText = String(repeating: "global ", count: 10)
private nonisolated(unsafe) var globalMessage = Message.both(
  String(repeating: "left ", count: 10), String(repeating: "right ", count: 10))

//! strings: in use: no leaks
//! strings: afterwards: no leaks
func strings() throws {
  let small = "small \(CommandLine.arguments.count)"
  let literal = "A literal that lies in the image and on no heap at all"
  let native = String(repeating: "native text ", count: 20)
  let shared = native.dropFirst(30).prefix(100)
  let bridged = NSString(string: native) as String
  let mutable = NSMutableString(string: native)
  mutable.append(" and more")
  let foreign = String(
    data: Data(native.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }), encoding: .utf16LittleEndian)
  let unicode = String(repeating: "zwölf Größen 🎉 ", count: 10)
  var grown = ""
  for number in 0..<1000 { grown += "\(number) " }
  let lines = grown.split(separator: " ").map { part in
    Line(text: native + part, optional: part.count > 2 ? String(part) + native : nil, substring: part)
  }
  let messages: [Message] = [.empty, .text(native + "a"), .both(native + "b", small), .bytes(Array(native.utf8))]
  let views: [Any] = [
    (native + "u").utf8, (native + "v").utf16, (native + "w").unicodeScalars, Array(native + "x"),
    (native + "y").makeIterator(), Character("👩‍👩‍👧‍👦"), StaticString("static"), (native + "z").hash,
  ]
  var joined = lines.map(\.text).joined(separator: "\n")
  joined.withUTF8 { _ = $0.count }
  globalText += small
  try withExtendedLifetime((small, literal, native, shared, bridged, mutable, foreign, unicode)) {
    try withExtendedLifetime((grown, lines, messages, views, joined)) { try check("in use") }
  }
  globalMessage = .empty
  try check("afterwards")
}

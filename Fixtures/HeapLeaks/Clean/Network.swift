// URLSession against a server of our own, where it can be linked.
import Foundation
import FoundationNetworking
import Glibc
import MemoryProfiler

/// A listening socket on the loopback, and its port.
private func listenOnLoopback() -> (socket: CInt, port: UInt16) {
  let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      bind(socket, address, length)
      listen(socket, 5)
      getsockname(socket, address, &length)
    }
  }
  return (socket, UInt16(bigEndian: address.sin_port))
}

/// Answers each request after the gate has opened.
private func serve(_ socket: CInt, _ gate: DispatchSemaphore) {
  while case let connection = accept(socket, nil, nil), connection >= 0 {
    var request = [UInt8](repeating: 0, count: 4096)
    read(connection, &request, request.count)
    gate.wait()
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    write(connection, answer, answer.utf8.count)
    close(connection)
  }
}

/// libcurl 7.88.1 loses the parts of each request's address: nothing but freed memory refers to them.
private let libcurls = [LeakSuppression.module("*/libcurl*")]

//! network: waiting: no leaks
//! network: waiting: no leaks
//! network: waiting: no leaks
//! network: answered: no leaks
//! network: afterwards: no leaks
func network() throws {
  let (socket, port) = listenOnLoopback()
  let (gate, isDone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
  let server = startThread { serve(socket, gate) }
  let session = URLSession(configuration: .ephemeral)
  for _ in 0..<3 {
    let task = session.dataTask(with: URL(string: "http://127.0.0.1:\(port)/a/b?c")!) { data, _, error in
      if data != Data("hello".utf8) { print("wrong answer: \(String(describing: error))") }
      isDone.signal()
    }
    task.resume()
    usleep(50_000)
    try check("waiting", suppressing: libcurls)
    gate.signal()
    isDone.wait()
  }
  try check("answered", suppressing: libcurls)
  session.finishTasksAndInvalidate()
  shutdown(socket, CInt(SHUT_RDWR))
  pthread_join(server, nil)
  close(socket)
  try check("afterwards", suppressing: libcurls)
}

import Foundation
import Hummingbird
import Logging

/// An order as clients send it, and what they get for it.
struct Order: Codable {
  struct Item: Codable {
    let article: String
    let count: Int
    let price: Double
    let options: [String: String]
  }

  let customer: String
  let items: [Item]
}

struct Receipt: ResponseCodable {
  struct Line: Codable {
    let article: String
    let sum: Double
    let note: String
  }

  let customer: String
  let lines: [Line]
  let total: Double

  init(_ order: Order) {
    customer = order.customer
    lines = order.items.map { item in
      let note = item.options.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      return Line(article: item.article, sum: Double(item.count) * item.price, note: note)
    }
    total = lines.reduce(0) { $0 + $1.sum }
  }
}

/// Answers `POST /orders` with a receipt on a port of the loopback interface that the system chooses; prints the port when it listens.
/// Ends on SIGTERM.
public func serveOrders() async throws {
  let router = Router()
  router.post("orders") { request, context in
    Receipt(try await request.decode(as: Order.self, context: context))
  }
  var logger = Logger(label: "server")
  logger.logLevel = .error
  let application = Application(
    router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
      print(channel.localAddress?.port ?? 0)
      fflush(nil)
    },
    logger: logger)
  try await application.runService()
}

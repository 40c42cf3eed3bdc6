import Orders

try await serveOrders()

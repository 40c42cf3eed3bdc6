extension Duration {
  /// To about a microsecond for times since 1970.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

import Reports

/// Paints a drawing as PNG, on white, with cairo.
struct PNGPainter {
  private let cairo: CairoLibrary
  /// Pixels of the file for each of the drawing's: sharp on fine screens, too.
  private let scale = 2.0

  init(cairo: CairoLibrary) { self.cairo = cairo }

  init() throws(PaintingError) { self.init(cairo: try CairoLibrary()) }

  /// The file.
  func paint(_ drawing: Drawing) throws(PaintingError) -> [UInt8] {
    // 0 is CAIRO_FORMAT_ARGB32. Objects that could not be made take every call and keep the error.
    let surface = cairo.imageSurfaceCreate(0, CInt(drawing.width * scale), CInt(drawing.height * scale))
    defer { cairo.surfaceDestroy(surface) }
    let context = cairo.create(surface)
    defer { cairo.destroy(context) }
    cairo.scale(context, scale, scale)
    // CAIRO_LINE_JOIN_ROUND
    cairo.setLineJoin(context, 1)
    set(.background, 1, context)
    cairo.rectangle(context, 0, 0, drawing.width, drawing.height)
    cairo.fill(context)
    for shape in drawing.shapes where shape.style.opacity > 0 { add(shape, context) }
    try check(cairo.status(context))
    return try bytes(of: surface)
  }

  private func bytes(of surface: CairoLibrary.Surface?) throws(PaintingError) -> [UInt8] {
    var bytes: [UInt8] = []
    let status = withUnsafeMutablePointer(to: &bytes) { result in
      cairo.surfaceWriteToPNGStream(
        surface,
        { result, piece, count in
          let bytes = result!.assumingMemoryBound(to: [UInt8].self)
          bytes.pointee += UnsafeBufferPointer(start: piece, count: Int(count))
          return 0
        }, result)
    }
    try check(status)
    return bytes
  }

  private func check(_ status: CInt) throws(PaintingError) {
    if status != 0 { throw .failed(cairo.statusToString(status).map { String(cString: $0) } ?? "error \(status)") }
  }

  private func set(_ color: PlotColor, _ opacity: Double, _ context: CairoLibrary.Context?) {
    let value = color.light
    func part(_ shift: UInt32) -> Double { Double(value >> shift & 0xFF) / 255 }
    cairo.setSourceRGBA(context, part(16), part(8), part(0), opacity)
  }

  private func add(_ shape: Shape, _ context: CairoLibrary.Context?) {
    set(shape.style.color, shape.style.opacity, context)
    switch shape.form {
    case .polyline(let points): addPath(points, context)
    case .polygon(let points):
      addPath(points, context)
      cairo.closePath(context)
    case .rectangle(let corner, let width, let height, let radius):
      addRectangle(corner, width, height, radius, context)
    case .circle(let center, let radius):
      cairo.newSubPath(context)
      cairo.arc(context, center.x, center.y, radius, 0, 2 * .pi)
    case .text(let text, let position, let size, let anchor, let isBold):
      return show(text, at: position, size: size, anchor, isBold: isBold, context)
    }
    guard let width = shape.style.lineWidth else { return cairo.fill(context) }
    cairo.setLineWidth(context, width)
    cairo.setDash(context, [5, 4], shape.style.isDashed ? 2 : 0, 0)
    cairo.stroke(context)
  }

  private func addPath(_ points: [Position], _ context: CairoLibrary.Context?) {
    for (index, point) in points.enumerated() {
      (index == 0 ? cairo.moveTo : cairo.lineTo)(context, point.x, point.y)
    }
  }

  private func addRectangle(
    _ corner: Position, _ width: Double, _ height: Double, _ radius: Double, _ context: CairoLibrary.Context?
  ) {
    let radius = min(radius, width / 2, height / 2)
    if radius == 0 { return cairo.rectangle(context, corner.x, corner.y, width, height) }
    let (left, right) = (corner.x + radius, corner.x + width - radius)
    let (top, bottom) = (corner.y + radius, corner.y + height - radius)
    cairo.newSubPath(context)
    cairo.arc(context, right, top, radius, -.pi / 2, 0)
    cairo.arc(context, right, bottom, radius, 0, .pi / 2)
    cairo.arc(context, left, bottom, radius, .pi / 2, .pi)
    cairo.arc(context, left, top, radius, .pi, 1.5 * .pi)
    cairo.closePath(context)
  }

  private func show(
    _ text: String, at position: Position, size: Double, _ anchor: Shape.Anchor, isBold: Bool,
    _ context: CairoLibrary.Context?
  ) {
    cairo.selectFontFace(context, "DejaVu Sans", 0, isBold ? 1 : 0)
    cairo.setFontSize(context, size)
    var extents = [Double](repeating: 0, count: 6)
    cairo.textExtents(context, text, &extents)
    let share = anchor == .start ? 0 : anchor == .middle ? 0.5 : 1
    cairo.moveTo(context, position.x - share * extents[4], position.y)
    cairo.showText(context, text)
  }
}

/// A drawing as a picture for browsers, in Scalable Vector Graphics 1.1.

extension Drawing {
  /// The file, UTF-8. The colours are those for a light background as attributes, which every program understands, and for a
  /// dark one as styles, which browsers use for people who prefer it.
  public func svg() -> [UInt8] {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
      viewBox="0 0 \(number(width)) \(number(height))" role="img" font-family="\(Self.fonts)">
      <title>\(escaped(title))</title>
      <style>\(darkStyle)</style>
      <rect width="100%" height="100%"\(paint(.fill(.background)))/>

      """
    for shape in shapes { text += element(shape) + "\n" }
    return Array((text + "</svg>\n").utf8)
  }

  private static let fonts = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif"

  private var darkStyle: String {
    let colors = Set(shapes.map(\.style.color) + [.background]).map { (className(of: $0), hexadecimal($0.dark)) }
    let rules = colors.sorted { $0.0 < $1.0 }.map { name, color in
      ".f-\(name){fill:\(color)}.s-\(name){stroke:\(color)}"
    }
    return "text{white-space:pre}@media(prefers-color-scheme:dark){\(rules.joined())}"
  }

  private func element(_ shape: Shape) -> String {
    let hover = shape.hover.map { "<title>\(escaped($0))</title>" } ?? ""
    let paint = paint(shape.style)
    switch shape.form {
    case .polyline(let points):
      return "<polyline points=\"\(list(points))\"\(paint)>\(hover)</polyline>"
    case .polygon(let points):
      return "<polygon points=\"\(list(points))\"\(paint)>\(hover)</polygon>"
    case .rectangle(let corner, let width, let height, let radius):
      let size =
        "width=\"\(number(width))\" height=\"\(number(height))\"" + (radius > 0 ? " rx=\"\(number(radius))\"" : "")
      return "<rect x=\"\(number(corner.x))\" y=\"\(number(corner.y))\" \(size)\(paint)>\(hover)</rect>"
    case .circle(let center, let radius):
      return
        "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\"\(paint)>\(hover)</circle>"
    case .text(let text, let position, let size, let anchor, let isBold):
      let font =
        "font-size=\"\(number(size))\" text-anchor=\"\(anchor.rawValue)\"" + (isBold ? " font-weight=\"bold\"" : "")
      return
        "<text x=\"\(number(position.x))\" y=\"\(number(position.y))\" \(font)\(paint)>\(escaped(text))\(hover)</text>"
    }
  }

  private func paint(_ style: Shape.Style) -> String {
    if style.opacity == 0 { return " fill=\"none\" pointer-events=\"all\"" }
    let (color, name) = (hexadecimal(style.color.light), className(of: style.color))
    let opacity = style.opacity < 1 ? "-opacity=\"\(number(style.opacity))\"" : ""
    guard let width = style.lineWidth else {
      return " class=\"f-\(name)\" fill=\"\(color)\"" + (opacity.isEmpty ? "" : " fill" + opacity)
    }
    return " class=\"s-\(name)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(number(width))\""
      + " stroke-linejoin=\"round\"" + (style.isDashed ? " stroke-dasharray=\"5 4\"" : "")
      + (opacity.isEmpty ? "" : " stroke" + opacity)
  }

  private func list(_ points: [Position]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  private func className(of color: PlotColor) -> String {
    if case .palette(let index) = color { return "p\(index % 10)" }
    return "\(color)"
  }
}

/// `#0b5fcc`
private func hexadecimal(_ color: UInt32) -> String {
  let digits = String(color, radix: 16)
  return "#" + String(repeating: "0", count: 6 - digits.count) + digits
}

/// At most two digits after the point: more than any screen shows.
private func number(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  if hundredths % 100 == 0 { return String(hundredths / 100) }
  return hundredths.decimal(dividedBy: 100, precision: hundredths % 10 == 0 ? 1 : 2)
}

/// Without what XML has no place for: control characters become blanks.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\n": result += "\n"
    case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += " "
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

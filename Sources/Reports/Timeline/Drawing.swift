/// A picture as a list of shapes, from the lowest to the uppermost. `SVG` and mprof's painter of PNG files draw it.

/// The shapes and their extent, in pixels.
public struct Drawing: Hashable, Sendable {
  public var width: Double
  public var height: Double
  /// For readers who cannot see it.
  public var title: String
  public var shapes: [Shape] = []

  mutating func add(_ form: Shape.Form, _ style: Shape.Style, hover: String? = nil) {
    shapes.append(Shape(form: form, style: style, hover: hover))
  }

  mutating func text(
    _ text: String, at position: Position, size: Double = 12, _ anchor: Shape.Anchor = .start, isBold: Bool = false,
    color: PlotColor = .text, hover: String? = nil
  ) {
    add(.text(text, at: position, size: size, anchor, isBold: isBold), .fill(color), hover: hover)
  }

  mutating func line(from start: Position, to end: Position, _ style: Shape.Style) {
    add(.polyline([start, end]), style)
  }
}

/// From the left, from the top.
public struct Position: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// One of a drawing's shapes.
public struct Shape: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    case polyline([Position])
    case polygon([Position])
    /// By its upper left corner.
    case rectangle(Position, width: Double, height: Double, radius: Double)
    case circle(Position, radius: Double)
    /// The position is on the base line.
    case text(String, at: Position, size: Double, Anchor, isBold: Bool)
  }

  /// What of a text is at its position.
  public enum Anchor: String, Hashable, Sendable {
    case start, middle, end
  }

  /// How a shape is painted.
  public struct Style: Hashable, Sendable {
    public var color: PlotColor
    /// 0 for a shape that is there to be hovered over.
    public var opacity: Double
    /// nil for a filled shape.
    public var lineWidth: Double?
    public var isDashed: Bool

    static func fill(_ color: PlotColor, opacity: Double = 1) -> Style {
      Style(color: color, opacity: opacity, lineWidth: nil, isDashed: false)
    }

    static func stroke(_ color: PlotColor, _ width: Double = 1, isDashed: Bool = false, opacity: Double = 1) -> Style {
      Style(color: color, opacity: opacity, lineWidth: width, isDashed: isDashed)
    }
  }

  public var form: Form
  public var style: Style
  /// What is shown when the pointer rests on the shape.
  public var hover: String?
}

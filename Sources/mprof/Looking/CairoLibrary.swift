import Glibc

/// libcairo, loaded when a picture is painted: mprof runs where it is not installed.

/// The functions of libcairo.so.2 that painting takes. Their names and arguments are cairo's.
struct CairoLibrary {
  typealias Context = OpaquePointer
  typealias Surface = OpaquePointer
  /// Takes bytes; 0 for success.
  typealias Writer = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, CUnsignedInt) -> CInt

  let imageSurfaceCreate: @convention(c) (CInt, CInt, CInt) -> Surface?
  let surfaceDestroy: @convention(c) (Surface?) -> Void
  let surfaceWriteToPNGStream: @convention(c) (Surface?, Writer, UnsafeMutableRawPointer?) -> CInt
  let create: @convention(c) (Surface?) -> Context?
  let destroy: @convention(c) (Context?) -> Void
  let status: @convention(c) (Context?) -> CInt
  let statusToString: @convention(c) (CInt) -> UnsafePointer<CChar>?
  let scale: @convention(c) (Context?, Double, Double) -> Void
  let setSourceRGBA: @convention(c) (Context?, Double, Double, Double, Double) -> Void
  let setLineWidth: @convention(c) (Context?, Double) -> Void
  let setLineJoin: @convention(c) (Context?, CInt) -> Void
  let setDash: @convention(c) (Context?, UnsafePointer<Double>?, CInt, Double) -> Void
  let newSubPath: @convention(c) (Context?) -> Void
  let moveTo: @convention(c) (Context?, Double, Double) -> Void
  let lineTo: @convention(c) (Context?, Double, Double) -> Void
  let arc: @convention(c) (Context?, Double, Double, Double, Double, Double) -> Void
  let rectangle: @convention(c) (Context?, Double, Double, Double, Double) -> Void
  let closePath: @convention(c) (Context?) -> Void
  let stroke: @convention(c) (Context?) -> Void
  let fill: @convention(c) (Context?) -> Void
  let selectFontFace: @convention(c) (Context?, UnsafePointer<CChar>, CInt, CInt) -> Void
  let setFontSize: @convention(c) (Context?, Double) -> Void
  /// Fills the six numbers of cairo_text_extents_t; the fifth is how far to the right the text ends.
  let textExtents: @convention(c) (Context?, UnsafePointer<CChar>, UnsafeMutablePointer<Double>) -> Void
  let showText: @convention(c) (Context?, UnsafePointer<CChar>) -> Void

  /// - Parameter name: of the library; another one in tests.
  init(name: String = "libcairo.so.2") throws(PaintingError) {
    guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { throw .noLibrary }
    func function<Function>(_ name: String) throws(PaintingError) -> Function {
      guard let address = dlsym(library, "cairo_" + name) else { throw .noFunction(name) }
      return unsafeBitCast(address, to: Function.self)
    }
    imageSurfaceCreate = try function("image_surface_create")
    surfaceDestroy = try function("surface_destroy")
    surfaceWriteToPNGStream = try function("surface_write_to_png_stream")
    create = try function("create")
    destroy = try function("destroy")
    status = try function("status")
    statusToString = try function("status_to_string")
    scale = try function("scale")
    setSourceRGBA = try function("set_source_rgba")
    setLineWidth = try function("set_line_width")
    setLineJoin = try function("set_line_join")
    setDash = try function("set_dash")
    newSubPath = try function("new_sub_path")
    moveTo = try function("move_to")
    lineTo = try function("line_to")
    arc = try function("arc")
    rectangle = try function("rectangle")
    closePath = try function("close_path")
    stroke = try function("stroke")
    fill = try function("fill")
    selectFontFace = try function("select_font_face")
    setFontSize = try function("set_font_size")
    textExtents = try function("text_extents")
    showText = try function("show_text")
  }
}

/// Why there is no PNG. `description` is one sentence without a full stop.
enum PaintingError: Error, Hashable, CustomStringConvertible {
  case noLibrary
  case noFunction(String)
  case failed(String)

  var description: String {
    switch self {
    case .noLibrary:
      "PNG needs cairo, which is not here: install the package libcairo2, or choose a name that ends in .svg"
    case .noFunction(let name):
      "The cairo here has no cairo_\(name): install a newer libcairo2, or choose a name that ends in .svg"
    case .failed(let words): "cairo cannot paint the picture: \(words)"
    }
  }
}

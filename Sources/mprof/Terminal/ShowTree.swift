import Reports

extension TreeView: FullScreenView {
  mutating func wake() {}
}

/// A call tree to open and close on the terminal, until q is pressed. For where `FullScreen.isPossible`.
func showTree(_ tree: CallTree, title: String, measure: TreeView.Measure = .live, isInverted: Bool = false) {
  var view = TreeView(tree, title: title, measure: measure, isInverted: isInverted, glyphs: ScreenPainter.glyphs)
  FullScreen.run(&view)
}

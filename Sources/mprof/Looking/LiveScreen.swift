import Reports

/// The view and the thread that reads for it: looking up places in a large program takes seconds, keys are obeyed at once.
struct LiveScreen: FullScreenView {
  private var view: LiveView
  private let thread: LiveThread
  /// Says that there is something to show.
  var results: WakePipe { thread.results }

  init(_ view: LiveView, _ reader: LiveReader) {
    self.view = view
    thread = LiveThread(reader, interval: view.interval)
    thread.start()
  }

  var lines: [StyledLine] { view.lines }

  mutating func resize(width: Int, height: Int) { view.resize(width: width, height: height) }

  mutating func press(_ key: Key) -> Bool {
    guard let action = view.press(key) else { return true }
    if action == .quit { return false }
    thread.ask(action)
    return true
  }

  mutating func wake() {
    for news in thread.take() {
      switch news {
      case .reading(let reading, let samples):
        view.notice = nil
        view.receive(reading, earlier: samples)
      case .failure(let message): view.notice = message
      }
    }
  }
}

import Testing

@testable import Reports

private func svg(_ chart: TimelineChart) -> String { text(chart.drawing().svg()) }

private let chart = chartOf(
  samples: [(1, 0, 10 << 20), (1, 5, 60 << 20), (1, 10, 30 << 20), (2, 3, 5 << 20), (2, 4, 6 << 20)],
  functions: [("App.load<A>(_:)", 1, 2, 8, 15 << 20, 40 << 20)])

@Suite struct SVGTests {
  @Test func aPictureHoldsLinesLabelsAndThePeak() {
    let svg = svg(chart)
    #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
    for words in [
      "RSS", "child 2", "load&lt;A&gt;(_:)", "1 × · 6.00 s · +25.0 MiB", "60.0 MiB at 5.00 s", ">seconds<", ">MiB<",
    ] {
      #expect(svg.contains(words), "\(words)")
    }
    #expect(svg.contains("prefers-color-scheme:dark") && svg.contains(".s-resident{stroke:#58a6ff}"))
  }

  @Test func aChildThatHasMoreThanTheProgramIsLabelledToo() {
    let svg = svg(chartOf(samples: [(1, 0, 10 << 20), (1, 9, 10 << 20), (2, 4, 70 << 20), (3, 5, 50 << 20)]))
    #expect(svg.contains(">10.0 MiB at 0 s<") && svg.contains(">70.0 MiB at 4.00 s<"))
    #expect(!svg.contains(">50.0 MiB at "))
  }

  @Test func noTextBreaksOutOfThePicture() {
    var file = plotted("a", samples: [(1, 0, 10)])
    file.timeline.command = "</title><script>\"&'\u{1}\u{1B}"
    let svg = svg(TimelineChart([file]))
    #expect(!svg.contains("<script>") && svg.contains("&lt;script&gt;\"&amp;'  "))
    #expect(svg.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
  }

  @Test func aLongTitleIsCutAndWholeWhenHoveredOver() {
    let title = String(repeating: "--option ", count: 100)
    let svg = svg(chartOf(samples: [(1, 0, 10)], options: PlotOptions(title: title)))
    #expect(svg.contains("…<title>\(title)</title>"))
  }

  @Test func allIsWithinThePicture() {
    let many = (0..<40).map { (index: Int) -> (String, Int, Double, Double, Int, Int) in
      ("function\(index)", 1 + index % 3, Double(index) / 5, Double(index) / 4 + 1, 1 << 20, index << 20)
    }
    let samples = (0..<3000).map { (index: Int) -> (Int, Double, Int) in
      (index % 31 + 1, Double(index) / 200, ((index * 7919) % 90) << 20)
    }
    for chart in [
      chart, chartOf(samples: []), chartOf(samples: [(1, 3, 0)]), chartOf(samples: samples, functions: many),
    ] {
      let drawing = chart.drawing()
      for shape in drawing.shapes {
        for point in corners(of: shape) {
          #expect((0...drawing.width).contains(point.x) && (0...drawing.height).contains(point.y), "\(shape)")
        }
      }
    }
  }

  @Test func neighbouringRunsAreOneBar() {
    let runs = (0..<10_000).map { ("f", 1, Double($0) / 1000, Double($0) / 1000 + 0.0009, 1, 1) }
    let shapes = chartOf(samples: [(1, 0, 1), (1, 10, 1)], functions: runs).drawing().shapes
    let bars = shapes.filter { $0.hover?.hasPrefix("f\n") ?? false }
    #expect(bars.count == 1)
    #expect(bars[0].hover == "f\n0 s to 10.0 s, 10.0 s, 10,000 calls")
  }
}

private func corners(of shape: Shape) -> [Position] {
  switch shape.form {
  case .polyline(let points), .polygon(let points): points
  case .rectangle(let corner, let width, let height, _): [corner, Position(corner.x + width, corner.y + height)]
  case .circle(let center, _): [center]
  case .text(let text, let position, let size, let anchor, let isBold):
    [position, Position(position.x + extent(of: text, size, anchor, isBold), position.y)]
  }
}

/// How far a text goes to the right of its position, or to the left.
private func extent(of text: String, _ size: Double, _ anchor: Shape.Anchor, _ isBold: Bool) -> Double {
  let width = TextExtent.width(of: text, size: size, isBold: isBold)
  return anchor == .start ? width : anchor == .end ? -width : width / 2
}

@Suite struct TerminalChartTests {
  private func lines(_ chart: TimelineChart, columns: Int = 60, rows: Int = 24, hasColors: Bool = false) -> [String] {
    chart.text(TerminalExtent(columns: columns, rows: rows, hasColors: hasColors)).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map(String.init)
  }

  @Test func aChartIsDrawnInBraille() {
    let rising = chartOf(samples: [(1, 0, 0), (1, 10, 100 << 20)])
    #expect(
      rising.text(TerminalExtent(columns: 30, rows: 15, hasColors: false)) == """
        a
        10.0 s  ·  peak 100 MiB at 10…

         MiB
         100 ┤                100 MiB⢀
             │                    ⣀⠔⠊⠁
             │                ⢀⡠⠔⠉
             │             ⢀⠤⠒⠁
             │          ⡠⠔⠊⠁
             │      ⢀⡠⠒⠉
             │   ⣀⠤⠊⠁
           0 ┤⡠⠔⠊
             └┬───────────┬──────────┬
              0           5         10

        """)
  }

  @Test func noLineIsWiderThanTheTerminal() {
    for columns in [40, 80, 200] {
      #expect(lines(chart, columns: columns).allSatisfy { $0.count <= columns })
    }
  }

  @Test func aChartFitsTheTerminal() {
    let many = (0..<12).map { ("function\($0)", 1, Double($0), Double($0) + 1, 1, 1) }
    #expect(lines(chartOf(samples: [(1, 0, 1), (1, 13, 1)], functions: many), rows: 24).count <= 24 + 6)
    #expect(lines(chart, rows: 24).count <= 24)
  }

  @Test func functionsHaveARowAndALineInTheLegend() {
    let lines = lines(chart)
    #expect(lines.contains { $0.contains("a │") && $0.contains("⣤⣤⣤") })
    #expect(lines.contains("a ⣤ load<A>(_:)  1 × · 6.00 s · +25.0 MiB"))
    #expect(lines.contains("━ RSS 60.0 MiB   ━ child 2 6.00 MiB"))
  }

  @Test func colorsAreForTerminalsThatHaveThem() {
    #expect(!chart.text(TerminalExtent(columns: 60, rows: 24, hasColors: false)).contains("\u{1B}"))
    #expect(chart.text(TerminalExtent(columns: 60, rows: 24, hasColors: true)).contains("\u{1B}[38;5;33m"))
  }
}

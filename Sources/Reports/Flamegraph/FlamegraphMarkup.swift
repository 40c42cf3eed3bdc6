/// The page's elements. The script finds them by their ids.

/// The whole document. Only what bears the nonce runs or styles, and nothing is fetched: a second lock behind the escaping.
/// - Parameters:
///   - title: as text; the others as they are to stand in the file.
func flamegraphDocument(title: String, style: String, body: String, data: String, script: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; script-src 'nonce-mprof'; \
  style-src 'nonce-mprof'; base-uri 'none'; form-action 'none'">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>\(htmlEscaped(title)) · memory</title>
  <link rel="icon" href="data:,">
  <style nonce="mprof">
  \(style)
  </style>
  </head>
  <body>
  \(body)
  <script type="application/json" id="data" nonce="mprof">
  \(data)
  </script>
  <script nonce="mprof">
  \(script)
  </script>
  </body>
  </html>

  """
}

let flamegraphBody = #"""
  <header>
    <h1 id="title"></h1>
    <code id="command"></code>
    <ul id="notes"></ul>
    <noscript>This page draws with a script, which this browser does not run.</noscript>
  </header>
  <form id="controls" aria-label="View">
    <select id="mode" aria-label="Show"></select>
    <select id="colors" aria-label="Colours">
      <option value="module">Colour by module</option>
      <option value="name">Colour by name</option>
    </select>
    <label title="What allocated, with its callers"><input type="checkbox" id="inverted"> Inverted</label>
    <label title="The root at the bottom"><input type="checkbox" id="flame"> Flame</label>
    <label title="One frame a function, whichever of its lines calls"><input type="checkbox" id="merged"> Merge lines</label>
    <label title="Also functions of the runtime, and those that the compiler made"><input type="checkbox" id="all"> All functions</label>
    <span id="searching" role="search">
      <input type="search" id="search" placeholder="Search   /" aria-label="Search functions, files and modules"
        autocomplete="off" spellcheck="false">
      <label><input type="checkbox" id="regex"> Regex</label>
      <output id="found" for="search"></output>
    </span>
    </form>
  <nav aria-label="Zoomed into">
    <ol id="path"></ol>
    <button type="button" id="reset">Reset zoom</button>
    <button type="button" id="help" aria-label="Help, keys">?</button>
  </nav>
  <main>
    <div id="graph" role="application" tabindex="0" aria-roledescription="flame graph"
      aria-label="Call tree. Arrow keys move among frames, Enter zooms, question mark for help.">
      <div id="surface"><canvas id="boxes"></canvas><canvas id="marks"></canvas></div>
    </div>
    <p id="empty" hidden></p>
  </main>
  <ul id="legend" aria-label="Colours"></ul>
  <section id="details" aria-label="Selected frame">
    <p id="details-name"></p>
    <p id="details-place"></p>
    <dl id="details-numbers"></dl>
  </section>
  <details id="timeline-part" open hidden>
    <summary>Timeline <span id="timeline-text"></span></summary>
    <canvas id="timeline" role="application" tabindex="0" aria-roledescription="timeline"
      aria-label="Memory over time. Left and right arrow keys move, Home and End jump."></canvas>
  </details>
  <div id="tooltip" hidden></div>
  <p id="live" class="spoken" role="status" aria-live="polite"></p>
  <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title" tabindex="-1" autofocus>Looking around</h2>
    <p>A frame is as wide as what it and everything it called allocated; wider frames come first. Click one to zoom in.</p>
    <dl>
      <dt><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>select the next frame in that direction</dd>
      <dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>the first, the last frame of the row</dd>
      <dt><kbd>Enter</kbd></dt><dd>zoom into the selected frame</dd>
      <dt><kbd>Backspace</kbd></dt><dd>zoom out by one frame</dd>
      <dt><kbd>Esc</kbd></dt><dd>reset: first the search, then the zoom</dd>
      <dt><kbd>/</kbd></dt><dd>search; <kbd>n</kbd> and <kbd>p</kbd> select the next and previous match</dd>
      <dt><kbd>m</kbd></dt><dd>show the next kind of count</dd>
      <dt><kbd>i</kbd></dt><dd>invert: who called what allocated</dd>
      <dt><kbd>f</kbd></dt><dd>flame (root at the bottom) or icicle (root on top)</dd>
      <dt><kbd>g</kbd></dt><dd>one frame a function, or one a line</dd>
      <dt><kbd>a</kbd></dt><dd>all functions, or without the runtime's and those that the compiler made</dd>
      <dt><kbd>c</kbd></dt><dd>colour by module or by function name</dd>
      <dt><kbd>?</kbd></dt><dd>this help</dd>
    </dl>
    <form method="dialog"><button>Close</button></form>
  </dialog>
  """#

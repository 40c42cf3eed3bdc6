#!/usr/bin/env python3
"""Looks at the pages that Pages.swift wrote, in a headless Chromium. Usage: browser.py FOLDER

Prints one sentence a fault and ends with status 1 if there is one; screenshots are left in the folder.
"""
import statistics
import sys
from pathlib import Path

from chromium import Chromium

faults = []


def expect(is_so, *what):
    if not is_so:
        faults.append(" ".join(str(each) for each in what))


class Page:
    """What a reader of the page sees and does."""

    def __init__(self, browser, folder):
        self.browser, self.folder = browser, folder

    def open(self, name, hash="", everything=True, **options):
        """With `everything`, functions without a line are shown, too."""
        hash = "#all=1" + hash.replace("#", "&") if everything else hash
        self.name = name + hash
        seconds = self.browser.open(self.folder / f"{name}.html", hash, **options)
        return seconds

    def text(self, id):
        return self.browser.value(f"document.getElementById({id!r}).textContent")

    def path(self):
        return self.browser.value("[...document.querySelectorAll('#path li')].map((step) => step.textContent)")

    def numbers(self):
        return self.browser.value("Object.fromEntries([...document.querySelectorAll('#details-numbers div')]"
                                  ".map((pair) => [pair.children[0].textContent, pair.children[1].textContent]))")

    def focus(self, id="graph"):
        self.browser.value(f"document.getElementById({id!r}).focus()")

    def frame(self, id="graph"):
        """Left, top, width and height in the window."""
        return self.browser.value(f"(() => {{ const r = document.getElementById({id!r}).getBoundingClientRect();"
                                  " return [r.left, r.top, r.width, r.height]; })()")

    def colors(self, id="boxes"):
        """How many different colours a canvas shows, of every seventh pixel."""
        return self.browser.value(
            f"(() => {{ const c = document.getElementById({id!r}), x = c.getContext('2d'), seen = new Set();"
            " const pixels = x.getImageData(0, 0, c.width, c.height).data;"
            " for (let i = 0; i < pixels.length; i += 4 * 7) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);"
            " return seen.size; })()")

    def expect(self, is_so, *what):
        expect(is_so, f"{self.name}:", *what)

    def shoot(self, name):
        self.browser.screenshot(self.folder / f"{name}.png")

    def quiet(self):
        """Nothing went wrong since the last time."""
        for complaint in self.browser.complaints:
            self.expect(False, complaint)
        self.browser.complaints.clear()


def rendering(page):
    for dark in (False, True):
        page.open("small", dark=dark)
        page.expect(page.colors() > 20, "the graph is not drawn")
        page.expect(page.colors("timeline") > 10, "the timeline is not drawn")
        page.expect(page.text("title") == "Demonstration", "has the title", page.text("title"))
        page.expect("12 blocks were not recorded" in page.text("notes"), "says nothing of lost blocks")
        page.shoot("dark" if dark else "light")
    page.open("small", "#search=append&flame=1", width=380, height=760)
    overflow = page.browser.value("document.documentElement.scrollWidth - innerWidth")
    page.expect(overflow <= 0, "is", overflow, "pixels wider than a narrow window")
    page.shoot("narrow")
    page.open("empty")
    page.expect(page.text("empty") == "Nothing was live at the end.", "says", page.text("empty"))
    page.quiet()


def keys(page):
    press = page.browser.press
    page.open("small")
    page.focus()
    press("ArrowDown", "ArrowDown")
    page.expect(page.text("live").startswith("loadCatalog(_:), /home/me/Demonstration/Sources/App/Catalog.swift:18, Demonstration: "
                                             "4511 KiB, 50.5 % of all, 52.0 % of main"), "says", page.text("live"))
    expected = {"Live at the end": "4511 KiB (4,619,148 B)", "In": "103,000 blocks", "Of all": "50.5 %",
                "Of its caller": "52.0 %", "Not in callees": "0 B", "Below this function anywhere": "8682 KiB, 97.1 %"}
    page.expect(page.numbers() == expected, "details are", page.numbers())
    press("ArrowRight")
    page.expect("Catalog.swift:25" in page.text("details-place"), "to the right is", page.text("details-place"))
    press("Enter")
    page.expect(page.path() == ["All", "main", "loadCatalog(_:)"], "Enter leads to", page.path())
    page.shoot("zoomed")
    press("ArrowUp", "ArrowUp")
    page.expect(page.text("details-name") == "All", "above is", page.text("details-name"))
    press("Backspace")
    page.expect(page.path() == ["All", "main"], "Backspace leads to", page.path())
    page.browser.value("history.back()")
    page.browser.settle()
    page.expect(page.path()[-1] == "loadCatalog(_:)", "back leads to", page.path())
    press("Escape")
    page.expect(page.path() == ["All"], "Escape leads to", page.path())
    press("?")
    page.expect(page.browser.value("document.getElementById('keys').open"), "? shows no help")
    press("Escape")
    page.expect(not page.browser.value("document.getElementById('keys').open"), "Escape leaves the help open")
    press("f", "ArrowUp")
    page.expect(page.text("details-name") == "main", "in a flame, above the root is", page.text("details-name"))
    page.quiet()


def pointer(page):
    page.open("small")
    left, top, width, _ = page.frame()
    page.browser.mouse("mouseMoved", left + width / 4, top + 21 * 2 + 10)
    page.browser.settle()
    page.expect("Catalog.swift:18" in page.text("tooltip"), "the tooltip says", page.text("tooltip"))
    page.browser.click(left + width / 4, top + 21 * 3 + 10)
    page.expect(page.path() == ["All", "main", "loadCatalog(_:)", "CodePoint.init(_:)"], "a click leads to", page.path())
    page.browser.click(left + width / 4, top + 10)
    page.expect(page.path() == ["All"], "a click on the root leads to", page.path())
    left, top, width, _ = page.frame("timeline")
    page.browser.mouse("mouseMoved", left + width / 2, top + 30)
    page.browser.settle()
    page.expect("in main, loadCatalog(_:), index, worker" in page.text("timeline-text"), "the timeline says", page.text("timeline-text"))
    page.quiet()


def searching(page):
    page.open("small")
    page.browser.press("/")
    page.browser.type("APPEND")
    page.expect(page.text("found") == "41.8 % matched, 3735 KiB", "a search finds", page.text("found"))
    page.shoot("searching")
    page.browser.press("Enter", "n")
    page.expect(page.text("details-name") == "Array.append(_:)", "the next match is", page.text("details-name"))
    page.browser.press("Escape")
    page.expect(page.text("found") == "", "Escape leaves", page.text("found"))
    for hash, found in [("#search=Catalog.swift:18", "50.5 % matched, 4511 KiB"), ("#search=libsqlite", "1.6 % matched, 146 KiB"),
                        ("#search=^main%24&regex=1", "97.1 % matched, 8682 KiB"), ("#search=^main%24", "No match"),
                        ("#search=(&regex=1", "No valid regular expression"),
                        ("#search=append&mode=allocations", "59.0 % matched, 400,066 blocks")]:
        page.open("small", hash)
        page.expect(page.text("found") == found, "finds", page.text("found"))
    page.quiet()


def views(page):
    totals = {"end": "8940 KiB", "peak": "12.7 MiB", "total": "33.0 MiB", "allocations": "677,942 blocks",
              "temporary": "95,303 blocks"}
    for mode, total in totals.items():
        page.open("small", f"#mode={mode}")
        page.expect(list(page.numbers().values())[0].startswith(total), "shows", page.numbers())
        page.expect(page.colors() > 20, "is not drawn")
    page.open("small", "#inverted=1&colors=name")
    page.focus()
    page.browser.press("ArrowDown")
    page.expect(page.text("details-name").startswith("_ContiguousArrayBuffer"), "begins with", page.text("details-name"))
    page.expect(page.numbers()["Live at the end"] == "3735 KiB (3,824,656 B)", "holds", page.numbers())
    page.browser.press("ArrowDown", "ArrowDown", "ArrowDown")
    page.expect("Catalog.swift:25" in page.text("details-place"), "is called at last by", page.text("details-place"))
    page.shoot("inverted")
    page.open("small", "#merged=1")
    page.focus()
    page.browser.press("ArrowDown", "ArrowDown")
    page.expect(page.numbers()["Live at the end"].startswith("8682 KiB"), "one frame a function holds", page.numbers())
    page.expect("and 3 more of its lines" in page.text("details-place"), "one frame a function is", page.text("details-place"))
    page.quiet()


def functions_without_lines(page):
    def callees():
        page.focus()
        names = []
        for _ in range(3):
            page.browser.press("ArrowDown")
            names.append(page.text("details-name"))
        return names

    page.open("small", everything=False)
    page.expect(callees() == ["main", "loadCatalog(_:)", "CodePoint.init(_:)"], "the widest are", callees())
    page.expect(page.numbers()["Not in callees"] == "4511 KiB", "the hidden function's bytes are its caller's:", page.numbers())
    page.browser.press("a")
    page.expect(page.browser.value("location.hash") == "#all=1", "a leads to", page.browser.value("location.hash"))
    page.open("small", "#search=libswift", everything=False)
    page.expect(page.text("found").startswith("0.00 %"), "what is hidden is found:", page.text("found"))
    page.open("small", "#search=sqlite3MemMalloc", everything=False)
    page.expect(page.text("found") == "1.6 % matched, 146 KiB", "a traceback without lines is not shown:", page.text("found"))
    page.open("small", "#inverted=1", everything=False)
    page.expect(callees() == ["CodePoint.init(_:)", "loadCatalog(_:)", "main"], "inverted, the widest are", callees())
    page.quiet()


def modules_without_lines(page):
    """A program without debug information that runs on a libc with it: its own functions are what is to be seen."""
    page.open("undescribed", everything=False)
    page.focus()
    names = []
    for _ in range(4):
        page.browser.press("ArrowDown")
        names.append(page.text("details-name"))
    page.expect(names == ["Py_BytesMain", "PyEval_EvalCode", "PyUnicode_New", "PyUnicode_New"], "the widest are", names)
    page.expect(page.text("legend") == "python3.11", "the legend has", page.text("legend"))
    page.browser.press("a", "ArrowDown", "ArrowDown")
    page.expect(page.text("details-name") == "__libc_start_main", "with all functions, below _start is", page.text("details-name"))
    page.expect(page.text("legend") == "python3.11libc.so.6", "the legend has", page.text("legend"))
    page.quiet()


def keyboard_alone(page):
    """Everything that can be worked is reached with the tabulator, one after the other, and the timeline answers to keys."""
    page.open("small")
    reached = []
    for _ in range(16):
        page.browser.press("Tab")
        reached.append(page.browser.value("document.activeElement.id || document.activeElement.localName"))
    wanted = ["mode", "colors", "inverted", "flame", "merged", "all", "search", "regex", "button", "help", "graph", "summary", "timeline"]
    page.expect(reached[:len(wanted)] == wanted, "the tabulator reaches", reached)
    page.focus("timeline")
    page.browser.press("Home")
    page.expect(page.text("live").startswith("0.000 s: RSS "), "at the beginning it says", page.text("live"))
    page.browser.press("ArrowRight")
    page.expect(page.text("timeline-text").startswith("0.017 s: RSS "), "one step on,", page.text("timeline-text"))
    page.browser.press("End")
    page.expect(page.text("live").startswith("1.696 s: RSS "), "at the end it says", page.text("live"))
    page.expect(not page.text("live").endswith("main"), "what has ended still runs:", page.text("live"))
    page.browser.press(*["ArrowLeft"] * 21)
    page.expect(page.text("live").endswith(" · in main, loadCatalog(_:)"), "functions that run are", page.text("live"))
    page.shoot("timeline")
    page.browser.value("document.querySelector('#timeline-part summary').focus()")
    page.browser.press("Enter")
    page.expect(not page.browser.value("document.getElementById('timeline-part').open"), "Enter does not close the timeline")
    page.quiet()


def hostile_names(page):
    page.open("hostile")
    page.expect(page.browser.value("document.title") == "</title><script>document.title='broken'</script> · memory",
                "has the title", page.browser.value("document.title"))
    page.focus()
    page.browser.press("ArrowDown", "ArrowDown")
    seen = []
    for _ in range(8):
        seen.append(page.text("details-name"))
        page.browser.press("Enter", "Escape", "ArrowDown", "ArrowDown", *["ArrowRight"] * len(seen))
    left, top, width, _ = page.frame()
    for part in range(1, 20):
        page.browser.mouse("mouseMoved", left + width * part / 20, top + 50)
    page.browser.settle()
    page.expect(len(set(seen)) == 8 and "</script><script>document.title='broken'</script>" in seen, "names are", seen)
    elements = page.browser.value("[document.scripts.length, document.images.length, document.querySelectorAll('b, i').length]")
    page.expect(elements == [2, 0, 1], "scripts, images and b of its own are", elements)
    page.shoot("hostile")
    page.quiet()


def deep_stacks(page):
    page.open("deep", "#flame=1")
    page.focus()
    page.browser.press(*["ArrowUp"] * 60, "Enter")
    page.expect(len(page.path()) == 61, "sixty frames up,", len(page.path()), "are in the path")
    page.browser.value("document.getElementById('graph').scrollTop = 0")
    page.browser.settle()
    page.expect(page.colors() > 1, "is not drawn at the far end")
    page.shoot("deep")
    page.quiet()


def narrow_frames(page):
    page.open("large", "#inverted=1")
    page.focus()
    names = []
    for _ in range(8):
        page.browser.press("ArrowDown", "Enter")
        names.append(page.text("details-name"))
    page.expect("narrow frames" in names[0], "begins with", names)
    page.expect(any(name.startswith("Generated.") for name in names), "zooming in leads to no frame but", names)
    page.quiet()


def frames_of(page, *keys):
    """Milliseconds that the page's script takes for each of some presses of these keys in turn."""
    return page.browser.value(
        "new Promise(async (done) => { const times = [], target = document.getElementById('graph');"
        " const keys = "
        f"{list(keys)!r}; for (let i = 0; i < 10; i++) {{ const start = performance.now();"
        " target.dispatchEvent(new KeyboardEvent('keydown', { key: keys[i % keys.length], bubbles: true, cancelable: true }));"
        " times.push(performance.now() - start); await new Promise((next) => requestAnimationFrame(next)); }"
        " done(times); })")


def large_recordings(page):
    """Prints what a page of 100,000 tracebacks takes; only being far too slow is a fault, as other work may run beside."""
    seconds = [page.open("large") for _ in range(3)]
    page.shoot("large")
    page.focus()
    page.browser.press("ArrowDown", "ArrowDown")
    times = {"open": 1000 * statistics.median(seconds)}
    actions = {"select": ["ArrowRight"], "zoom": ["Enter", "Backspace"], "another count": ["m"], "invert": ["i"],
               "merge": ["g"], "all": ["a"], "flame": ["f"]}
    for what, keys_in_turn in actions.items():
        times[what] = max(frames_of(page, *keys_in_turn))
    page.browser.press("Escape", "Escape")
    times["search"] = page.browser.value(
        "(() => { const start = performance.now(), s = document.getElementById('search'); s.value = 'handle77';"
        " document.getElementById('controls').requestSubmit(); return performance.now() - start; })()")
    times["scroll"] = statistics.median(page.browser.value(
        "(() => { const g = document.getElementById('graph'), times = []; for (let i = 0; i < 9; i++) {"
        " const start = performance.now(); g.dispatchEvent(new Event('scroll')); times.push(performance.now() - start); }"
        " return times; })()"))
    print("flamegraph: 100,000 tracebacks, milliseconds:", ", ".join(f"{what} {time:.0f}" for what, time in times.items()))
    for what, time in times.items():
        page.expect(time < (10_000 if what == "open" else 1000), what, "takes", round(time), "ms")
    page.quiet()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    browser = Chromium()
    try:
        page = Page(browser, Path(sys.argv[1]).resolve())
        checks = [rendering, keys, pointer, searching, views, functions_without_lines, modules_without_lines, keyboard_alone, hostile_names, deep_stacks, narrow_frames, large_recordings]
        for check in checks:
            check(page)
    finally:
        browser.close()
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"flamegraph: {len(checks)} checks in Chromium, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()

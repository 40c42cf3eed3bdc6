/// The page's script, from its parts. They share one scope, in this order; the last lines start the page.

let flamegraphScript = """
  (() => {
  "use strict";
  \(flamegraphScriptProfile)
  \(flamegraphScriptView)
  \(flamegraphScriptColors)
  \(flamegraphScriptGraph)
  \(flamegraphScriptPage)
  \(flamegraphScriptDetails)
  \(flamegraphScriptSearch)
  \(flamegraphScriptInput)
  \(flamegraphScriptTimeline)
  \(flamegraphScriptPlot)
  \(flamegraphScriptStart)
  })();
  """

private let flamegraphScriptStart = #"""
  element("title").textContent = data.title;
  element("command").textContent = data.command;
  element("notes").replaceChildren(...data.notes.map((note) => made("li", {}, note)));
  element("mode").replaceChildren(...Object.entries(modes).map(([value, { label, column }]) =>
    made("option", { value }, `${label}: ${columnText(column, profile.sum(column)[0])}`)));
  element("all").parentElement.hidden = !profile.background.includes(1);
  listen();
  apply(stateFromAddress());
  if (data.timeline) showTimeline();
  """#

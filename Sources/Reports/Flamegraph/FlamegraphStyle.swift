/// The page's style. Colours of frames are the script's; everything else follows the reader's light or dark scheme.

let flamegraphStyle = #"""
  :root {
    --ground: #ffffff; --raised: #f3f4f6; --line: #c9ccd2; --text: #16181d; --muted: #565c68; --accent: #0b57d0;
    --warning: #fff4ce;
    font: 13px/1.4 system-ui, sans-serif;
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #14161a; --raised: #20242b; --line: #414753; --text: #e9ebef; --muted: #a5acb8; --accent: #8ab4f8;
      --warning: #3d3210;
    }
  }
  * { box-sizing: border-box; }
  [hidden] { display: none !important; }
  body {
    margin: 0; padding: 10px 16px; min-height: 100dvh; display: flex; flex-direction: column; gap: 6px;
    background: var(--ground); color: var(--text);
  }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .spoken { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }

  header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; }
  h1 { margin: 0; font-size: 18px; overflow-wrap: anywhere; }
  #command { color: var(--muted); overflow-wrap: anywhere; max-height: 4.2em; overflow-y: auto; }
  #notes { margin: 0; padding: 0; list-style: none; flex-basis: 100%; }
  #notes li { padding: 4px 8px; border-radius: 4px; background: var(--warning); }
  #notes:empty { display: none; }

  #controls { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
  #controls label { display: inline-flex; align-items: center; gap: 5px; white-space: nowrap; }
  select, button, input[type=search] {
    font: inherit; color: var(--text); background: var(--raised); border: 1px solid var(--line); border-radius: 5px;
    padding: 3px 8px; min-height: 28px;
  }
  select { max-width: 100%; }
  #mode { width: 18em; }
  button { cursor: pointer; }
  button:disabled { color: var(--muted); cursor: default; }
  #searching { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; }
  #search { width: 13em; max-width: 100%; }
  #found { min-width: 14em; font-variant-numeric: tabular-nums; }
  #found.wrong { font-weight: 600; }

  nav { display: flex; align-items: center; gap: 12px; }
  nav > button { flex: none; min-height: 0; padding: 1px 8px; }
  #path { flex: 1; display: flex; margin: 0; padding: 3px; list-style: none; overflow-x: auto; white-space: nowrap; }
  #path li + li::before { content: "›"; padding: 0 2px; color: var(--muted); }
  #path button {
    max-width: 22em; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom;
    min-height: 0; padding: 1px 5px; border: 0; background: none; color: var(--accent);
  }
  #path [aria-current] { color: var(--text); font-weight: 600; }

  main { position: relative; flex: 1 1 300px; min-height: 220px; display: flex; }
  /* Focus shows around the canvas, inside: an outline outside would be clipped at the window's edge. */
  #graph { flex: 1; position: relative; overflow-x: hidden; overflow-y: auto; border: 1px solid var(--line); height: 0; min-height: 100%; }
  #graph:focus-visible { outline-offset: 0; }
  #surface { position: relative; }
  #boxes { position: sticky; top: 0; display: block; }
  #marks { position: absolute; left: 0; pointer-events: none; }
  #empty {
    position: absolute; inset: 0; margin: auto; width: fit-content; height: fit-content; max-width: 90%; padding: 10px 16px;
    background: var(--raised); border-radius: 6px; text-align: center;
  }

  #legend { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0; padding: 0; list-style: none; font-size: 12px; }
  #legend:empty { display: none; }
  .swatch { display: inline-block; width: 11px; height: 11px; margin-right: 5px; border: 1px solid var(--muted); vertical-align: -1px; }

  #details { border-top: 1px solid var(--line); padding-top: 6px; min-height: 98px; overflow-wrap: anywhere; }
  #details p { margin: 0; }
  #details-name { font-weight: 600; max-height: 4.2em; overflow-y: auto; }
  #details-place { color: var(--muted); }
  #details-numbers { display: flex; flex-wrap: wrap; gap: 2px 26px; margin: 5px 0 0; }
  #details-numbers dt { color: var(--muted); font-size: 12px; }
  #details-numbers dd { margin: 0; font-variant-numeric: tabular-nums; }

  #timeline-part { border-top: 1px solid var(--line); padding-top: 4px; }
  #timeline-part summary { cursor: pointer; font-weight: 600; }
  #timeline-text { margin-left: 8px; font-weight: 400; color: var(--muted); font-variant-numeric: tabular-nums; }
  #timeline { display: block; width: 100%; margin-top: 4px; }

  #tooltip {
    position: fixed; z-index: 2; max-width: min(520px, 92vw); padding: 7px 10px; border-radius: 6px; pointer-events: none;
    background: var(--raised); border: 1px solid var(--muted); box-shadow: 0 3px 12px #0005; overflow-wrap: anywhere;
    white-space: pre-line; font-variant-numeric: tabular-nums;
  }
  #tooltip b { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }

  dialog { max-width: 560px; border: 1px solid var(--muted); border-radius: 8px; background: var(--ground); color: var(--text); }
  dialog::backdrop { background: #0007; }
  dialog h2:focus-visible { outline: none; }
  dialog h2 { margin: 0 0 6px; font-size: 17px; }
  dialog dl { display: grid; grid-template-columns: minmax(min-content, max-content) 1fr; gap: 5px 14px; }
  dialog dd { margin: 0; }
  dialog form { text-align: right; }
  kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--raised); font: inherit; }

  @media (max-width: 640px) {
    body { padding: 8px; }
    #searching { flex: 1 1 100%; }
    #search { flex: 1; width: 8em; }
    #found { flex-basis: 100%; }
    #found:empty { display: none; }
    #details { min-height: 0; }
    main { flex-basis: 55dvh; }
    dialog dl { gap: 5px 8px; }
  }
  @media print {
    #controls, #path, #keys { display: none; }
  }
  """#

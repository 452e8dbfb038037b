"""The style sheet of exported pages: measured lines, quiet headings, light and dark, for paper too.

Mathematical fonts are named in the order of their beauty; browsers take the first that is there.
"""

HTML_STYLE = """\
:root { color-scheme: light dark; --text: #1b1f24; --muted: #5b6472; --line: #e1e4ea;
  --ground: #ffffff; --bubble: #f1f3f8; --code: #f6f8fa; --accent: #2f5fd0; --danger: #b42318; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --muted: #a2abba; --line: #2b2f38;
  --ground: #17191e; --bubble: #23262e; --code: #1e2128; --accent: #7ea3ff; --danger: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.6 system-ui,
  -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: .8rem; font-weight: 600; color: var(--muted); margin: 0 0 .4rem; }
h3, h4, h5, h6 { line-height: 1.3; margin: 1.4em 0 .5em; }
h3 { font-size: 1.35rem; } h4 { font-size: 1.18rem; } h5, h6 { font-size: 1rem; }
.about, .note { color: var(--muted); font-size: .9rem; }
section { margin-top: 2rem; }
.question .text { background: var(--bubble); border-radius: .9rem; padding: .2rem 1.1rem; }
details { border-left: 3px solid var(--line); padding-left: 1rem; color: var(--muted);
  font-size: .95rem; margin-bottom: 1rem; }
summary { cursor: pointer; }
p, ul, ol, pre, blockquote, .table, .formula { margin: .8em 0; }
li > p:first-child { margin-top: 0; } li > p:last-child { margin-bottom: 0; }
a { color: var(--accent); }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "Noto Sans Math", math; }
.formula { overflow-x: auto; overflow-y: hidden; text-align: center; padding: .2em 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .4em .8em; }
th { background: var(--bubble); }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
code { font: .9em ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace;
  background: var(--code); border-radius: .3em; padding: .1em .3em; }
pre { background: var(--code); border-radius: .6rem; padding: .9rem 1.1rem; overflow-x: auto; }
pre code { padding: 0; background: none; }
.unset { color: var(--danger); }
blockquote { border-left: 3px solid var(--line); padding-left: 1rem; margin-left: 0;
  color: var(--muted); }
hr { border: none; border-top: 1px solid var(--line); margin: 1.5em 0; }
@media print { main { max-width: none; padding: 0; } pre, .formula, tr { break-inside: avoid; }
  h1, h2, h3, h4 { break-after: avoid; } pre { white-space: pre-wrap; } }
"""

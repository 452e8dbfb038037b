// Entry point of resources/mathjax/mathjax.js: TeX in, SVG or MathML out, without a browser.
//
// Defines two global functions: typeset(tex, display) returns the <svg> element as text, and
// mathml(tex, display) the <math> element; or "!" and the reason when the TeX is wrong. What one
// formula defines is unknown to the next, so that the same TeX always gives the same drawing.

import { mathjax } from "mathjax-full/js/mathjax.js";
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import { STATE } from "mathjax-full/js/core/MathItem.js";
import { SerializedMmlVisitor } from "mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js";
import { MapHandler } from "mathjax-full/js/input/tex/MapHandler.js";
import { RANGES } from "mathjax-full/js/core/MmlTree/OperatorDictionary.js";
import { TEXCLASS } from "mathjax-full/js/core/MmlTree/MmlNode.js";
import { SVG } from "mathjax-full/js/output/svg.js";

import { MACROS } from "./mathjax_macros.js";

import "mathjax-full/js/input/tex/base/BaseConfiguration.js";
import "mathjax-full/js/input/tex/ams/AmsConfiguration.js";
import "mathjax-full/js/input/tex/amscd/AmsCdConfiguration.js";
import "mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js";
import "mathjax-full/js/input/tex/braket/BraketConfiguration.js";
import "mathjax-full/js/input/tex/cancel/CancelConfiguration.js";
import "mathjax-full/js/input/tex/cases/CasesConfiguration.js";
import "mathjax-full/js/input/tex/centernot/CenternotConfiguration.js";
import "mathjax-full/js/input/tex/color/ColorConfiguration.js";
import "mathjax-full/js/input/tex/configmacros/ConfigMacrosConfiguration.js";
import "mathjax-full/js/input/tex/empheq/EmpheqConfiguration.js";
import "mathjax-full/js/input/tex/extpfeil/ExtpfeilConfiguration.js";
import "mathjax-full/js/input/tex/gensymb/GensymbConfiguration.js";
import "mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js";
import "mathjax-full/js/input/tex/mhchem/MhchemConfiguration.js";
import "mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js";
import "mathjax-full/js/input/tex/textcomp/TextcompConfiguration.js";
import "mathjax-full/js/input/tex/textmacros/TextMacrosConfiguration.js";
import "mathjax-full/js/input/tex/unicode/UnicodeConfiguration.js";
import "mathjax-full/js/input/tex/upgreek/UpgreekConfiguration.js";
import "mathjax-full/js/input/tex/verb/VerbConfiguration.js";

const PACKAGES = [
  "base", "ams", "amscd", "boldsymbol", "braket", "cancel", "cases", "centernot", "color",
  "configmacros", "empheq", "extpfeil", "gensymb", "mathtools", "mhchem", "newcommand", "textcomp",
  "textmacros", "unicode", "upgreek", "verb",
];

const DEFINED_BY_FORMULAS = [
  "new-Command", "new-Delimiter", "new-Environment", "mathtools-paired-delims", "ams-declare-ops",
];
const LITERAL_IN_TEXT = ["_", "^", "&", "#", "%"];
const TAG_GAP = "2em";

class WrongTeX extends Error {}

const input = new TeX({
  packages: PACKAGES,
  macros: MACROS,
  ams: { multlineWidth: "auto" },
  formatError: (_jax, error) => { throw new WrongTeX(error.message); },
});
input.postFilters.add(({ data }) => data.root.walkTree(tagsToColumn, data.nodeFactory), -10);
for (const sign of LITERAL_IN_TEXT) MapHandler.getMap("text-special").remove(sign);
for (const link of ["ref", "eqref"]) MapHandler.getMap("text-macros").remove(link);

// MathJax fails on a character outside of all its ranges, € for one. It is text.
const gaps = RANGES.map(([start], i) => [i ? RANGES[i - 1][1] + 1 : 0, start - 1]);
gaps.push([RANGES.at(-1)[1] + 1, 0x10FFFF]);
RANGES.push(...gaps.map(([start, end]) => [start, end, TEXCLASS.ORD, "mtext"]));
RANGES.sort((one, other) => one[1] - other[1]);

const adaptor = liteAdaptor();
// Width and height in em of text that MathJax has no glyphs for: Chinese, Japanese, Korean,
// symbols and emoji are square, other letters are taken to be of average width.
const SQUARE = new RegExp("[\\u1100-\\u115F\\u2100-\\u2BFF\\u2E80-\\uD7A3\\uF900-\\uFF60" +
  "\\uFFE0-\\uFFE6\\u{1F000}-\\u{3FFFF}]", "gu");
adaptor.nodeSize = (node) => {
  const text = adaptor.textContent(node);
  const square = (text.match(SQUARE) ?? []).length;
  return [square + 0.6 * (Array.from(text).length - square), 0.8];
};
RegisterHTMLHandler(adaptor);
const visitor = new SerializedMmlVisitor();
const page = mathjax.document("", { InputJax: input, OutputJax: new SVG({ fontCache: "none" }) });

// MathJax sets tags at the edge of a page; we have none, so they become the table's last column.
function tagsToColumn(table, factory) {
  if (!table.isKind("mtable") || !table.childNodes.some((row) => row.isKind("mlabeledtr"))) return;
  const rows = table.childNodes.map((row) => {
    const [tag, cells] = row.isKind("mlabeledtr")
      ? [row.childNodes[0], row.childNodes.slice(1)] : [null, row.childNodes];
    return { tag, cells };
  });
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  table.setChildren(rows.map(({ tag, cells }) => {
    const missing = Array.from({ length: columns - cells.length });
    const empty = missing.map(() => factory.create("node", "mtd"));
    return factory.create("node", "mtr", tag ? [...cells, ...empty, tag] : cells);
  }));
  addColumn(table, "columnalign", columns, "center", "right");
  addColumn(table, "columnspacing", columns - 1, "0.8em", TAG_GAP);
}

function addColumn(table, name, count, standard, value) {
  const given = String(table.attributes.getExplicit(name) || standard).trim().split(/\s+/);
  const values = Array.from({ length: count }, (_, i) => given[Math.min(i, given.length - 1)]);
  table.attributes.set(name, [...values, value].join(" "));
}

function forgetFormulas() {
  input.reset();
  input.parseOptions.packageData.get("textmacros").parseOptions.clear();
  for (const name of DEFINED_BY_FORMULAS) input.parseOptions.handlers.retrieve(name).map.clear();
}

function svgOf(tex, display) {
  // Pixels. The x-height is that of MathJax's font, 0.442 em, so text in other fonts is not scaled.
  const metrics = { em: 16, ex: 16 * 0.442, containerWidth: 1e6 };
  const svg = adaptor.firstChild(page.convert(tex, { display, ...metrics }));
  adaptor.removeAttribute(svg, "xmlns");
  return adaptor.outerHTML(svg);
}

function mathmlOf(tex, display) {
  return visitor.visitTree(page.convert(tex, { display, end: STATE.CONVERT }));
}

function answer(write, tex, display) {
  forgetFormulas();
  try {
    return write(tex, display);
  } catch (error) {
    if (error instanceof WrongTeX) return "!" + error.message;
    throw error;
  }
}

// join makes one flat string; QuickJS's ropes (long concatenations) cannot cross into Python.
globalThis.typeset = (tex, display) => [answer(svgOf, tex, display)].join("");
globalThis.mathml = (tex, display) => [answer(mathmlOf, tex, display)].join("");

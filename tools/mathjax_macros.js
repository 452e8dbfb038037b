// Commands that MathJax lacks and people write: those of other LaTeX packages (named in front of
// each group), and those that make no difference in a formula. A macro with arguments is
// [replacement, number of arguments], with a third value if the first argument is optional.

const named = (names) => Object.fromEntries(
  names.split(" ").map((name) => [name, `\\operatorname{${name}}`]));

const same = (names, replacement) => Object.fromEntries(
  names.split(" ").map((name) => [name, replacement]));

export const MACROS = {
  // amsopn by hand, and the function names of other countries
  ...named("adj arccot arccsc arcctg arcosh arcsec arctg arsinh artanh cis cosec Cov csch ctg " +
    "diag erf erfc lcm ord proj rank rot sech sgn sign sinc supp tg tr Tr Var vol"),
  argmax: "\\operatorname*{arg\\,max}",
  argmin: "\\operatorname*{arg\\,min}",

  // sets: usual short names; dsfont, bbm
  N: "\\mathbb{N}", Z: "\\mathbb{Z}", Q: "\\mathbb{Q}", R: "\\mathbb{R}", C: "\\mathbb{C}",
  ...same("mathds mathbbm", ["\\mathbb{#1}", 1]),

  // capital Greek letters that look like Latin ones
  Alpha: "\\mathrm{A}", Beta: "\\mathrm{B}", Epsilon: "\\mathrm{E}", Zeta: "\\mathrm{Z}",
  Eta: "\\mathrm{H}", Iota: "\\mathrm{I}", Kappa: "\\mathrm{K}", Mu: "\\mathrm{M}",
  Nu: "\\mathrm{N}", Omicron: "\\mathrm{O}", Rho: "\\mathrm{P}", Tau: "\\mathrm{T}",
  Chi: "\\mathrm{X}", omicron: "o",

  // bm, physics, diffcoeff
  ...same("bm vb", ["\\boldsymbol{#1}", 1]),
  vu: ["\\hat{\\boldsymbol{#1}}", 1],
  ...same("dd dif diff", "\\mathrm{d}"),
  abs: ["\\left|#1\\right|", 1],
  norm: ["\\left\\|#1\\right\\|", 1],
  dv: ["\\frac{\\mathrm{d}#1}{\\mathrm{d}#2}", 2],
  pdv: ["\\frac{\\partial #1}{\\partial #2}", 2],
  grad: "\\nabla", curl: "\\nabla\\times", laplacian: "\\nabla^2",

  // siunitx, nicefrac, xfrac
  SI: ["#1\\,\\mathrm{#2}", 2],
  ...same("si unit", ["\\mathrm{#1}", 1]),
  num: ["#1", 1],
  ang: ["#1^\\circ", 1],
  ...same("nicefrac sfrac", ["{#1}/{#2}", 2]),

  // capitals and other spellings of what there is
  ...Object.fromEntries(["vec", "bar", "hat", "tilde", "dot", "ddot"].map(
    (name) => [name[0].toUpperCase() + name.slice(1), [`\\${name}{#1}`, 1]])),
  ...same("bold mathbold", ["\\mathbf{#1}", 1]),
  bbone: "\\mathbb{1}",
  hdots: "\\ldots", colonequals: "\\coloneqq", lang: "\\langle", rang: "\\rangle",
  medspace: "\\:", thickspace: "\\;", negmedspace: "\\!",
  varangle: "\\sphericalangle", qed: "\\square", footnotesize: "\\small",

  // signs
  AA: "\\mathring{\\mathrm{A}}", angstrom: "\\mathring{\\mathrm{A}}",
  ...same("arc overarc overgroup wideparen", ["\\overparen{#1}", 1]),
  oiint: "\\mathop{\\unicode{x222F}}", iddots: "\\unicode{x22F0}",
  ...same("euro texteuro", "\\unicode{x20AC}"),
  ...same("cent textcent", "\\unicode{xA2}"),
  copyright: "\\unicode{xA9}", pounds: "\\unicode{xA3}", P: "\\unicode{xB6}",
  textdollar: "\\$", textbackslash: "\\backslash",
  ...same("permil textperthousand", "\\unicode{x2030}"),
  textcircled: ["(#1)", 1],

  // text
  ...same("textsc textsl textmd textup", ["\\text{#1}", 1]),
  ...same("emph uline", ["\\textit{#1}", 1]),
  textsuperscript: ["^{\\text{#1}}", 1],
  textsubscript: ["_{\\text{#1}}", 1],
  intertext: ["\\text{#1}\\\\", 1],
  href: ["#2", 2],
  ref: ["\\text{#1}", 1],
  eqref: ["(\\text{#1})", 1],
  ensuremath: ["#1", 1],
  ...same("makebox framebox", ["\\text{#2}", 2, ""]),
  ...same("raisebox scalebox parbox rotatebox", ["\\text{#2}", 2]),
  resizebox: ["\\text{#3}", 3],
  ...same("class cssId style", ["#2", 2]),
  ...same("mathlarger mathsmaller", ["#1", 1]),

  // tables: a cell over several columns stays in its first
  ...same("multicolumn multirow", ["#3", 3]),
  cline: ["", 1],
  ...same("toprule midrule bottomrule", "\\hline"),

  // layout of pages
  ...same("vspace require", ["", 1]),
  ...same("par noindent centering displaybreak pagebreak linebreak allowbreak nobreak relax " +
    "protect xspace smallskip medskip bigskip hfill hfil hss vfill", ""),
};

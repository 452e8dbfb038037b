"""What the palette offers: rows of templates and signs. An empty place is a ``□``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """``name`` is a key of the translations; a sign that reads alike everywhere has none."""

    tex: str
    name: str
    picture: str = ""  # TeX that stands for it on its button, where that is simpler

    @property
    def shown(self) -> str:
        return (self.picture or self.tex).replace("□", r"\square ")


def _greek(*names: str) -> tuple[Template, ...]:
    return tuple(Template(f"\\{name}", name) for name in names)


ROWS: tuple[tuple[Template, ...], ...] = (
    (
        Template(r"\frac{□}{□}", "composer.fraction"),
        Template(r"\sqrt{□}", "composer.root"),
        Template(r"\sqrt[□]{□}", "composer.nth_root"),
        Template("□^{□}", "composer.power"),
        Template("□_{□}", "composer.index"),
        Template(r"\left| □ \right|", "composer.absolute", r"\left|□\right|"),
        Template(r"\vec{□}", "composer.vector"),
        Template(r"\overline{□}", "composer.overline"),
    ),
    (
        Template(r"\int □ \, dx", "composer.integral", r"\int □"),
        Template(r"\int_{□}^{□} □ \, dx", "composer.definite_integral", r"\int_□^□"),
        Template(r"\sum_{□}^{□} □", "composer.sum", r"\sum_□^□"),
        Template(r"\prod_{□}^{□} □", "composer.product", r"\prod_□^□"),
        Template(r"\lim_{□ \to □} □", "composer.limit", r"\lim_{□}"),
        Template(r"\binom{□}{□}", "composer.binomial"),
        Template(r"\begin{pmatrix} □ & □ \\ □ & □ \end{pmatrix}", "composer.matrix"),
        Template(r"\begin{cases} □ & □ \\ □ & □ \end{cases}", "composer.cases"),
    ),
    (
        Template(r"\le", "composer.less_equal"),
        Template(r"\ge", "composer.greater_equal"),
        Template(r"\ne", "composer.not_equal"),
        Template(r"\approx", "composer.about_equal"),
        Template(r"\pm", "composer.plus_minus"),
        Template(r"\cdot", "composer.times"),
        Template(r"\times", "composer.cross"),
        Template(r"\infty", "composer.infinity"),
    ),
    (
        Template(r"\in", "composer.element"),
        Template(r"\notin", "composer.not_element"),
        Template(r"\subset", "composer.subset"),
        Template(r"\cup", "composer.union"),
        Template(r"\cap", "composer.intersection"),
        Template(r"\emptyset", "composer.empty_set"),
        Template(r"\mathbb{R}", "composer.reals"),
        Template(r"^\circ", "composer.degrees"),
    ),
    _greek("alpha", "beta", "gamma", "delta", "varepsilon", "theta", "lambda", "mu"),
    _greek("pi", "rho", "sigma", "varphi", "omega", "Delta", "Sigma", "Omega"),
)

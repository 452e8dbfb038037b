"""Mathematical signs and the names of their commands in TeX; raised and lowered characters."""

_TABLE = """
    α alpha  β beta  γ gamma  δ delta  ε varepsilon  ζ zeta  η eta  θ theta  ι iota  κ kappa
    λ lambda  μ mu  ν nu  ξ xi  π pi  ρ rho  ς varsigma  σ sigma  τ tau  υ upsilon  φ varphi
    χ chi  ψ psi  ω omega  Γ Gamma  Δ Delta  Θ Theta  Λ Lambda  Ξ Xi  Π Pi  Σ Sigma  Υ Upsilon
    Φ Phi  Ψ Psi  Ω Omega  ϕ phi  ϵ epsilon  ϑ vartheta  ϱ varrho  ϖ varpi  ± pm  ∓ mp
    × times  ÷ div  · cdot  ⋅ cdot  ∗ ast  ∘ circ  • bullet  ⊕ oplus  ⊗ otimes  ∪ cup  ∩ cap
    ∧ wedge  ∨ vee  ¬ neg  ∖ setminus  ≤ leq  ≥ geq  ⩽ leqslant  ⩾ geqslant  ≪ ll  ≫ gg  ≠ neq
    ≡ equiv  ≈ approx  ≅ cong  ∼ sim  ≃ simeq  ∝ propto  ≜ triangleq  ∈ in  ∉ notin  ∋ ni
    ⊂ subset  ⊃ supset  ⊆ subseteq  ⊇ supseteq  ⊊ subsetneq  ∅ varnothing  ∀ forall  ∃ exists
    ∄ nexists  ∴ therefore  ∵ because  ⊥ perp  ∥ parallel  ∠ angle  △ triangle  □ square
    ■ blacksquare  ★ bigstar  → to  ← leftarrow  ↔ leftrightarrow  ⇒ Rightarrow  ⇐ Leftarrow
    ⇔ Leftrightarrow  ↦ mapsto  ⟶ longrightarrow  ⟹ Longrightarrow  ⟺ Longleftrightarrow
    ↑ uparrow  ↓ downarrow  ↗ nearrow  ↘ searrow  ∞ infty  ∂ partial  ∇ nabla  ∑ sum  ∏ prod
    ∫ int  ∬ iint  ∭ iiint  ∮ oint  … ldots  ⋯ cdots  ⋮ vdots  ⋱ ddots  ′ prime  ℓ ell  ℏ hbar
    ℜ Re  ℑ Im  ⌊ lfloor  ⌋ rfloor  ⌈ lceil  ⌉ rceil  ⟨ langle  ⟩ rangle  ‖ |  ∣ mid  ∤ nmid
    ⊢ vdash  ⊨ models  † dagger  ⊤ top  ≺ prec  ≻ succ  ⊖ ominus  ⊙ odot  ✓ checkmark
"""


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


#: The name of each sign's command, without the backslash.
NAMES = _pairs(_TABLE)

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+-ni", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₙᵢ", "0123456789+-ni", strict=True))

#: The sign of each command that is one sign.
COMMANDS = {name: sign for sign, name in NAMES.items() if name.isalpha()} | {
    **dict.fromkeys(("le", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geqslant"), "≥"),
    **dict.fromkeys(("dots", "cdots", "dotsb", "dotsc"), "…"),
    **dict.fromkeys(("implies", "Longrightarrow"), "⇒"),
    **dict.fromkeys(("ast", "star"), "*"),
    "ne": "≠",
    "cdot": "·",
    "rightarrow": "→",
    "iff": "⇔",
    "emptyset": "∅",
    "land": "∧",
    "lor": "∨",
    "neg": "¬",
    "lnot": "¬",
    "degree": "°",
    "mid": "|",
    "vert": "|",
    "backslash": "\\",
}

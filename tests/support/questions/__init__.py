"""Generated exercises whose answers are known without any algebra system: how they are made is
their key. Each comes with right answers in several notations, and with near misses.
"""

import random

from support.questions import algebra, calculus, numbers
from support.questions.asking import Asker, Exercise

MAKERS = (
    algebra.linear_equation,
    algebra.quadratic_equation,
    algebra.quadratic_with_root,
    algebra.quadratic_without_root,
    algebra.cubic_equation,
    algebra.rational_equation,
    algebra.radical_equation,
    algebra.absolute_equation,
    algebra.logarithmic_equation,
    algebra.exponential_equation,
    algebra.linear_system,
    algebra.square_system,
    algebra.linear_inequality,
    algebra.quadratic_inequality,
    algebra.rational_inequality,
    algebra.absolute_inequality,
    algebra.literal_equation,
    algebra.expansion,
    algebra.factoring,
    algebra.simplification,
    calculus.derivative,
    calculus.derivative_of_product,
    calculus.derivative_at,
    calculus.antiderivative,
    calculus.antiderivative_of_function,
    calculus.definite_integral,
    calculus.limit,
    calculus.finite_sum,
    calculus.geometric_series,
    calculus.function_value,
    calculus.slope_of_root,
    numbers.arithmetic,
    numbers.fractions,
    numbers.powers,
    numbers.roots,
    numbers.reduction,
    numbers.divisors,
    numbers.remainders,
    numbers.modular_inverse,
    numbers.prime_factors,
    numbers.choices,
    numbers.arrangements,
    numbers.binomial_coefficient,
    numbers.percentages,
    numbers.means,
    numbers.determinant,
    numbers.inverse_matrix,
    numbers.matrix_product,
    numbers.eigenvalues,
    numbers.trace_and_transpose,
)


def exercise(number: int) -> Exercise:
    """Exercise ``number``: always the same; the kinds and languages take turns."""
    language = "en" if number // len(MAKERS) % 2 == 0 else "zh"
    return MAKERS[number % len(MAKERS)](Asker(random.Random(f"exercise {number}"), language))


__all__ = ["MAKERS", "Exercise", "exercise"]

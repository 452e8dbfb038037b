"""How people ask for what ``numbers`` makes: wordings in English and in Chinese."""

Wordings = tuple[list[str], list[str]]

GCD: Wordings = (
    [
        "Find the greatest common divisor of {a} and {b}.",
        "gcd({a}, {b})",
        "gcd({a},{b})=?",
        "$\\gcd({a},{b})$",
        "GCD of {a} and {b}",
        "What is the HCF of {a} and {b}?",
        "What is the greatest common divisor of {a} and {b}",
        "Compute the gcd of {a} and {b}.",
        "Please find the highest common factor of {a} and {b}.",
        "What is the greatest common factor of {a} and {b}?",
        "Which is the largest number that divides both {a} and {b}?",
    ],
    [
        "求 {a} 和 {b} 的最大公约数。",
        "求{a}和{b}的最大公约数",
        "{a}与{b}的最大公约数是多少？",
        "计算 {a} 与 {b} 的最大公因数",
        "gcd({a}, {b})",
        "gcd({a},{b})=?",
        "$\\gcd({a},{b})$",
        "请问 {a} 和 {b} 的最大公因数等于多少？",
        "{a}和{b}的最大公约数",
        "能同时整除 {a} 和 {b} 的最大整数是多少？",
    ],
)
LCM: Wordings = (
    [
        "Find the least common multiple of {a} and {b}.",
        "lcm({a}, {b})",
        "lcm({a},{b})=?",
        "$\\operatorname{{lcm}}({a},{b})$",
        "LCM of {a} and {b}",
        "What is the LCM of {a} and {b}?",
        "What is the lowest common multiple of {a} and {b}",
        "Compute the lcm of {a} and {b}.",
        "Please find the least common multiple of {a} and {b}.",
        "What is the smallest number that both {a} and {b} divide?",
    ],
    [
        "求 {a} 和 {b} 的最小公倍数。",
        "求{a}和{b}的最小公倍数",
        "{a}与{b}的最小公倍数是多少？",
        "计算 {a} 与 {b} 的最小公倍数",
        "lcm({a}, {b})",
        "lcm({a},{b})=?",
        "$\\operatorname{{lcm}}({a},{b})$",
        "请问 {a} 和 {b} 的最小公倍数等于多少？",
        "{a}和{b}的最小公倍数",
        "能同时被 {a} 和 {b} 整除的最小正整数是多少？",
    ],
)
NEXT: Wordings = (
    [
        "What is the next term of {t}, ...?",
        "Find the next number: {t}, ...",
        "{t}, ?",
        "Which number comes next in the sequence {t}, …",
        "Continue the arithmetic sequence {t}, ... with one more term.",
        "Please give the next term of the arithmetic sequence {t}, ...",
    ],
    [
        "{t}, … 的下一项是多少？",
        "求等差数列 {t}, … 的下一项。",
        "找规律：{t}, ( )",
        "{t}, ?",
        "请问数列 {t}, ... 的下一个数是几？",
        "等差数列{t}，……，接下来一项等于多少",
    ],
)
TERM: Wordings = (
    [
        "Find the {o} term of the arithmetic sequence {t}, ...",
        "What is a_{n} in the arithmetic sequence {t}, …?",
        "{t}, ... Find term number {n}.",
        "Arithmetic sequence: {t}, ... What is term {n}?",
        "In the sequence {t}, ... compute the term with number {n}",
        "{t}, ..., a_{n}=?",
        "Could you find term {n} of {t}, ...?",
    ],
    [
        "求等差数列 {t}, … 的第{n}项。",
        "等差数列 {t}, … 的第 {n} 项是多少？",
        "已知等差数列 {t}, ...，求 a_{n}。",
        "数列{t}，……的第{n}项等于多少",
        "请问等差数列 {t}, ... 的第{n}项是几？",
        "{t}, ..., 计算第{n}项",
        "{t}, ..., a_{n}=?",
    ],
)
TERM_GIVEN: Wordings = (
    [
        "In an arithmetic sequence {f} and {d}. Find {x}.",
        "Arithmetic sequence, {f}, {d}, {x}=?",
        "An arithmetic sequence has {f} and {d}. What is {x}?",
        "Given {f} and {d}, compute {x} of the arithmetic sequence",
        "The first term of an arithmetic sequence is {a}, the common difference is {e}. "
        "Find term number {n}.",
        "Please find {x} of the arithmetic sequence with {f}, {d}.",
    ],
    [
        "等差数列中，{f}，{d}，求 {x}。",
        "已知等差数列的首项 {f}，公差 {d}，求 {x} 的值。",
        "等差数列首项为{a}，公差为{e}，求第{n}项",
        "在等差数列中，若 {f}，{d}，则 {x} 等于多少？",
        "{f}，{d}，计算等差数列的 {x}",
        "一个等差数列的首项是 {a}，公差是 {e}，请问第 {n} 项是多少？",
    ],
)
SUM: Wordings = (
    [
        "Find the sum of the first {n} terms of the arithmetic sequence {t}, ...",
        "What is the sum of the first {n} terms of {t}, …?",
        "{t}, ... Add up the first {n} terms.",
        "Compute S_{n} for the arithmetic sequence {t}, ...",
        "Arithmetic sequence {t}, ..., S_{n}=?",
        "Please calculate the sum of {n} terms of the arithmetic sequence {t}, ...",
    ],
    [
        "求等差数列 {t}, … 的前{n}项和。",
        "等差数列 {t}, … 的前 {n} 项和是多少？",
        "已知等差数列 {t}, ...，求 S_{n}。",
        "计算等差数列{t}，……的前{n}项之和",
        "请问等差数列 {t}, ... 前{n}项的和等于多少？",
        "等差数列 {t}, ..., S_{n}=?",
    ],
)
SUM_GIVEN: Wordings = (
    [
        "In an arithmetic sequence {f} and {d}. Find {s}.",
        "Arithmetic sequence, {f}, {d}, {s}=?",
        "An arithmetic sequence has {f} and {d}. What is the sum of the first {n} terms?",
        "Given {f} and {d}, compute {s} of the arithmetic sequence",
        "The first term of an arithmetic sequence is {a}, the common difference is {e}. "
        "Find the sum of the first {n} terms.",
        "Please find the sum of {n} terms of the arithmetic sequence with {f}, {d}.",
    ],
    [
        "等差数列中，{f}，{d}，求 {s}。",
        "已知等差数列的首项 {f}，公差 {d}，求前{n}项和 {s}。",
        "等差数列首项为{a}，公差为{e}，求前{n}项的和",
        "在等差数列中，若 {f}，{d}，则 {s} 等于多少？",
        "{f}，{d}，计算等差数列的 {s}",
        "一个等差数列的首项是 {a}，公差是 {e}，请问前 {n} 项的和是多少？",
    ],
)

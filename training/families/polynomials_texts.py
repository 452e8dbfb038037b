"""How people ask for what ``polynomials`` makes: wordings in English and in Chinese."""

Wordings = tuple[list[str], list[str]]

VALUE_OF_FUNCTION: Wordings = (
    [
        "Given {m}, find {p}.",
        "If {m}, what is {p}?",
        "Let {m}. Compute {p}.",
        "{m}. Find {p}",
        "{m}, {p}=?",
        "Evaluate {p} for {m}",
        "Could you work out {p}, please? The function is {m}.",
        "What is the value of {p} if {m}",
        "Find the value of the function {m} at {v} = {a}.",
    ],
    [
        "已知 {m}，求 {p} 的值。",
        "已知 {m}，求 {p} 的值。",
        "已知函数 {m}，求 {p}。",
        "若 {m}，则 {p} 等于多少？",
        "设 {m}，计算 {p}",
        "{m}，{p}=?",
        "{m}，求{p}",
        "请问函数 {m} 在 {v}={a} 时的值是多少？",
        "已知{m}，请帮我求{p}的值",
    ],
)
VALUE_OF_EXPRESSION: Wordings = (
    [
        "Evaluate {m} at {v}={a}.",
        "Find the value of {m} when {v} = {a}",
        "What is {m} if {v}={a}?",
        "Compute {m} for {v} = {a}.",
        "{v}={a}, {m}=?",
        "Substitute {v}={a} into {m} please.",
        "If {v}={a}, what is the value of {m}?",
    ],
    [
        "当 {v}={a} 时，求 {m} 的值。",
        "求 {m} 在 {v}={a} 时的值",
        "已知 {v}={a}，计算 {m}",
        "若{v}={a}，则{m}等于多少？",
        "{v}={a}，{m}=?",
        "请问当{v}={a}时，多项式 {m} 的值是多少？",
        "把 {v}={a} 代入 {m}，结果是多少",
    ],
)
DERIVE_FUNCTION: Wordings = (
    [
        "Given {m}, find {p}.",
        "Find the derivative of {m}",
        "Differentiate {m}.",
        "What is {p} if {m}?",
        "{m}, {p}=?",
        "Let {m}. Compute {p}",
        "Please find the derivative of the function {m}.",
        "Calculate {p} for {m}",
    ],
    [
        "求函数 {m} 的导数。",
        "已知 {m}，求 {p}。",
        "求导：{m}",
        "{m}，{p}=?",
        "设{m}，计算{p}",
        "请问 {m} 的导数是什么？",
        "对 {m} 求导",
        "若 {m}，则 {p} 等于多少？",
    ],
)
DERIVE_EXPRESSION: Wordings = (
    [
        "Differentiate {m}",
        "What is the derivative of {m}?",
        "Find the derivative of {m} with respect to {v}.",
        "derivative of {m}",
        "Compute {d}.",
        "Find {d}",
        "{d}",
        "{d}=?",
        "Can you differentiate {m} for me?",
    ],
    [
        "求 {m} 的导数。",
        "求导：{m}",
        "计算 {d}",
        "{d}",
        "{d}=?",
        "{m}的导数是多少？",
        "请对 {m} 求导。",
        "请问 {d} 等于什么？",
    ],
)
DERIVE_AT: Wordings = (
    [
        "Given {m}, find {p}.",
        "If {m}, what is {p}?",
        "{m}, {p}=?",
        "Let {m}. Compute {p}",
        "Find the derivative of {m} at {v}={a}.",
        "What is the slope of the tangent to the graph of {m} at {v} = {a}?",
        "Please calculate the derivative of {m} at the point {v} = {a}",
    ],
    [
        "已知 {m}，求 {p} 的值。",
        "已知函数{m}，求{p}",
        "{m}，{p}=?",
        "求函数 {m} 在 {v}={a} 处的导数。",
        "若 {m}，则 {p} 等于多少？",
        "设{m}，计算{p}",
        "请问曲线 {m} 在 {v}={a} 处的切线斜率是多少？",
    ],
)
INTEGRATE: Wordings = (
    [
        "Find the antiderivative of {m}.",
        "Integrate {m}",
        "Compute {i}.",
        "What is {i}?",
        "{i}",
        "{i}=?",
        "Find the indefinite integral {i}",
        "What is the integral of {m} with respect to {v}?",
        "Please evaluate {i}",
    ],
    [
        "求不定积分 {i}。",
        "计算 {i}",
        "{i}",
        "{i}=?",
        "求 {m} 的原函数。",
        "请问 {m} 的不定积分是什么？",
        "求{i}",
        "{i} 等于什么？",
    ],
)
EXPAND: Wordings = (
    [
        "Expand {m}.",
        "Multiply out {m}",
        "Expand and simplify {m}",
        "What is {m} in expanded form?",
        "{m}",
        "{m}=?",
        "Remove the brackets: {m}",
        "Please expand the product {m}.",
        "Write {m} without brackets",
    ],
    [
        "展开 {m}。",
        "计算：{m}",
        "化简 {m}",
        "{m}",
        "{m}=?",
        "请问 {m} 展开后等于多少？",
        "去括号并合并同类项：{m}",
        "求 {m} 的展开式",
        "请把{m}展开",
    ],
)

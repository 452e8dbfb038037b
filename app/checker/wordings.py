r"""The wordings that are understood, in English and Chinese, and how they are written down here.

A wording must cover the whole question, courtesies aside; a word that stands in none of them makes
the question one that is not checked. In a wording ``{name}`` is one formula, ``{name+}`` several,
``[…]`` may be missing, ``(a|b)`` is a choice, a word in capitals one of ``MACROS``; spaces and
commas between words do not count.
"""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What is asked."""

    FIND = "find"  # something, given something else; what it is depends on the formulas
    SOLVE = "solve"
    VALUE = "value"
    SIMPLIFY = "simplify"
    EXPAND = "expand"
    FACTOR = "factor"
    PRIME_FACTORS = "prime factors"
    DERIVATIVE = "derivative"
    ANTIDERIVATIVE = "antiderivative"
    INTEGRAL = "integral"
    LIMIT = "limit"
    SUBSTITUTE = "substitute"
    GCD = "gcd"
    LCM = "lcm"
    REMAINDER = "remainder"
    MODULAR_INVERSE = "modular inverse"
    CHOOSE = "choose"
    PERMUTE = "permute"
    ARRANGE = "arrange"
    COEFFICIENT = "coefficient"
    DETERMINANT = "determinant"
    INVERSE = "inverse"
    RANK = "rank"
    EIGENVALUES = "eigenvalues"
    TRACE = "trace"
    TRANSPOSE = "transpose"
    PERCENT_OF = "percent of"
    WHAT_PERCENT = "what percent"
    INCREASED = "increased by percent"
    DECREASED = "decreased by percent"
    SUM_OF = "sum of"
    DIFFERENCE_OF = "difference of"
    TAKEN_FROM = "taken from"
    PRODUCT_OF = "product of"
    QUOTIENT_OF = "quotient of"
    POWER_OF = "power of"
    SQUARE_ROOT = "square root"
    CUBE_ROOT = "cube root"
    SQUARE = "square"
    CUBE = "cube"
    MEAN = "mean"
    MEDIAN = "median"


MACROS = {
    "FIND": "(find|calculate|compute|evaluate|determine|work out|what is|what's|what are|get|give"
    "|what does|how much is|how much are|compute powers|take root|find root"
    "|mind order of operations"
    "|subtract and simplify|add and simplify|multiply and simplify|divide and simplify"
    "|add fractions|subtract fractions|multiply fractions|divide fractions"
    "|state|obtain|figure out|write down"
    "|求出|求解|求得|求|计算|算出|算|写出|确定|口算|脱式计算|混合运算|注意运算顺序计算)",
    "ASKED": "(equals|equal|make|give|equal to|is|are|is equal to|equals what|is what|have|has)",
    "EQUATION": "((linear|quadratic|cubic|polynomial|rational|radical|fractional|exponential"
    "|logarithmic|trigonometric|simultaneous|compound|absolute value|system of|pair of|set of"
    "|equations|equation|system|inequalities|inequality) )+",
    "方程": "(一元|二元|三元|一次|二次|三次|分式|无理|指数|对数|三角|绝对值|高次|线性)*"
    "(方程组|不等式组|方程|不等式)",
    "ROOTS": "(solutions|solution|roots|root|zeros|zeroes|zero|values|value|solution set)",
    "根": "(解集|解|根|两根|两个根|零点)",
    "OF": "(of|to|for|in|satisfying|that satisfy|that satisfies|which satisfy|that solve)",
    "FUNCTION": "(function|polynomial|expression|curve|函数|多项式|曲线|代数式|式子)",
    "WRT": "(with respect to|wrt|in|关于|对)",
    "WHEN": "(when|if|at|for|where|with|given|given that|assuming|point|在|当|其中|若|如果|已知)",
    "GIVEN": "(if|given|given that|let|suppose|suppose that|when|for|with|know that|consider"
    "|function|functions|已知|若|如果|设|当|函数|已知函数|设函数|若函数|对于函数)",
    "IN": "(if|given|given that|such that|so that|for which|where|when|in|from|that satisfies"
    "|that satisfy|satisfying|makes|makes true|with|equation|in equation|for equation)",
    "NUMBERS": "(numbers|number|values|marks|data|set|list|of|these|integers|scores|数|数据"
    "|这组数据"
    "|一组数据|这组数|这几个数|几个数)",
    "THINGS": "(objects|items|people|students|books|letters|cards|balls|members|players|candidates"
    "|elements|different objects|different books|different|distinct objects|distinct books"
    "|distinct items|persons|things|men|women|friends|人|名学生|名同学|个人|本书|本不同书|个球"
    "|个不同元素|个元素|件|件物品|名|位同学|个不同球|张卡片|个)",
    "OPERATION": "(limit|integral|definite integral|indefinite integral|antiderivative|sum"
    "|derivative|极限|定积分|不定积分|和)",
    "NOUN": "(value of|result of|answer to|sum of|sum|product|difference|quotient)",
    "MATRIX": "(matrix|matrices|矩阵|方阵|行列式)",
}

#: One wording a line; a line that ends with a backslash goes on in the next.
WORDINGS: Mapping[Kind, str] = {
    Kind.SOLVE: r"""
solve [for {unknowns+} in] [EQUATION] {relations+} [for {unknowns2+}]
solve for {unknowns+} [in|if|given|where] [EQUATION] {relations+}
[FIND] {unknowns+} IN [EQUATION] {relations+} [holds|is true|true]
FIND ROOTS OF [EQUATION|FUNCTION] {relations+} [for {unknowns+}]
FIND ROOTS of {unknowns+} (IN|of) [EQUATION] {relations+} [holds|is true|true]
(what|which) ROOTS of {unknowns} (satisfy|satisfies|solve|solves|make|makes) [EQUATION] \
  {relations+} [true|hold]
for (what|which) {unknowns} (is|does) [EQUATION] {relations+} [true|hold]
for (what|which) ROOTS of {unknowns} (is|does) [EQUATION] {relations+} [true|hold]
(what|which) {unknowns} (satisfy|satisfies|solve|solves) [EQUATION] {relations+}
FIND (roots|zeros|zeroes) of [FUNCTION] {zeros}
[with] [GIVEN|EQUATION] {relations+} [FIND|then FIND|solve for] [ROOTS] [of] {unknowns+}
(解|求解|解出) [关于{unknowns}] [方程] {relations+}
[求|求出|写出] [关于{unknowns}] [方程] {relations+} 根
[方程] {relations+} 怎么解
{unknowns} [取|为] (何值|什么值) 时 {relations+} [成立]
[求|求出|写出] (函数|多项式) {zeros} (零点|根)
[with] [EQUATION] {relations+}
[GIVEN|由] [满足] [方程] {relations+} [求|求出|那么] {unknowns+} [值]
[求|求出] 满足 [方程] {relations+} {unknowns+} [值|取值范围]
当 {unknowns} [取|为] (何值时|什么值时) [方程] {relations+} [成立]
""",
    Kind.FACTOR: r"""
(factor|factorise|factorize|factor out) [FUNCTION] {expression} [completely|fully]
(completely|fully) (factor|factorise|factorize) [FUNCTION] {expression}
write {expression} (as|in) (product|factored form|factorised form) [of factors]
{expression} factored [ASKED]
FIND factors of {product}
{expression} 怎么因式分解
[FIND] (factorization|factorisation|factored form|complete factorization) of {expression}
[FIND] {expression} in factored form
[把|将|对] [FUNCTION] {expression} [进行] (因式分解|分解因式|分解) [结果] [是|为|得|等于]
(因式分解|分解因式|分解) [FUNCTION] {expression}
[把|将] [FUNCTION] {expression} 写成乘积 [形式]
[写出|求] {expression} (因式分解|分解因式) [结果|形式]
""",
    Kind.PRIME_FACTORS: r"""
[FIND] prime (factorization|factorisation|factors) of {number}
(factor|factorise|factorize|write|express|decompose) {number} (as product of|into) prime \
  [factors|numbers]
[FIND] {number} as product of (primes|prime factors)
[把|将] {number} 分解质因数
[对] {number} [进行] (分解质因数|质因数分解)
""",
    Kind.EXPAND: r"""
(expand|multiply out|expand and simplify|multiply and simplify) [product|FUNCTION] \
  {expression}
(expand|multiply out|remove) brackets [in|from] {expression}
write {expression} without brackets
[FIND] (expansion|expanded form) of {expression}
(FIND|write) {expression} [in|as] (expanded form|polynomial)
(去括号并合并同类项|展开|去括号|乘开|展开并化简|把括号展开) [FUNCTION] {expression}
[求|写出] {expression} 展开(式|后)
[把|将] {expression} 展开 [得|后]
""",
    Kind.ANTIDERIVATIVE: r"""
[FIND] [general|indefinite] (integral|antiderivative|primitive) of [FUNCTION] \
  {expression} [WRT {variable}]
(integrate|antidifferentiate) [FUNCTION] {expression} [WRT {variable}]
[FIND] [FUNCTION] {expression} (不定积分|原函数|一个原函数|积分)
求不定积分 {expression}
""",
    Kind.INTEGRAL: r"""
[FIND] [definite] integral of [FUNCTION] {expression} [WRT {variable}] (from|between) \
  {low} (to|and) {high}
integrate [FUNCTION] {expression} [WRT {variable}] (from|between) {low} (to|and) {high}
[FIND] [FUNCTION] {expression} [在|从] {low} (到|至) {high} [上] 定积分 [值]
[FIND] [FUNCTION] {expression} 在 [区间] {interval} [上] (定积分|积分) [值]
[FIND] [definite] integral of [FUNCTION] {expression} (over|on) [interval] {interval}
""",
    Kind.DERIVATIVE: r"""
[FIND] [{order}] derivative of [FUNCTION] {expression} [WRT {variable}] \
  [(at|when|where|for) [point] {point}]
differentiate [FUNCTION] {expression} [WRT {variable}]
[FIND] (slope|gradient) of [tangent|tangent line] [to|of|for] [graph of] [FUNCTION] \
  {expression} (at|when|where) [point] [where] {point}
[求] [FUNCTION] {expression} [{order}] (导数|导函数)
(求导|对下列函数求导|求导数) [FUNCTION] {expression}
[FIND] [FUNCTION] {expression} 在 [点] {point} [处|点] [{order}] (导数|导数值|切线斜率)
(对|将) {expression} [{order}] 求导
""",
    Kind.LIMIT: r"""
[FIND] limit of [FUNCTION] {expression} as {variable} (approaches|tends to|goes to|to) \
  {point}
[FIND] limit of [FUNCTION] {expression} as {arrow}
[FIND] limit as {variable} (approaches|tends to|goes to) {point} of {expression}
[FIND] 当 {variable} (趋于|趋近于|趋向于|趋向) {point} 时 [FUNCTION] {expression} 极限
[FIND] 当 {arrow} 时 [FUNCTION] {expression} 极限
""",
    Kind.GCD: r"""
[FIND] (greatest common divisor|greatest common factor|highest common factor|gcd|gcf|hcf) \
  [of] [NUMBERS] {numbers+}
[FIND] [which is] largest [integer|number|whole number|positive number] that divides \
  {numbers+}
[FIND] {numbers+} [这两个数] (最大公约数|最大公因数)
能 [同时] 整除 {numbers+} [的] (最大整数|最大数|最大正数)
[FIND] (最大公约数|最大公因数) {numbers+}
""",
    Kind.LCM: r"""
[FIND] (least common multiple|lowest common multiple|smallest common multiple|lcm) [of] \
  [NUMBERS] {numbers+}
[FIND] [which is] smallest (number|integer) (that {numbers+} divide|divisible by \
  {numbers2+})
[FIND] {numbers+} [这两个数] 最小公倍数
能 [同时] 被 {numbers+} 整除 最小 [整数|数|正数]
[FIND] 最小公倍数 {numbers+}
""",
    Kind.REMAINDER: r"""
[FIND] remainder (when|if|of) {number} [is] divided by {modulus}
[FIND] remainder (when|if) [you|we] (divide|dividing) {number} by {modulus}
[FIND] {number} (mod|modulo) {modulus}
[FIND] {number} 除以 {modulus} [所得|得到] (余数|余)
[FIND] {number} (被{modulus}除|模{modulus2}) [所得|得到] [余数|余几]
""",
    Kind.MODULAR_INVERSE: r"""
[FIND] [multiplicative|modular] inverse of {number} (modulo|mod) {modulus}
[FIND] modular [multiplicative] inverse of {number} (modulo|mod) {modulus}
[FIND] {number} (模|关于模) {modulus} [乘法] (逆元|逆)
""",
    Kind.CHOOSE: r"""
[FIND] {total} choose {chosen}
(in how many ways|how many ways) [are there|can] [we|you|one] [to] choose {chosen} \
  [THINGS] (from|out of|from among) [group of|set of] {total} [THINGS]
(in how many ways|how many ways) can {chosen} [THINGS] be (chosen|selected|picked) \
  (from|out of) [group of|set of] {total} [THINGS]
[FIND] number of ways to (choose|select) {chosen} [THINGS] from [group of|set of] {total} \
  [THINGS]
从 {total} [THINGS] [中] [任] (选|选出|任选|取|取出|任取|挑选) {chosen} [THINGS] [共] \
  ? 种 [选法|取法|方法|组合]
[求] 组合数 {binomial} [值]
""",
    Kind.PERMUTE: r"""
[FIND] number of permutations of {total} [THINGS] taken {chosen} at time
从 {total} [THINGS] [中] (选|选出|任选|取出|取) {chosen} [THINGS] \
  (排成一排|排成一列|排队|站成一排) ? 种 [排法|站法|方法]
""",
    Kind.ARRANGE: r"""
(in how many ways|how many ways|in how many different ways) (can|are there to arrange) \
  {total} [THINGS] [be arranged|line up|stand|sit|be lined up|be seated] [in \
  (row|line)|on shelf|in order|in queue]
[FIND] number of (permutations|arrangements) of {total} (different|distinct) [THINGS]
{total} [THINGS] (站成一排|排成一排|排成一列|排成一队|排队)  \
 ? 种 [排法|站法|排列方法|方法]
""",
    Kind.COEFFICIENT: r"""
[FIND] coefficient of {term} in [expansion of|expanded form of] {expression}
[FIND] (constant) term in [expansion of] {expression}
[求] [在] {expression} [二项|二项式] (展开式|展开式中) [中] (常数项)
[求] [在] {expression} [二项|二项式] (展开式|展开式中) [中] {term} [项] [二项]系数
""",
    Kind.DETERMINANT: r"""
[FIND] determinant [of] [MATRIX] {matrix}
[FIND] [MATRIX] {matrix} 行列式 [值]
[FIND] 行列式 {matrix} [值]
""",
    Kind.INVERSE: r"""
[FIND] inverse [MATRIX] of [MATRIX] {matrix}
invert MATRIX {matrix}
[FIND] [MATRIX] {matrix} 逆[MATRIX]
""",
    Kind.RANK: r"""
[FIND] rank of [MATRIX] {matrix}
[FIND] [MATRIX] {matrix} 秩
""",
    Kind.EIGENVALUES: r"""
[FIND] eigenvalues of [MATRIX] {matrix}
[FIND] [MATRIX] {matrix} 特征值
""",
    Kind.TRACE: r"""
[FIND] trace of [MATRIX] {matrix}
[FIND] [MATRIX] {matrix} 迹
""",
    Kind.TRANSPOSE: r"""
[FIND] transpose of [MATRIX] {matrix}
[FIND] [MATRIX] {matrix} 转置[MATRIX]
""",
    Kind.PERCENT_OF: r"""
[FIND] {percent} (percent|per cent) of {number}
[FIND] {share} of {number}
[FIND] {number} [的] 百分之 {percent}
[FIND] {number} [的] {share}
""",
    Kind.WHAT_PERCENT: r"""
[FIND] (what|how many) percent of {second} is {first}
{first} is (what|how many) percent of {second}
{first} 是 {second} 百分之 ?
""",
    Kind.INCREASED: r"""
[FIND] {number} (increased by|plus) {share} [ASKED]
{number} (增加|提高|增长|上涨) {share} [后]
[求] 比 {number} 多 {share} 数
""",
    Kind.DECREASED: r"""
[FIND] {number} (decreased by|reduced by|minus) {share} [ASKED]
{number} (减少|降低|下降) {share} [后]
[求] 比 {number} 少 {share} 数
""",
    Kind.MEAN: r"""
[NUMBERS] [are] {numbers+} what is (mean|average) [mark|value]
[FIND] (mean|average|arithmetic mean) [of] [NUMBERS] [NUMBERS] {numbers+}
[FIND] [NUMBERS] {numbers+} [NUMBERS] (平均数|平均值|算术平均数)
[FIND] [NUMBERS] (平均数|平均值) {numbers+}
""",
    Kind.MEDIAN: r"""
[FIND] median [of] [NUMBERS] [NUMBERS] {numbers+}
[FIND] [NUMBERS] {numbers+} [NUMBERS] 中位数
""",
    Kind.SUM_OF: r"""
[FIND] (sum of|add) {first} and {second}
[FIND] {first} (plus|加上|加) {second} [ASKED]
[求] {first} [和|与] {second} 和
""",
    Kind.DIFFERENCE_OF: r"""
[FIND] {first} (minus|减去|减) {second} [ASKED]
""",
    Kind.TAKEN_FROM: r"""
(subtract|take) {first} from {second}
""",
    Kind.PRODUCT_OF: r"""
[FIND] (product of|multiply) {first} (and|by) {second}
[FIND] {first} (times|multiplied by|乘以|乘) {second} [ASKED]
[求] {first} [和|与] {second} 积
""",
    Kind.QUOTIENT_OF: r"""
[求] {first} 除以 {second} 商
[FIND] [divide] {first} (divided by|by|除以) {second} [ASKED]
[FIND] quotient of {first} and {second}
""",
    Kind.POWER_OF: r"""
[FIND] {first} (to power [of]|raised to power [of]) {second}
[求] {first} {second} (次方|次幂)
""",
    Kind.SQUARE_ROOT: r"""
[FIND] square root of {first}
[求] {first} 算术平方根
""",
    Kind.CUBE_ROOT: r"""
[FIND] cube root of {first}
[求] {first} 立方根
""",
    Kind.SQUARE: r"""
[FIND] {first} squared [ASKED]
[FIND] square of {first}
[求] {first} 平方
""",
    Kind.CUBE: r"""
[FIND] {first} cubed [ASKED]
[FIND] cube of {first}
[求] {first} 立方
""",
    Kind.SUBSTITUTE: r"""
substitute {values+} into {expression}
FIND [value of] [FUNCTION] {expression} WHEN {values+}
simplify then evaluate {expression} WHEN {values+}
(先化简再求值|化简求值|求值|先化简后求值|化简并求值) {expression} WHEN {values+}
[FIND] [FUNCTION] {expression} (在|当|其中) {values+} [时|处] [函数] [值]
当 {values+} 时 [FIND] [FUNCTION] {expression} [值]
""",
    Kind.SIMPLIFY: r"""
[FIND] simplest form of {expression}
{expression} 最简(分数|形式)
(simplify|reduce|cancel) [FUNCTION] [fraction] {expression} [down] [to lowest terms|in \
  lowest terms|to simplest form|fully|completely]
(FIND|write) [fraction] {expression} in (lowest terms|simplest form)
(化简|约分|化简求值|合并同类项) [分数|FUNCTION|分式] {expression} [结果]
[把|将] {expression} (约成最简分数|化简|约分|化成最简分数|化为最简分数|化为最简形式) \
  [后|得]
{expression} (化简|约分) [后] [结果]
""",
    Kind.FIND: r"""
GIVEN {given+} [then|and] [FIND] [value of] {asked} [值]
[GIVEN] {given+} [then|and] FIND [value of] {asked} [值]
{given+} {asked} ?
FIND [value of] {asked} (GIVEN|IN) {given+}
FIND {asked} for {given+}
""",
    Kind.VALUE: r"""
[FIND|solve] [NOUN] [FUNCTION] {expression} [ASKED]
[求|计算|求值|开方|求和|求差|求积|乘方运算|分数加法|分数减法|复数|求乘方|求根式|计算乘方] \
  {expression} [值|结果|极限|商|和|差|积]
[FIND] OPERATION {operation} [ASKED]
""",
}

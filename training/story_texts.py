"""The wordings of the word problems: family -> kind -> questions, plan, closing words.

Letters in braces are filled in by ``families/stories.py``: A and B are names, item and item2 are
things (``one`` is the English singular or the Chinese measure word), the others are numbers.
"""

Texts = tuple[list[str], list[str]]

#: Questions (English, Chinese), plan (English, Chinese), closing words (English, Chinese).
Story = tuple[Texts, Texts, tuple[str, str]]

_PRICE: dict[str, Story] = {
    "total": (
        (
            [
                "One {one} costs {p}. How much do {n} {item} cost?",
                "{A} buys {n} {item} at {p} each. What is the total price?",
                "What do {n} {item} cost if one costs {p}?",
                "A {one} is {p}. {A} wants {n} of them. How much does {A} have to pay?",
                "Find the cost of {n} {item} at {p} each.",
                "{n} {item}, each {p}. How much altogether?",
                "{A} bought {n} {item}. Each {one} cost {p}. How much did {A} spend?",
                "How much money does {A} need for {n} {item} if every {one} costs {p}?",
            ],
            [
                "一{one}{item}{p}，{n}{one}{item}多少钱？",
                "{A}买了{n}{one}{item}，每{one}{p}，一共花了多少钱？",
                "每{one}{item}{p}，买{n}{one}要多少钱？",
                "{item}的单价是{p}，{A}买{n}{one}，需要付多少元？",
                "{A}要买{n}{one}{item}，每{one}{p}，他应付多少元？",
                "商店里{item}每{one}{p}。{n}{one}{item}总价是多少？",
                "求{n}{one}{item}的总价，每{one}{p}。",
                "买{n}{one}{item}，一{one}{p}，共需多少元？",
            ],
        ),
        (
            ["Number times price", "Total price, number times price of one"],
            ["数量乘单价", "总价等于数量乘单价"],
        ),
        ("The total price is", "一共"),
    ),
    "change": (
        (
            [
                "{A} buys {n} {item} at {p} each and pays with {s}. How much change does {A} get?",
                "One {one} costs {p}. {A} buys {n} and pays with {s}. What is the change?",
                "{A} has {s} and buys {n} {item} for {p} each. How much money is left?",
                "{A} had {s}. Then {A} bought {n} {item}, each for {p}. How much is left over?",
                "How much change from {s} is there for {n} {item} at {p} each?",
                "A {one} costs {p}. How much of {s} remains after {A} buys {n} {item}?",
                "Find the change: {n} {item} at {p} each, paid with {s}.",
            ],
            [
                "{A}买了{n}{one}{item}，每{one}{p}，付了{s}，应找回多少元？",
                "一{one}{item}{p}，{A}买{n}{one}，给了{s}，找回多少钱？",
                "{A}有{s}，买了{n}{one}{item}，每{one}{p}，还剩多少元？",
                "{A}带了{s}去买{item}，每{one}{p}，买了{n}{one}，还剩多少钱？",
                "每{one}{item}{p}，买{n}{one}，付{s}，应找多少元？",
                "{item}{p}一{one}，{A}用{s}买了{n}{one}，求找回的钱。",
                "妈妈给{A}{s}，{A}买了{n}{one}{item}，每{one}{p}，剩下多少元？",
            ],
        ),
        (
            ["Money paid minus the cost", "The cost is taken from the money"],
            ["付的钱减去总价", "用带的钱减去花的钱"],
        ),
        ("What is left is", "剩下"),
    ),
    "two": (
        (
            [
                "{A} buys {n} {item} at {p} each and {m} {item2} at {q} each. How much is it "
                "in all?",
                "A {one} costs {p} and a {one2} costs {q}. What do {n} {item} and {m} {item2} "
                "cost?",
                "{n} {item} at {p} each and {m} {item2} at {q} each: what is the total?",
                "{A} bought {n} {item} for {p} each, and {m} {item2} for {q} each. "
                "How much did {A} pay?",
                "Find the total price of {n} {item} at {p} and {m} {item2} at {q}.",
                "How much do {n} {item} ({p} each) and {m} {item2} ({q} each) cost together?",
            ],
            [
                "{A}买了{n}{one}{item}，每{one}{p}，又买了{m}{one2}{item2}，每{one2}{q}，"
                "一共多少元？",
                "一{one}{item}{p}，一{one2}{item2}{q}，"
                "买{n}{one}{item}和{m}{one2}{item2}要多少钱？",
                "{item}每{one}{p}，{item2}每{one2}{q}。{n}{one}{item}和{m}{one2}{item2}共多少元？",
                "{A}买{n}{one}{item}（每{one}{p}）和{m}{one2}{item2}（每{one2}{q}），求总价。",
                "妈妈买了{n}{one}{item}和{m}{one2}{item2}，{item}每{one}{p}，{item2}每{one2}{q}，"
                "共花了多少元？",
                "买{n}{one}{p}的{item}和{m}{one2}{q}的{item2}，一共要付多少钱？",
            ],
        ),
        (
            ["Both costs together", "Cost of the first kind plus cost of the second"],
            ["两种的总价相加", "第一种的钱加第二种的钱"],
        ),
        ("Together it costs", "一共"),
    ),
    "one": (
        (
            [
                "{n} {item} cost {s}. How much does one {one} cost?",
                "{A} paid {s} for {n} {item}. What is the price of one?",
                "If {n} {item} cost {s}, what is the price of each {one}?",
                "What does one {one} cost when {n} {item} cost {s}?",
                "{A} bought {n} {item} for {s} in all. Find the price of one {one}.",
                "A pack of {n} {item} costs {s}. How much is it per {one}?",
            ],
            [
                "{n}{one}{item}一共{s}，每{one}多少元？",
                "{A}用{s}买了{n}{one}{item}，每{one}多少钱？",
                "买{n}{one}{item}花了{s}，求每{one}的价格。",
                "{n}{one}{item}共{s}，{item}的单价是多少？",
                "{A}花{s}买了{n}{one}同样的{item}，一{one}要多少钱？",
                "{s}可以买{n}{one}{item}，每{one}{item}多少元？",
            ],
        ),
        (
            ["Total price by number", "Divide the total price by the number"],
            ["总价除以数量", "单价等于总价除以数量"],
        ),
        ("One costs", "单价是"),
    ),
    "many": (
        (
            [
                "A {one} costs {p}. How many {item} can {A} buy for {s}?",
                "{A} has {s}. One {one} costs {p}. How many can {A} buy?",
                "How many {item} at {p} each do you get for {s}?",
                "{A} paid {s} for some {item} at {p} each. How many {item} were there?",
                "Each {one} is {p}. {A} spends {s} on {item}. How many does {A} get?",
                "With {s}, how many {item} can be bought if one is {p}?",
            ],
            [
                "一{one}{item}{p}，{s}可以买多少{one}？",
                "{A}有{s}，每{one}{item}{p}，可以买几{one}？",
                "每{one}{item}{p}，{A}花了{s}，买了多少{one}？",
                "用{s}买{item}，每{one}{p}，能买多少{one}？",
                "{item}的单价是{p}，总价是{s}，数量是多少？",
                "{A}带{s}去买{p}一{one}的{item}，最多能买几{one}？",
            ],
        ),
        (
            ["Money by price", "Divide the money by the price of one"],
            ["总价除以单价", "数量等于总价除以单价"],
        ),
        ("The number is", "数量是"),
    ),
}

_AGE: dict[str, Story] = {
    "older": (
        (
            [
                "{A} is {x} years old. {B} is {d} years older. How old is {B}?",
                "{B} is {d} years older than {A}, who is {x}. How old is {B}?",
                "{A} is {x}. {B} is {d} years older than {A}. What is {B}'s age?",
                "How old is {B} if {A} is {x} and {B} is {d} years older?",
            ],
            [
                "{A}今年{x}岁，{B}比{A}大{d}岁，{B}今年多少岁？",
                "{A}{x}岁，{B}比他大{d}岁，{B}几岁？",
                "{B}比{A}大{d}岁，{A}今年{x}岁，求{B}的年龄。",
            ],
        ),
        (
            ["The one asked is older, so add"],
            ["所求的人大，所以加"],
        ),
        ("The age is", "年龄是"),
    ),
    "older_other": (
        (
            [
                "{A} is {x} years old and {d} years younger than {B}. How old is {B}?",
                "{A}, who is {x}, is {d} years younger than {B}. What is {B}'s age?",
                "How old is {B} if {A} is {x} and {d} years younger than {B}?",
            ],
            [
                "{A}今年{x}岁，比{B}小{d}岁，{B}多少岁？",
                "{A}{x}岁，{A}比{B}小{d}岁，{B}今年几岁？",
                "{A}比{B}小{d}岁，{A}今年{x}岁，求{B}的年龄。",
            ],
        ),
        (
            ["The one known is younger, so the one asked is older: add"],
            ["已知的人小，所求的人大，所以加"],
        ),
        ("The age is", "年龄是"),
    ),
    "younger": (
        (
            [
                "{A} is {x} years old. {B} is {d} years younger. How old is {B}?",
                "{B} is {d} years younger than {A}, who is {x}. How old is {B}?",
                "{A} is {x}. {B} is {d} years younger than {A}. What is {B}'s age?",
                "How old is {B} if {A} is {x} and {B} is {d} years younger?",
            ],
            [
                "{A}今年{x}岁，{B}比{A}小{d}岁，{B}今年多少岁？",
                "{A}{x}岁，{B}比他小{d}岁，{B}几岁？",
                "{B}比{A}小{d}岁，{A}今年{x}岁，求{B}的年龄。",
            ],
        ),
        (
            ["The one asked is younger, so subtract"],
            ["所求的人小，所以减"],
        ),
        ("The age is", "年龄是"),
    ),
    "younger_other": (
        (
            [
                "{A} is {x} years old and {d} years older than {B}. How old is {B}?",
                "{A}, who is {x}, is {d} years older than {B}. What is {B}'s age?",
                "How old is {B} if {A} is {x} and {d} years older than {B}?",
            ],
            [
                "{A}今年{x}岁，比{B}大{d}岁，{B}多少岁？",
                "{A}{x}岁，{A}比{B}大{d}岁，{B}今年几岁？",
                "{A}比{B}大{d}岁，{A}今年{x}岁，求{B}的年龄。",
            ],
        ),
        (
            ["The one known is older, so the one asked is younger: subtract"],
            ["已知的人大，所求的人小，所以减"],
        ),
        ("The age is", "年龄是"),
    ),
    "older_time": (
        (
            [
                "{A} is {x} years old now. How old will {A} be in {d} years?",
                "Today {A} is {x}. What is {A}'s age {d} years from now?",
                "How old is {A} in {d} years if {A} is {x} now?",
            ],
            [
                "{A}今年{x}岁，{d}年后{A}多少岁？",
                "{A}今年{x}岁，再过{d}年他几岁？",
                "{A}现在{x}岁，求{d}年后{A}的年龄。",
            ],
        ),
        (["Add the years"], ["加上年数"]),
        ("The age is", "年龄是"),
    ),
    "younger_time": (
        (
            [
                "{A} is {x} years old now. How old was {A} {d} years ago?",
                "Today {A} is {x}. What was {A}'s age {d} years ago?",
                "How old was {A} {d} years ago if {A} is {x} now?",
            ],
            [
                "{A}今年{x}岁，{d}年前{A}多少岁？",
                "{A}今年{x}岁，{d}年前他几岁？",
                "{A}现在{x}岁，求{d}年前{A}的年龄。",
            ],
        ),
        (["Take the years away"], ["减去年数"]),
        ("The age is", "年龄是"),
    ),
    "times": (
        (
            [
                "{A} is {x}. {A}'s mother is {m} times as old. How old will she be in {k} years?",
                "{B} is {m} times as old as {A}, who is {x}. How old is {B} in {k} years?",
                "{A} is {x} years old. {B} is {m} times as old. What is {B}'s age after {k} years?",
                "Today {B} is {m} times as old as {A}. {A} is {x}. How old will {B} be in {k} "
                "years?",
                "{A} is {x}, {A}'s father is {m} times as old. Find his age {k} years from now.",
                "How old is {B} in {k} years if {A} is {x} now and {B} is {m} times as old now?",
            ],
            [
                "{A}今年{x}岁，妈妈的年龄是{A}的{m}倍，{k}年后妈妈多少岁？",
                "{A}今年{x}岁，爸爸的年龄是他的{m}倍，再过{k}年爸爸几岁？",
                "{B}的年龄是{A}的{m}倍，{A}今年{x}岁，{k}年后{B}多少岁？",
                "{A}{x}岁，{B}的年龄是{A}的{m}倍，求{k}年后{B}的年龄。",
                "今年{A}{x}岁，奶奶的年龄是{A}的{m}倍，{k}年后奶奶多少岁？",
                "已知{A}今年{x}岁，{B}今年的年龄是他的{m}倍，{k}年以后{B}几岁？",
            ],
        ),
        (
            ["The age today, then the later years", "Multiply, then add the years"],
            ["先算今年的年龄，再加年数", "先乘倍数，再加年数"],
        ),
        ("The age is", "年龄是"),
    ),
    "together": (
        (
            [
                "{A} is {x}. {B} is {m} times as old. How old are they together?",
                "{B} is {m} times as old as {A}, who is {x}. What is the sum of their ages?",
                "{A} is {x} years old and {A}'s father is {m} times as old. Find the sum of "
                "their ages.",
                "{A} is {x}, {B} is {m} times as old as {A}. Add their ages.",
                "How old are {A} and {B} together if {A} is {x} and {B} is {m} times as old?",
                "{A} is {x} years old. {A}'s aunt is {m} times as old. How many years together?",
            ],
            [
                "{A}今年{x}岁，{B}的年龄是{A}的{m}倍，两人一共多少岁？",
                "{A}今年{x}岁，妈妈的年龄是他的{m}倍，求两人的年龄和。",
                "{B}的年龄是{A}的{m}倍，{A}{x}岁，两人年龄之和是多少？",
                "{A}{x}岁，爸爸的年龄是{A}的{m}倍，他们一共几岁？",
                "已知{A}今年{x}岁，老师的年龄是{A}的{m}倍，两人共多少岁？",
                "{A}和{B}的年龄加起来是多少？{A}{x}岁，{B}的年龄是{A}的{m}倍。",
            ],
        ),
        (["Both ages together", "One age plus the other"], ["两人的年龄相加", "年龄和"]),
        ("Together they are", "年龄和是"),
    ),
    "elder": (
        (
            [
                "{A} and {B} are {s} years old together. {B} is {d} years older. How old is {B}?",
                "The sum of the ages of {A} and {B} is {s}. {B} is {d} years older. How old is "
                "{B}?",
                "{A} and {B} together are {s}. {B} is {d} years older than {A}. What is {B}'s age?",
                "How old is {B}, if {A} and {B} are {s} together and {B} is {d} years older?",
                "Together {A} and {B} are {s} years old. {A} is {d} years younger. How old is {B}?",
                "{B} is {d} years older than {A}. Their ages add up to {s}. Find the age of {B}.",
            ],
            [
                "{A}和{B}一共{s}岁，{B}比{A}大{d}岁，{B}多少岁？",
                "{A}和{B}的年龄和是{s}岁，{B}比{A}大{d}岁，求{B}的年龄。",
                "两人年龄之和是{s}，{B}比{A}大{d}岁，{B}今年几岁？",
                "{B}比{A}大{d}岁，两人共{s}岁，{B}今年多少岁？",
                "{A}比{B}小{d}岁，两人一共{s}岁，{B}几岁？",
                "已知{A}与{B}年龄和为{s}，{B}大{d}岁，求{B}的年龄。",
            ],
        ),
        (
            ["Sum plus difference, then half of it", "Twice the older age is sum plus difference"],
            ["和加差，再除以二", "和加差等于大年龄的两倍"],
        ),
        ("The age is", "年龄是"),
    ),
    "child": (
        (
            [
                "{B} is {m} times as old as {A}. Together they are {s}. How old is {A}?",
                "The ages of {A} and {B} add up to {s}. {B} is {m} times as old. How old is {A}?",
                "{A}'s mother is {m} times as old as {A}. They are {s} together. How old is {A}?",
                "{A} and {A}'s father are {s} together. He is {m} times as old. Find the age "
                "of {A}.",
                "How old is {A}, if {B} is {m} times as old and they are {s} together?",
                "Together {A} and {B} are {s} years. {B} is {m} times as old as {A}. What is "
                "{A}'s age?",
            ],
            [
                "{B}的年龄是{A}的{m}倍，两人一共{s}岁，{A}多少岁？",
                "{A}和{B}的年龄和是{s}岁，{B}的年龄是{A}的{m}倍，求{A}的年龄。",
                "妈妈的年龄是{A}的{m}倍，两人共{s}岁，{A}几岁？",
                "{A}和爸爸一共{s}岁，爸爸的年龄是{A}的{m}倍，{A}今年多少岁？",
                "两人年龄之和是{s}，{B}的年龄是{A}的{m}倍，{A}今年几岁？",
                "已知{A}与爷爷年龄和为{s}，爷爷的年龄是{A}的{m}倍，{A}几岁？",
            ],
        ),
        (
            ["Divide the sum into equal parts", "The sum by the number of parts"],
            ["把年龄和平均分成几份", "年龄和除以份数"],
        ),
        ("The age is", "年龄是"),
    ),
}

_DISTANCE: dict[str, Story] = {
    "far": (
        (
            [
                "A car drives {v} km per hour. How far does it go in {t} hours?|km",
                "A train travels at {v} km/h for {t} hours. What distance is that?|km",
                "{A} rides {v} km every hour. How many kilometres in {t} hours?|km",
                "{A} walks {v} metres per minute. How far is it in {t} minutes?|m",
                "A ship sails {t} hours with a speed of {v} km/h. Find the distance.|km",
                "{A} runs {v} m in one minute. How many metres does {A} run in {t} minutes?|m",
                "Speed {v} km/h, time {t} h. What is the distance?|km",
                "How far does a bus get in {t} hours at {v} km/h?|km",
            ],
            [
                "一辆汽车每小时行{v}千米，{t}小时行多少千米？|千米",
                "火车的速度是{v}千米/时，{t}小时走多远？|千米",
                "{A}骑车每小时行{v}千米，{t}小时骑了多少千米？|千米",
                "{A}每分钟走{v}米，{t}分钟走多少米？|米",
                "轮船以每小时{v}千米的速度航行{t}小时，求路程。|千米",
                "{A}每分钟跑{v}米，跑了{t}分钟，一共跑了多少米？|米",
                "速度是{v}千米/时，时间是{t}小时，路程是多少？|千米",
                "一辆公共汽车每小时行{v}km，{t}小时行多少km？|km",
            ],
        ),
        (
            ["Speed times time", "Distance is speed times time"],
            ["速度乘时间", "路程等于速度乘时间"],
        ),
        ("The distance is", "路程是"),
    ),
    "speed": (
        (
            [
                "A car drives {s} km in {t} hours. What is its speed?|km/h",
                "A train needs {t} hours for {s} km. How fast is it?|km/h",
                "{A} rides {s} km in {t} hours. How many km per hour is that?|km/h",
                "{A} walks {s} metres in {t} minutes. How many metres per minute?|m/min",
                "A ship sails {s} km in {t} h. Find its speed in km/h.|km/h",
                "Distance {s} km, time {t} h. What is the speed?|km/h",
                "What is the average speed of a bus that goes {s} km in {t} hours?|km/h",
            ],
            [
                "一辆汽车{t}小时行了{s}千米，速度是多少？|千米/时",
                "火车行{s}千米用了{t}小时，每小时行多少千米？|千米",
                "{A}骑车{t}小时行{s}千米，求速度。|千米/时",
                "{A}{t}分钟走了{s}米，每分钟走多少米？|米",
                "轮船航行{s}千米用了{t}小时，求它的速度。|千米/时",
                "路程是{s}千米，时间是{t}小时，速度是多少？|千米/时",
                "{A}家离学校{s}米，走了{t}分钟，平均每分钟走多少米？|米",
            ],
        ),
        (
            ["Distance by time", "Speed is distance by time"],
            ["路程除以时间", "速度等于路程除以时间"],
        ),
        ("The speed is", "速度是"),
    ),
    "time": (
        (
            [
                "A car drives {v} km per hour. How long does it need for {s} km?|hours",
                "How many hours does a train take for {s} km at {v} km/h?|hours",
                "{A} rides {v} km every hour. After how many hours is it {s} km?|hours",
                "{A} walks {v} metres per minute. How long do {s} metres take?|minutes",
                "A ship sails {s} km with a speed of {v} km/h. Find the time.|hours",
                "Distance {s} km, speed {v} km/h. What is the time?|hours",
                "How long does a bus need for {s} km if it goes {v} km/h?|hours",
            ],
            [
                "一辆汽车每小时行{v}千米，行{s}千米要几小时？|小时",
                "火车的速度是{v}千米/时，走{s}千米需要多少小时？|小时",
                "{A}骑车每小时行{v}千米，{s}千米要骑多久？|小时",
                "{A}每分钟走{v}米，走{s}米要多少分钟？|分钟",
                "轮船以每小时{v}千米的速度航行{s}千米，求时间。|小时",
                "路程是{s}千米，速度是{v}千米/时，时间是多少？|小时",
                "两地相距{s}千米，汽车每小时行{v}千米，几小时能到？|小时",
            ],
        ),
        (
            ["Distance by speed", "Time is distance by speed"],
            ["路程除以速度", "时间等于路程除以速度"],
        ),
        ("The time is", "时间是"),
    ),
    "legs": (
        (
            [
                "A car drives {t} hours at {v} km/h and then {u} hours at {w} km/h. How far in "
                "all?|km",
                "{A} rides {v} km/h for {t} hours, then {w} km/h for {u} hours. Find the "
                "distance.|km",
                "A bus goes {v} km/h for {t} h and {w} km/h for {u} h. What distance is it in "
                "all?|km",
                "First {t} hours at {v} km/h, then {u} hours at {w} km/h. How many kilometres?|km",
                "{A} walks {v} m a minute for {t} minutes and {w} m a minute for {u} minutes. "
                "How many metres is that?|m",
                "How far is a journey of {t} hours at {v} km/h and {u} hours at {w} km/h?|km",
            ],
            [
                "汽车先以每小时{v}千米行了{t}小时，又以每小时{w}千米行了{u}小时，"
                "一共行了多少千米？|千米",
                "{A}先骑车{t}小时，每小时{v}千米，再骑{u}小时，每小时{w}千米，共行多少千米？|千米",
                "前{t}小时速度是{v}千米/时，后{u}小时速度是{w}千米/时，求总路程。|千米",
                "{A}每分钟走{v}米，走了{t}分钟，然后每分钟走{w}米，走了{u}分钟，"
                "一共走了多少米？|米",
                "一列火车以{v}千米/时行{t}小时，以{w}千米/时行{u}小时，全程多少千米？|千米",
                "轮船先航行{t}小时，速度{v}千米/时，再航行{u}小时，速度{w}千米/时，"
                "路程一共多少？|千米",
            ],
        ),
        (
            ["Both parts of the way together", "First part plus second part"],
            ["两段路程相加", "第一段加第二段"],
        ),
        ("The whole distance is", "总路程是"),
    ),
    "left": (
        (
            [
                "The way is {s} km. A car drives {v} km/h for {t} hours. How far is it still?|km",
                "A train has to go {s} km. After {t} hours at {v} km/h, how many km are left?|km",
                "{A} wants to ride {s} km. {A} rides {t} hours at {v} km/h. How much is left?|km",
                "From A to B it is {s} km. A bus goes {t} h at {v} km/h. Find the rest of the "
                "way.|km",
                "{A} has to walk {s} metres and walks {v} metres per minute. "
                "How many metres remain after {t} minutes?|m",
                "How many km of {s} km remain after {t} hours at {v} km/h?|km",
            ],
            [
                "全程{s}千米，汽车每小时行{v}千米，行了{t}小时，还剩多少千米？|千米",
                "两地相距{s}千米，火车以{v}千米/时行了{t}小时，离终点还有多少千米？|千米",
                "{A}要骑{s}千米，每小时骑{v}千米，骑了{t}小时后还剩多少千米？|千米",
                "{A}家到学校{s}米，他每分钟走{v}米，走了{t}分钟，还要走多少米？|米",
                "一段路长{s}千米，每小时走{v}千米，{t}小时后还剩多少千米？|千米",
                "甲乙两地相距{s}千米，汽车从甲地出发，每小时行{v}千米，{t}小时后离乙地多远？|千米",
            ],
        ),
        (
            ["The whole way minus what is done", "Take the distance done from the whole way"],
            ["全程减去已走的路程", "用全程减去走过的"],
        ),
        ("What is left is", "还剩"),
    ),
}

_SHARING: dict[str, Story] = {
    "equal": (
        (
            [
                "{s} {item} are shared equally by {n} children. How many does each child "
                "get?|{item}",
                "{A} shares {s} {item} equally among {n} friends. How many for each?|{item}",
                "{n} people share {s} {item} equally. How many does each one get?|{item}",
                "Divide {s} {item} equally among {n} pupils. How many are there for each?|{item}",
                "{s} {item} for {n} children, all the same number. How many each?|{item}",
                "How many {item} does each get if {n} children share {s} {item} equally?|{item}",
                "A teacher gives {s} {item} to {n} groups in equal parts. How many per "
                "group?|{item}",
            ],
            [
                "把{s}{one}{item}平均分给{n}个小朋友，每人分到多少{one}？|{one}",
                "{A}把{s}{one}{item}平均分给{n}个同学，每人几{one}？|{one}",
                "{n}个人平分{s}{one}{item}，每人得到多少{one}？|{one}",
                "{s}{one}{item}平均分成{n}份，每份多少{one}？|{one}",
                "老师把{s}{one}{item}平均分给{n}个小组，每组多少{one}？|{one}",
                "有{s}{one}{item}，{n}人平均分，每人分几{one}？|{one}",
                "请问{s}{one}{item}平均分给{n}人，每人多少{one}？|{one}",
            ],
        ),
        (
            ["Divide equally", "All of them by the number of parts"],
            ["平均分", "总数除以份数"],
        ),
        ("Each gets", "每份"),
    ),
    "boxes": (
        (
            [
                "{s} {item} are packed in boxes of {n}. How many boxes are needed?|boxes",
                "{n} {item} fit in one bag. How many bags do {s} {item} fill?|bags",
                "{A} puts {s} {item} in bags with {n} in each. How many bags are there?|bags",
                "There are {n} {item} in a pack. How many packs are {s} {item}?|packs",
                "How many boxes do you need for {s} {item} if each box holds {n}?|boxes",
                "{A} makes packs of {n} {item} from {s} {item}. How many packs?|packs",
            ],
            [
                "{s}{one}{item}，每{n}{one}装一盒，可以装多少盒？|盒",
                "每袋装{n}{one}{item}，{s}{one}{item}可以装几袋？|袋",
                "{A}把{s}{one}{item}每{n}{one}放一箱，需要多少箱？|箱",
                "一盒有{n}{one}{item}，{s}{one}{item}是多少盒？|盒",
                "有{s}{one}{item}，每人分{n}{one}，可以分给几个人？|人",
                "把{s}{one}{item}装进袋子，每袋{n}{one}，要几个袋子？|个",
            ],
        ),
        (
            ["All of them by the number in each", "Divide by the number in one"],
            ["总数除以每份的数", "除以每份的个数"],
        ),
        ("The number is", "一共"),
    ),
    "first": (
        (
            [
                "{A} has {s} {item}, keeps {r} and shares the rest equally among {n} friends. "
                "How many does each friend get?|{item}",
                "Of {s} {item}, {r} are broken. The rest is shared by {n} children. How many "
                "each?|{item}",
                "{A} had {s} {item}. {A} gave {r} to {B} and put the others equally in {n} bags. "
                "How many are in a bag?|{item}",
                "There are {s} {item}. {r} are sold, the others go to {n} shelves equally. "
                "How many per shelf?|{item}",
                "From {s} {item} take away {r}, then divide the rest by {n} people. How many "
                "each?|{item}",
                "{n} children share {s} {item}, but {r} are for {A}. How many does each child "
                "get?|{item}",
            ],
            [
                "{A}有{s}{one}{item}，自己留{r}{one}，剩下的平均分给{n}个朋友，"
                "每人多少{one}？|{one}",
                "{s}{one}{item}中坏了{r}{one}，剩下的平均分给{n}个小朋友，每人几{one}？|{one}",
                "{A}有{s}{one}{item}，送给{B}{r}{one}，其余的平均装在{n}个袋子里，"
                "每袋多少{one}？|{one}",
                "商店有{s}{one}{item}，卖出{r}{one}，剩下的平均放在{n}个架子上，"
                "每个架子多少{one}？|{one}",
                "从{s}{one}{item}中拿走{r}{one}，剩下的平均分给{n}人，每人得到多少{one}？|{one}",
                "老师有{s}{one}{item}，先用掉{r}{one}，剩下的{n}个小组平分，每组几{one}？|{one}",
            ],
        ),
        (
            ["First the rest, then divide it", "Take away, then share"],
            ["先求剩下的，再平均分", "先减后除"],
        ),
        ("Each gets", "每份"),
    ),
    "more": (
        (
            [
                "{A} has {s} {item} and gets {r} more. {A} shares all equally among {n} friends. "
                "How many does each get?|{item}",
                "{A} has {s} {item}, {B} has {r}. They put all equally in {n} bags. "
                "How many are in each bag?|{item}",
                "{s} {item} and {r} more are shared equally by {n} children. How many each?|{item}",
                "There are {s} {item} in one box and {r} in another. {n} pupils share them all. "
                "How many for each pupil?|{item}",
                "Together {A} ({s} {item}) and {B} ({r} {item}) share with {n} people. How "
                "many each?|{item}",
                "Add {r} {item} to {s} {item} and divide them among {n} groups. How many per "
                "group?|{item}",
            ],
            [
                "{A}有{s}{one}{item}，又买了{r}{one}，平均分给{n}个朋友，每人多少{one}？|{one}",
                "{A}有{s}{one}{item}，{B}有{r}{one}，合起来平均装{n}袋，每袋多少{one}？|{one}",
                "{s}{one}{item}再加{r}{one}，平均分给{n}个小朋友，每人几{one}？|{one}",
                "一个盒子有{s}{one}{item}，另一个有{r}{one}，{n}个学生平分，每人多少{one}？|{one}",
                "上午做了{s}{one}{item}，下午做了{r}{one}，平均分给{n}个班，每班多少{one}？|{one}",
                "老师有{s}{one}{item}，又拿来{r}{one}，平均分给{n}个组，每组几{one}？|{one}",
            ],
        ),
        (
            ["First all together, then divide", "Add, then share"],
            ["先求总数，再平均分", "先加后除"],
        ),
        ("Each gets", "每份"),
    ),
}

_AREA: dict[str, Story] = {
    "area": (
        (
            [
                "A rectangle is {a} cm long and {b} cm wide. What is its area?|cm²",
                "Find the area of a rectangle with sides {a} cm and {b} cm.|cm²",
                "A garden is {a} m long and {b} m wide. How big is its area?|m²",
                "What is the area of a {a} by {b} rectangle?",
                "A room has a length of {a} m and a width of {b} m. Find the area of the floor.|m²",
                "Area of a rectangle, length {a}, width {b}",
                "Calculate the area of a rectangular field, {a} m long, {b} m wide.|m²",
            ],
            [
                "长方形的长是{a}厘米，宽是{b}厘米，面积是多少？|平方厘米",
                "一个长方形长{a}米，宽{b}米，求面积。|平方米",
                "一块长方形菜地长{a}米，宽{b}米，它的面积是多少平方米？|平方米",
                "求长为{a}、宽为{b}的长方形的面积。",
                "教室长{a}米，宽{b}米，地面的面积是多少？|平方米",
                "长方形长{a}cm，宽{b}cm，计算面积|cm²",
                "请问长{a}分米、宽{b}分米的长方形面积是多少？|平方分米",
            ],
        ),
        (["Length times width", "Area is length times width"], ["长乘宽", "面积等于长乘宽"]),
        ("The area is", "面积是"),
    ),
    "perimeter": (
        (
            [
                "A rectangle is {a} cm long and {b} cm wide. What is its perimeter?|cm",
                "Find the perimeter of a rectangle with sides {a} cm and {b} cm.|cm",
                "A garden is {a} m long and {b} m wide. How long is the fence around it?|m",
                "What is the perimeter of a {a} by {b} rectangle?",
                "{A} walks once around a field of {a} m by {b} m. How far is that?|m",
                "Perimeter of a rectangle, length {a}, width {b}",
                "Calculate the perimeter of a rectangular room, {a} m long, {b} m wide.|m",
            ],
            [
                "长方形的长是{a}厘米，宽是{b}厘米，周长是多少？|厘米",
                "一个长方形长{a}米，宽{b}米，求周长。|米",
                "一块长方形菜地长{a}米，宽{b}米，围一圈篱笆要多少米？|米",
                "求长为{a}、宽为{b}的长方形的周长。",
                "{A}绕长{a}米、宽{b}米的操场走一圈，走了多少米？|米",
                "长方形长{a}cm，宽{b}cm，计算周长|cm",
                "请问长{a}分米、宽{b}分米的长方形周长是多少？|分米",
            ],
        ),
        (
            ["Length plus width, twice", "Perimeter is twice length plus width"],
            ["长加宽的和乘二", "周长等于长加宽的和乘二"],
        ),
        ("The perimeter is", "周长是"),
    ),
    "side": (
        (
            [
                "A rectangle has an area of {s} cm² and is {b} cm wide. How long is it?|cm",
                "The area of a rectangle is {s} and one side is {b}. Find the other side.",
                "A garden of {s} m² is {b} m wide. What is its length?|m",
                "Find the length of a rectangle with area {s} cm² and width {b} cm.|cm",
                "What is the other side of a rectangle with area {s} and side {b}?",
                "The floor of a room has {s} m². It is {b} m wide. How long is the room?|m",
            ],
            [
                "长方形的面积是{s}平方厘米，宽是{b}厘米，长是多少？|厘米",
                "一个长方形面积是{s}，一条边是{b}，求另一条边。",
                "一块菜地面积{s}平方米，宽{b}米，长多少米？|米",
                "已知长方形面积为{s}平方米，宽为{b}米，求长。|米",
                "教室地面的面积是{s}平方米，宽{b}米，教室长多少米？|米",
                "长方形面积{s}cm²，宽{b}cm，长是多少？|cm",
            ],
        ),
        (["Area by width", "Length is area by width"], ["面积除以宽", "长等于面积除以宽"]),
        ("The side is", "长是"),
    ),
    "width": (
        (
            [
                "A rectangle has a perimeter of {s} cm and is {a} cm long. How wide is it?|cm",
                "The perimeter of a rectangle is {s} and one side is {a}. Find the other side.",
                "A fence around a garden is {s} m. The garden is {a} m long. What is its width?|m",
                "Find the width of a rectangle with perimeter {s} cm and length {a} cm.|cm",
                "What is the other side of a rectangle with perimeter {s} and side {a}?",
                "The way around a field is {s} m. The field is {a} m long. How wide is it?|m",
            ],
            [
                "长方形的周长是{s}厘米，长是{a}厘米，宽是多少？|厘米",
                "一个长方形周长是{s}，一条边是{a}，求另一条边。",
                "围一块长方形菜地用了{s}米篱笆，菜地长{a}米，宽多少米？|米",
                "已知长方形周长为{s}米，长为{a}米，求宽。|米",
                "操场一圈是{s}米，长{a}米，宽是多少米？|米",
                "长方形周长{s}cm，长{a}cm，宽是多少？|cm",
            ],
        ),
        (
            [
                "Half of the perimeter minus the length",
                "Length and width are half of the perimeter",
            ],
            ["周长的一半减去长", "长加宽是周长的一半"],
        ),
        ("The width is", "宽是"),
    ),
    "square": (
        (
            [
                "A square has a side of {a} cm. What is its area?|cm²",
                "Find the area of a square with side {a}.",
                "A square garden is {a} m long. How big is it?|m²",
                "What is the area of a square whose side is {a} cm?|cm²",
                "Area of a square, side {a}",
                "A square table has sides of {a} dm. Calculate the area.|dm²",
            ],
            [
                "正方形的边长是{a}厘米，面积是多少？|平方厘米",
                "求边长为{a}的正方形的面积。",
                "一块正方形菜地边长{a}米，面积是多少平方米？|平方米",
                "正方形边长{a}cm，计算面积|cm²",
                "一个正方形边长{a}米，求面积。|平方米",
                "请问边长{a}分米的正方形面积是多少？|平方分米",
            ],
        ),
        (["Side times side", "Area is side times side"], ["边长乘边长", "面积等于边长乘边长"]),
        ("The area is", "面积是"),
    ),
    "round": (
        (
            [
                "A square has a side of {a} cm. What is its perimeter?|cm",
                "Find the perimeter of a square with side {a}.",
                "A square garden is {a} m long. How long is the fence around it?|m",
                "What is the perimeter of a square whose side is {a} cm?|cm",
                "Perimeter of a square, side {a}",
                "A square table has sides of {a} dm. Calculate the perimeter.|dm",
            ],
            [
                "正方形的边长是{a}厘米，周长是多少？|厘米",
                "求边长为{a}的正方形的周长。",
                "一块正方形菜地边长{a}米，围一圈篱笆要多少米？|米",
                "正方形边长{a}cm，计算周长|cm",
                "一个正方形边长{a}米，求周长。|米",
                "请问边长{a}分米的正方形周长是多少？|分米",
            ],
        ),
        (
            ["Four equal sides", "Perimeter is four times the side"],
            ["四条边相等", "周长等于边长乘四"],
        ),
        ("The perimeter is", "周长是"),
    ),
}

_SAVINGS: dict[str, Story] = {
    "sum": (
        (
            [
                "{A} saves {p} dollars every day. How much is it after {n} days?|dollars",
                "{A} reads {p} pages a day. How many pages in {n} days?|pages",
                "A machine makes {p} parts per hour. How many parts in {n} hours?|parts",
                "{A} plants {p} trees each day for {n} days. How many trees are planted?|trees",
                "{A} earns {p} euros an hour and works {n} hours. How much does {A} earn?|euros",
                "Every week {A} puts {p} dollars in a box. How much is in it after {n} "
                "weeks?|dollars",
                "A worker lays {p} bricks a minute. How many bricks in {n} minutes?|bricks",
            ],
            [
                "{A}每天存{p}元，{n}天存多少元？|元",
                "{A}每天看{p}页书，{n}天看多少页？|页",
                "一台机器每小时做{p}个零件，{n}小时做多少个？|个",
                "工人每天种{p}棵树，种了{n}天，一共种了多少棵？|棵",
                "{A}每小时挣{p}元，工作{n}小时，挣多少元？|元",
                "{A}每周存{p}元零花钱，{n}周后有多少元？|元",
                "工程队每天修路{p}米，{n}天修多少米？|米",
            ],
        ),
        (
            ["Amount per day times days", "The same amount many times"],
            ["每天的量乘天数", "每份的量乘份数"],
        ),
        ("In all it is", "一共"),
    ),
    "start": (
        (
            [
                "{A} has {r} dollars and saves {p} dollars every day. How much after {n} "
                "days?|dollars",
                "{A} has read {r} pages and reads {p} more a day. How many after {n} days?|pages",
                "A factory has {r} parts and makes {p} per hour. How many after {n} hours?|parts",
                "There are {r} trees. {A} plants {p} each day. How many trees after {n} "
                "days?|trees",
                "{A} had {r} euros and earns {p} euros an hour. How much after {n} hours?|euros",
                "In a box are {r} dollars. Every week {p} are added. How many after {n} "
                "weeks?|dollars",
            ],
            [
                "{A}有{r}元，每天再存{p}元，{n}天后有多少元？|元",
                "{A}已经看了{r}页书，以后每天看{p}页，{n}天后一共看了多少页？|页",
                "工厂已有{r}个零件，每小时再做{p}个，{n}小时后共有多少个？|个",
                "公园有{r}棵树，每天再种{p}棵，{n}天后有多少棵？|棵",
                "{A}原来有{r}元，每小时挣{p}元，工作{n}小时后共有多少元？|元",
                "工程队已修路{r}米，以后每天修{p}米，{n}天后一共修了多少米？|米",
            ],
        ),
        (
            ["What is there already plus what is added", "The start and all the days"],
            ["原有的加上增加的", "原来的加后来的"],
        ),
        ("In all it is", "一共"),
    ),
    "days": (
        (
            [
                "{A} saves {p} dollars every day. How many days until it is {s} dollars?|days",
                "{A} reads {p} pages a day. How long does a book of {s} pages take?|days",
                "A machine makes {p} parts per hour. How many hours for {s} parts?|hours",
                "{A} plants {p} trees each day. After how many days are {s} trees planted?|days",
                "{A} earns {p} euros an hour. How many hours of work give {s} euros?|hours",
                "Every week {A} saves {p} dollars. How many weeks for {s} dollars?|weeks",
            ],
            [
                "{A}每天存{p}元，多少天能存{s}元？|天",
                "{A}每天看{p}页书，一本{s}页的书要看几天？|天",
                "一台机器每小时做{p}个零件，做{s}个要几小时？|小时",
                "工人每天种{p}棵树，种{s}棵要多少天？|天",
                "{A}每小时挣{p}元，要挣{s}元需要工作几小时？|小时",
                "工程队每天修路{p}米，修{s}米要多少天？|天",
            ],
        ),
        (
            ["The whole by the amount per day", "Divide by the amount of one day"],
            ["总量除以每天的量", "总数除以每份的量"],
        ),
        ("It takes", "需要"),
    ),
    "rest": (
        (
            [
                "{A} has {r} dollars and wants {s}. {A} saves {p} a day. How many days does it "
                "take?|days",
                "A book has {s} pages. {A} has read {r}, and reads {p} a day. How many days "
                "more?|days",
                "{s} parts are needed, {r} are there. A machine makes {p} per hour. How many "
                "hours?|hours",
                "{A} has to plant {s} trees. {r} are done. How many days for the rest at {p} a "
                "day?|days",
                "{A} needs {s} euros, has {r}, and earns {p} an hour. How many hours of "
                "work?|hours",
                "A bike costs {s} dollars. {A} has {r} and saves {p} every week. How many "
                "weeks?|weeks",
            ],
            [
                "{A}有{r}元，想买{s}元的玩具，每天存{p}元，还要存几天？|天",
                "一本书{s}页，{A}已经看了{r}页，以后每天看{p}页，还要几天看完？|天",
                "要做{s}个零件，已经做了{r}个，剩下的每小时做{p}个，还要几小时？|小时",
                "要种{s}棵树，已种{r}棵，剩下的每天种{p}棵，还要多少天？|天",
                "一辆自行车{s}元，{A}有{r}元，每周存{p}元，几周后能买？|周",
                "修一条{s}米的路，已修{r}米，剩下的每天修{p}米，还要几天？|天",
            ],
        ),
        (
            ["First what is missing, then divide", "The rest by the amount per day"],
            ["先求剩下的，再除以每天的量", "剩下的除以每份的量"],
        ),
        ("It takes", "还需要"),
    ),
    "daily": (
        (
            [
                "{A} saved {s} dollars in {n} days, every day the same. How much a day?|dollars",
                "{A} read {s} pages in {n} days. How many pages a day is that?|pages",
                "A machine makes {s} parts in {n} hours. How many parts per hour?|parts",
                "{A} planted {s} trees in {n} days. How many trees each day?|trees",
                "{A} earned {s} euros in {n} hours. How much is that per hour?|euros",
                "A book has {s} pages. {A} wants to read it in {n} days. How many pages a "
                "day?|pages",
            ],
            [
                "{A}{n}天存了{s}元，平均每天存多少元？|元",
                "{A}{n}天看了{s}页书，平均每天看几页？|页",
                "一台机器{n}小时做{s}个零件，每小时做多少个？|个",
                "工人{n}天种了{s}棵树，每天种多少棵？|棵",
                "{A}工作{n}小时挣了{s}元，每小时挣多少元？|元",
                "一本书有{s}页，{A}想{n}天看完，每天要看多少页？|页",
            ],
        ),
        (
            ["The whole by the days", "Divide by the number of days"],
            ["总量除以天数", "总数除以份数"],
        ),
        ("Each time it is", "每份是"),
    ),
}

STORIES: dict[str, dict[str, Story]] = {
    "price": _PRICE,
    "age": _AGE,
    "distance": _DISTANCE,
    "sharing": _SHARING,
    "area": _AREA,
    "savings": _SAVINGS,
}

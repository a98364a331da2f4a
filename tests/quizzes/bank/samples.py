"""Small questions of every kind, as an editor writes them."""

COMMON = """\
topic: mr-physics/sar
difficulty: 2
learning_point: {zh: 记住平方, en: Remember the square}
source:
  issue: "2022-10"
  article: {zh: 某文, en: An article}
  place: {zh: 第 2 条, en: item 2}
reviewer: editor
reviewed: 2026-01-31
expires: 2027-01-31
status: published
"""

NUMBER = f"""\
id: gre-angle
kind: number
{COMMON}stem:
  zh: 激发角由 {{fa_from}} 改为 {{fa_to}}，SAR 剩多少？
  en: From {{fa_from}} to {{fa_to}}, what SAR remains?
parameters:
  fa_from:
    choices: [15, 20]
    unit: deg
  fa_to:
    range: {{low: 8, high: 14, step: 2}}
    unit: deg
constraints:
- fa_to < fa_from
calculation: relative_sar_gre_fa
unit: "1"
unit_policy: optional
rtol: 0.02
mistakes:
- name: not-squared
  formula: fa_to / fa_from
  credit: 0.25
  hint: {{zh: 要平方, en: Square it}}
values:
  ratio:
    formula: fa_to / fa_from
    unit: "1"
solution: {{zh: "{{ratio}} 的平方是 {{key}}", en: "{{ratio}} squared is {{key}}"}}
"""

SINGLE = f"""\
id: what-is-b1
kind: single
{COMMON}stem: {{zh: B1 是什么？, en: "What is B1?"}}
solution: {{zh: 射频场, en: The RF field}}
options:
- text: {{zh: 射频磁场的幅度, en: Amplitude of the RF field}}
  correct: true
- text: {{zh: 翻转角, en: Flip angle}}
  feedback: {{zh: 翻转角还取决于脉宽, en: That depends on duration too}}
- text: {{zh: 主磁场, en: Static field}}
  feedback: {{zh: 那是 B0, en: That is B0}}
- text: {{zh: 以上都对, en: All of the above}}
  feedback: {{zh: 不会都对, en: Not all}}
  last: true
"""

MULTIPLE = f"""\
id: what-lowers-sar
kind: multiple
{COMMON}stem: {{zh: 哪些降低 SAR？, en: "What lowers SAR?"}}
solution: {{zh: 前三项, en: The first three}}
options:
- text: {{zh: 减小翻转角, en: A smaller angle}}
  correct: true
- text: {{zh: 延长 TR, en: A longer TR}}
  correct: true
- text: {{zh: 减少层数, en: Fewer slices}}
  correct: true
- text: {{zh: 增加平均次数, en: More averages}}
  feedback: {{zh: 只改时间, en: That changes time only}}
- text: {{zh: 多录体重, en: A larger weight}}
  feedback: {{zh: 绝不可以, en: Never}}
"""

CASE = f"""\
id: stroke
kind: case
{COMMON}stem:
  zh: 突发右侧无力，ASL 低灌注大于 DWI 病灶。请写出意义和处理。
  en: Sudden weakness; ASL exceeds DWI. What does it mean and what now?
solution: {{zh: 半暗带, en: Penumbra}}
needs_signature: true
rubric:
  points:
  - {{id: p1, weight: 60, label: {{zh: 半暗带, en: penumbra}}, expect: {{c: mismatch}}}}
  - {{id: p2, weight: 40, label: {{zh: 再灌注, en: reperfusion}}, expect: {{c: reperfusion}}}}
model_answer:
  zh: 提示缺血半暗带，建议评估溶栓。
  en: There is a penumbra. Recommend thrombolysis.
"""

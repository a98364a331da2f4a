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

ORDERING = f"""\
id: when-sar-is-exceeded
kind: ordering
{COMMON}stem: {{zh: 超 SAR 时按什么顺序做？, en: "In which order when SAR is exceeded?"}}
solution: {{zh: 先核对再改参数, en: Check before changing anything}}
items:
- {{zh: 核对体重, en: Check the weight}}
- {{zh: 减小重聚角, en: Lower the refocusing angle}}
- {{zh: 延长 TR, en: Lengthen TR}}
- {{zh: 减少层数, en: Take fewer slices}}
"""

CONCORDANCE = f"""\
id: asl-larger-than-dwi
kind: concordance
{COMMON}stem: {{zh: 突发偏瘫 3 小时, en: Sudden hemiparesis for 3 hours}}
hypothesis: {{zh: 存在半暗带, en: there is a penumbra}}
information: {{zh: ASL 低灌注范围大于 DWI 病灶, en: low perfusion on ASL exceeds the DWI lesion}}
panel: [0, 1, 1, 4, 6]
solution: {{zh: 专家多认为更可能, en: Most of the panel find it more likely}}
"""

STAGED = f"""\
id: stroke-in-stages
kind: staged
{COMMON}stem: {{zh: 突发右侧无力 3 小时, en: Sudden weakness on the right for 3 hours}}
solution: {{zh: 半暗带, en: Penumbra}}
needs_signature: true
stages:
- text: {{zh: DWI 见左侧基底节小片高信号, en: DWI shows a small bright area in the left basal ganglia}}
  weight: 30
  question:
    kind: single
    stem: {{zh: 先补哪个序列？, en: "Which sequence comes first?"}}
    options:
    - text: {{zh: 灌注成像, en: ASL perfusion}}
      correct: true
    - text: {{zh: 增强, en: Contrast}}
      feedback: {{zh: 会延误, en: It delays}}
- text: {{zh: 重聚角由 180° 降到 120°, en: The refocusing angle goes from 180° to 120°}}
  weight: 20
  question:
    kind: number
    stem: {{zh: "回波链 {{etl:n}} 时 SAR 剩多少？", en: "What SAR remains with a turbo factor of {{etl:n}}?"}}
    parameters:
      etl: {{choices: [8, 16]}}
      excitation: {{value: 90, unit: deg}}
      ref_from: {{value: 180, unit: deg}}
      ref_to: {{value: 120, unit: deg}}
    calculation: relative_sar_tse_refocusing
    unit: "1"
    unit_policy: optional
    rtol: 0.01
    solution: {{zh: "剩 {{key}}", en: "{{key}} remains"}}
- text: {{zh: ASL 低灌注大于 DWI 病灶, en: Low perfusion exceeds the DWI lesion}}
  weight: 50
  question:
    kind: case
    stem: {{zh: 意义和处理？, en: "What does it mean and what now?"}}
    rubric: C5
    items: [p3, p6, f3]
    boxes: {{findings: 120, next: 60}}
    model_answer:
      zh: 提示缺血半暗带，建议评估溶栓。
      en: There is a penumbra. Recommend thrombolysis.
"""

PICTURED = (
    SINGLE.replace("id: what-is-b1", "id: what-is-seen")
    + """\
picture:
  alt: {zh: 腹部横断面, en: Transverse abdomen}
  panels:
  - {artefact: picture, phantom: abdomen, fov: [16, 40], pixel: 4}
  - {artefact: tse_blur, phantom: head, fov: [22, 18], pixel: 4, arguments: {ETL: 16, FA: 120, ESP: 10}}
"""
)

"""What is said about broken orderings, concordances, staged cases, boxes and pictures, and on which line."""

import io

import pytest
from PIL import Image

from quizzes import bank
from tests.quizzes.bank.samples import CASE, CONCORDANCE, NUMBER, ORDERING, PICTURED, SINGLE, STAGED
from tests.quizzes.bank.test_checks import Broken, checked


@pytest.mark.parametrize("sample", [ORDERING, CONCORDANCE, STAGED, PICTURED], ids=lambda s: s.split()[1])
def test_a_sound_question_has_no_problem(tmp_path, sample):
    assert [str(problem) for problem in checked(tmp_path, sample)] == []


FEW_ITEMS = ORDERING[: ORDERING.index("- {zh: 延长 TR")]
BOXED = CASE + "boxes: {findings: 200, diagnosis: 60, differential: 80, next: 80}\n"

BROKEN = {
    "two items": Broken(FEW_ITEMS, "kind:", "kind:", "items:", "at least 3 entries"),
    "an item twice": Broken(
        ORDERING, "zh: 延长 TR", "zh: 减小重聚角", "减小重聚角, en: Lengthen", "repeats item 2"
    ),
    "items with other numbers": Broken(
        ORDERING, "zh: 核对体重", "zh: 核对 2 遍体重", "核对 2 遍", "different numbers: 2"
    ),
    "a place in an item": Broken(ORDERING, "en: Lengthen TR", "en: '{TR}'", "'{TR}'", "no value for '{TR}'"),
    "a unanimous panel": Broken(CONCORDANCE, "[0, 1, 1, 4, 6]", "[0, 0, 0, 0, 12]", "panel:", "unanimous"),
    "four answers": Broken(CONCORDANCE, "[0, 1, 1, 4, 6]", "[0, 1, 1, 4]", "panel:", "'panel'"),
    "a negative vote": Broken(CONCORDANCE, "[0, 1,", "[0, -1,", "panel:", "must not be less than 0"),
    "no hypothesis": Broken(
        CONCORDANCE,
        "hypothesis: {zh: 存在半暗带, en: there is a penumbra}\n",
        "",
        "id: asl-larger",
        "'hypothesis' is missing",
    ),
    "weights of stages": Broken(STAGED, "weight: 30", "weight: 40", "stages:", "sum to 110, not 100"),
    "a stage without a question": Broken(
        STAGED, "    kind: single\n", "    kind: ordering\n", "question:", "no kind 'ordering'"
    ),
    "a stage with two correct options": Broken(
        STAGED,
        "      feedback: {zh: 会延误, en: It delays}\n",
        "      correct: true\n",
        "options:",
        "exactly 1",
    ),
    "a stage's distractor without feedback": Broken(
        STAGED,
        "      feedback: {zh: 会延误, en: It delays}\n",
        "",
        "text: {zh: 增强",
        "wrong option 2 has no feedback",
    ),
    "a stage's key that is not shown": Broken(
        STAGED, '"剩 {key}"', '"剩多少"', 'solution: {zh: "剩多少"', "show different values"
    ),
    "a stage's text with other numbers": Broken(
        STAGED, "zh: DWI 见左侧", "zh: DWI 见 2 处左侧", "stem: {zh: 先补", "different numbers: 2"
    ),
    "an item that the rubric lacks": Broken(STAGED, "[p3, p6, f3]", "[p3, p9]", "items:", "no item 'p9'"),
    "an item twice in a stage": Broken(STAGED, "[p3, p6, f3]", "[p3, p3]", "items:", "'p3' is given twice"),
    "items without a point": Broken(STAGED, "[p3, p6, f3]", "[f3]", "items:", "must be a point"),
    "items of a rubric written here": Broken(
        CASE, "model_answer:", "items: [p1]\nmodel_answer:", "items:", "choose from a packaged rubric"
    ),
    "a weak answer of a stage": Broken(STAGED, "，建议评估溶栓", "", "提示缺血半暗带", "earns only"),
    "boxes that hold too much": Broken(
        BOXED, "findings: 200", "findings: 300", "boxes:", "take 520 characters together"
    ),
    "a box nobody knows": Broken(BOXED, "next: 80", "therapy: 80", "boxes:", "therapy"),
    "a tiny box": Broken(BOXED, "next: 80", "next: 5", "boxes:", "must not be less than 10"),
    "no picture at all": Broken(
        PICTURED, PICTURED[PICTURED.index("  panels:") :], "", "picture:", "exactly one of file and panels"
    ),
    "an unknown artefact": Broken(
        PICTURED, "artefact: picture", "artefact: ghost", "artefact: ghost", "must be"
    ),
    "an argument that is none": Broken(
        PICTURED, "{ETL: 16,", "{turbo: 16,", "panels:", "cannot be simulated"
    ),
    "an impossible scan": Broken(
        PICTURED, "pixel: 4, arguments", "pixel: 4, te: 4000, arguments", "panels:", "TE must be shorter"
    ),
    "a picture without words": Broken(
        PICTURED, "  alt: {zh: 腹部横断面, en: Transverse abdomen}\n", "", "picture:", "'alt' is missing"
    ),
    "a formula of a picture": Broken(
        NUMBER + PICTURED[PICTURED.index("picture:") :], "ETL: 16", "ETL: turbo", "panels:", "turbo"
    ),
    "an empty term": Broken(SINGLE, "status:", "evidence: ['']\nstatus:", "evidence:", "is empty"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_question_is_refused_at_its_line(tmp_path, broken):
    assert broken.sample.count(broken.old) >= 1
    text = broken.sample.replace(broken.old, broken.new, 1)

    problems = checked(tmp_path, text)

    found = [problem for problem in problems if broken.says in problem.message.en]
    assert found, [str(problem) for problem in problems]
    assert broken.line in text.splitlines()[found[0].line - 1]
    assert found[0].message.zh != found[0].message.en


def with_file(name="scan.png"):
    return SINGLE + f"picture:\n  alt: {{zh: 头部, en: Head}}\n  file: {name}\n"


def test_a_file_beside_the_question_is_kept_in_its_content(tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "scan.png")

    assert checked(tmp_path, with_file()) == []
    (question,) = bank.load_bank(tmp_path / "questions.yaml")
    stored = bank.from_json(bank.to_json(question).json)
    assert bank.picture(stored, bank.draw(stored, 1)) == (tmp_path / "scan.png").read_bytes()


def test_a_file_that_is_missing_broken_large_or_signed_is_refused(tmp_path):
    def said():
        (problem,) = checked(tmp_path, with_file())
        return problem.message.en

    assert said() == "there is no picture scan.png"
    (tmp_path / "scan.png").write_bytes(b"no picture")
    assert said() == "the picture cannot be read"
    noise = Image.effect_noise((700, 700), 90)
    noise.save(tmp_path / "scan.png")
    assert said() == "the picture is larger than 300 kB"
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a name"
    Image.new("L", (8, 8)).save(file, format="PNG", exif=exif)
    (tmp_path / "scan.png").write_bytes(file.getvalue())
    assert "may identify a patient" in said()

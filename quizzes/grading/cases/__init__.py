"""Offline grading of short case answers in Chinese and English, by rubric and lexicon.

Every point of a mark is traced to a span of the answer. Rules mark it rather than a language
model: rules cannot be persuaded, and a word that they missed is repaired by adding it to the lexicon.
"""

from quizzes.grading.cases.grading import GRADER_VERSION, CaseVerdict, PointResult, grade_case
from quizzes.grading.cases.lexicon import Terms
from quizzes.grading.cases.rubric import Rubric, load_rubrics

__all__ = ["GRADER_VERSION", "CaseVerdict", "PointResult", "Rubric", "Terms", "grade_case", "load_rubrics"]

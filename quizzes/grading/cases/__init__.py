"""Offline grading of short case answers in Chinese and English, by rubric and lexicon.

Every point of a mark is traced to a span of the answer. The method follows checklists marked by rules rather than
by a language model: rules cannot be persuaded, and a missed word is repaired by adding it to the lexicon.
"""

from quizzes.grading.cases.grading import GRADER_VERSION, CaseVerdict, PointResult, grade_case
from quizzes.grading.cases.rubric import Rubric, load_rubrics

__all__ = ["GRADER_VERSION", "CaseVerdict", "PointResult", "Rubric", "grade_case", "load_rubrics"]

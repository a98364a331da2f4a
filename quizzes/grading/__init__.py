"""Grading answers: numbers with units, and free text about a case."""

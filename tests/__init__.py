"""Tests mirror the packages: tests/physics, tests/quizzes, tests/bot."""

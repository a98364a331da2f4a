"""MR physics for people who run scanners: pure functions on numpy, SI inside, sources in every docstring."""

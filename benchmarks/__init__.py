"""Runnable comparisons: each prints figures against a named baseline of the same run."""

"""Rubrics of the packaged cases, one YAML file each."""

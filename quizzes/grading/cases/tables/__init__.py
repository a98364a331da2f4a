"""Character tables made ahead of time, so that grading needs neither OpenCC nor pypinyin."""

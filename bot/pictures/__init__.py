"""Pictures and pages people see, set by typst from templates beside the code."""

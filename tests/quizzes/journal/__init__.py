"""Five invented issues in different layouts; names, centres and figures are made up."""

from pathlib import Path

ISSUES = Path(__file__).parent / "issues"

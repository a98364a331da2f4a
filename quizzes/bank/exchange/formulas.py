"""Formulas of the bank as Moodle's calculated questions write them, and back.

Moodle: `{fa_to}/{fa_from}`, `pow({x},2)`; a calculation of the physics catalogue travels as a wildcard
of its name.
"""

import ast
import re
from collections.abc import Callable

from quizzes.bank.exchange.notes import QuestionRefused
from quizzes.bank.expressions import MAX_LENGTH, ExpressionError, parse

_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SHARED = frozenset({"abs", "ceil", "exp", "floor", "log", "max", "min", "sqrt"})
_WILDCARD = re.compile(r"\{([^{}=][^{}]{0,59})\}")


class Inexpressible(ValueError):
    """A formula that Moodle has no form for."""


def to_moodle(formula: str) -> str:
    """A formula with its names as wildcards.

    Raises
    ------
    Inexpressible
        If it calls a calculation with arguments of its own, compares, or uses words.
    """
    return _moodle(parse(formula).tree)


def _moodle(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=int() | float() as number):
            return repr(number)
        case ast.Name(id=name):
            return f"{{{name}}}"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-{_moodle(operand)})"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"pow({_moodle(left)},{_moodle(right)})"
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            return f"floor({_moodle(left)}/{_moodle(right)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return f"({_moodle(left)}{_OPERATORS[type(op)]}{_moodle(right)})"
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _SHARED:
            return f"{name}({','.join(map(_moodle, args))})"
    raise Inexpressible(ast.unparse(node))


def from_moodle(formula: str, name: Callable[[str], str]) -> str:
    """A Moodle formula as an expression of the bank; `name` gives the identifier of a wildcard.

    Raises
    ------
    QuestionRefused
        If it is too long, cannot be read, or uses a function that the bank does not have.
    """
    text = formula.strip()
    if text.startswith("{=") and text.endswith("}"):
        text = text[2:-1]
    text = _WILDCARD.sub(lambda found: f"({name(found[1].strip())})", text)
    if len(text) > MAX_LENGTH:
        raise QuestionRefused(
            f"算式超过 {MAX_LENGTH} 个字符", f"the formula is longer than {MAX_LENGTH} characters"
        )
    try:
        tree = _Powers().visit(ast.parse(text, mode="eval"))
        expression = parse(ast.unparse(tree))
    except (ExpressionError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise QuestionRefused(
            f"算式“{formula[:60]}”读不懂", f"the formula '{formula[:60]}' cannot be read"
        ) from error
    if expression.calls:
        unknown = ", ".join(sorted(expression.calls))
        raise QuestionRefused(f"算式用了题库没有的函数：{unknown}", f"the bank has no function {unknown}")
    return expression.text


class _Powers(ast.NodeTransformer):
    """`pow(x, y)` as `x**y`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "pow" and len(node.args) == 2:
            return ast.BinOp(node.args[0], ast.Pow(), node.args[1])
        return node

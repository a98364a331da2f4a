"""Arithmetic that an editor may write in a question: `(ref_to / ref_from)**2`, `ref_to < ref_from`.

An expression knows numbers, names, + - * / // % **, comparisons, and/or/not, a few functions of
arithmetic, and the calculations of the physics catalogue. It is parsed into a tree whose every node is
on a list of allowed ones; nothing else of Python can be reached.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

Value = float | str

MAX_LENGTH = 300
MAX_EXPONENT = 64


class Calculations(Protocol):
    """The catalogue that an expression may call."""

    def arguments(self, name: str) -> tuple[str, ...] | None:
        """Names of a calculation's arguments; None if there is no such calculation."""

    def evaluate(self, name: str, given: Mapping[str, Value]) -> float:
        """Value of a calculation in its display unit."""


class ExpressionError(ValueError):
    """An expression that cannot be read or has no value; the message says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Expression:
    """A parsed expression with the names it uses and the calculations it calls."""

    text: str
    tree: ast.expr
    names: frozenset[str]
    calls: frozenset[str]


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT:
        raise ExpressionError(f"指数不得超过 {MAX_EXPONENT}", f"exponent above {MAX_EXPONENT}")
    result = base**exponent
    if isinstance(result, complex):
        raise ExpressionError(
            "负数的非整数次幂没有实数值", "a negative number to a fractional power is not real"
        )
    return float(result)


_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": math.ceil,
    "exp": math.exp,
    "floor": math.floor,
    "log": math.log,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
}
_ALLOWED = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Name, ast.Constant, ast.Call, ast.keyword,
    ast.Load, ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd, *_BINARY, *_COMPARE,
)  # fmt: skip


def parse(text: str) -> Expression:
    """Read an expression.

    Raises
    ------
    ExpressionError
        If it is longer than 300 characters, is not an expression, or uses anything that is not allowed.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"算式超过 {MAX_LENGTH} 个字符", f"expression longer than {MAX_LENGTH} characters"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(f"算式“{text}”写法有误", f"'{text}' is not an expression") from error
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        _allow(node, text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) in functions}
    free = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in functions}
    return Expression(text, tree, frozenset(free), frozenset((names & called) - set(_FUNCTIONS)))


def _allow(node: ast.AST, text: str) -> None:
    allowed = isinstance(node, _ALLOWED)
    if isinstance(node, ast.Call):
        allowed = isinstance(node.func, ast.Name) and all(keyword.arg for keyword in node.keywords)
    if isinstance(node, ast.Constant):
        allowed = isinstance(node.value, int | float | str) and not isinstance(node.value, bool)
    if not allowed:
        raise ExpressionError(f"算式“{text}”用了不允许的写法", f"'{text}' uses something that is not allowed")


def evaluate(expression: Expression, values: Mapping[str, Value], calculations: Calculations) -> float:
    """Value of an expression; a condition gives True or False.

    A bare name of the catalogue stands for that calculation with the values named like its arguments.

    Raises
    ------
    ExpressionError
        If a name has no value, a calculation refuses its arguments, or the result is not a finite number.
    """
    try:
        result = _Evaluation(values, calculations).number(expression.tree)
    except (ArithmeticError, TypeError, ValueError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError(
            f"算式“{expression.text}”算不出结果：{error}", f"'{expression.text}' has no value: {error}"
        ) from error
    if not math.isfinite(result):
        raise ExpressionError(
            f"算式“{expression.text}”的结果不是有限数", f"'{expression.text}' is not a finite number"
        )
    return result


@dataclass(frozen=True)
class _Evaluation:
    """One walk over an allowed tree with given values."""

    values: Mapping[str, Value]
    calculations: Calculations

    def number(self, node: ast.expr) -> float:
        value = self._value(node)
        if isinstance(value, str):
            raise ExpressionError(f"“{value}”是文字，不能参与计算", f"'{value}' is text, not a number")
        return value

    def _value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int() | float() | str() as constant):
                return constant
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.number(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.number(operand)
            case ast.UnaryOp(operand=operand):
                return self.number(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _BINARY[type(op)](self.number(left), self.number(right))
            case ast.BoolOp(op=op, values=parts):
                every = isinstance(op, ast.And)
                return (all if every else any)(self.number(part) for part in parts)
            case ast.Compare():
                return self._compare(node)
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, node)
        raise ExpressionError("算式用了不允许的写法", "the expression uses something that is not allowed")

    def _named(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        arguments = self.calculations.arguments(name)
        if arguments is None:
            raise ExpressionError(
                f"“{name}”没有取值，目录里也没有这个计算", f"'{name}' has no value and is no calculation"
            )
        given = {argument: self.values[argument] for argument in arguments if argument in self.values}
        return self.calculations.evaluate(name, given)

    def _compare(self, node: ast.Compare) -> bool:
        operands = [self.number(part) for part in (node.left, *node.comparators)]
        return all(
            _COMPARE[type(op)](left, right)
            for op, left, right in zip(node.ops, operands, operands[1:], strict=False)
        )

    def _call(self, name: str, node: ast.Call) -> float:
        if name in _FUNCTIONS:
            return float(_FUNCTIONS[name](*(self.number(argument) for argument in node.args)))
        if self.calculations.arguments(name) is None:
            raise ExpressionError(f"目录里没有计算“{name}”", f"there is no calculation '{name}'")
        if node.args:
            raise ExpressionError(f"{name} 的参数要写明名称", f"name the arguments of {name}")
        given = {str(keyword.arg): self._value(keyword.value) for keyword in node.keywords}
        return self.calculations.evaluate(name, given)

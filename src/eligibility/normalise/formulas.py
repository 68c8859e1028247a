"""Formulas of whole numbers as rules write them: ``cost * left / owed``, or one of three words."""

import ast

from eligibility.model.formula import COST, LEFT, NAMES, OWED, Formula, Term

WORDS: dict[str, Term] = {"all": COST, "none": 0, "unserved": ("/", ("*", COST, LEFT), OWED)}
"""What needs no formula: the whole cost, nothing, and the cost by the share of the months not served."""

SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST = 200


def parse_formula(written: str) -> Formula | None:
    """The formula *written*; None where it is none."""
    if written in WORDS:
        return Formula(written, WORDS[written])
    try:
        tree = ast.parse(written.strip(), mode="eval") if len(written) <= LONGEST else None
    except (SyntaxError, ValueError):
        return None
    term = _term(tree.body) if tree is not None else None
    return Formula(written, term) if term is not None else None


def _term(node: ast.expr) -> Term | None:
    match node:
        case ast.Name(name) if name in NAMES:
            return name
        case ast.Constant(int(number)) if not isinstance(number, bool):
            return number
        case ast.BinOp(left, sign, right) if type(sign) in SIGNS:
            first, second = _term(left), _term(right)
            return (SIGNS[type(sign)], first, second) if first is not None and second is not None else None
        case _:
            return None

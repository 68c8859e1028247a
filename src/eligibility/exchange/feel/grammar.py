"""From text to trees: expressions, and the tests of a column (``-``, lists, comparisons, ranges, ``not``)."""

from collections.abc import Iterable

from eligibility.exchange.feel.functions import FUNCTIONS
from eligibility.exchange.feel.literals import Beyond, at_literal
from eligibility.exchange.feel.nodes import (
    Between,
    Binary,
    Call,
    Comparison,
    Entries,
    If,
    In,
    Items,
    Limits,
    Literal,
    Name,
    Negative,
    Node,
    Path,
    Test,
    Tests,
    names_in,
)
from eligibility.exchange.feel.tokens import Names, NotFeel, Token, tokens

COMPARING = ("<", "<=", ">", ">=", "=", "!=")
MAX_TEXT = 20_000
"""Characters of one expression."""
MAX_DEPTH = 60
"""Brackets within brackets."""
ITEM = "?"


def parse_expression(text: str, scope: Iterable[str], functions: Iterable[str] = ()) -> Node:
    """The expression *text*; *scope* are the names it may use, *functions* those it may call beside ours.

    Raises:
        NotFeel: it is none, or uses what is not supported.

    """
    parser = _Parser(text, scope, functions)
    node = parser.expression()
    parser.finish()
    return node


def parse_tests(text: str, scope: Iterable[str], functions: Iterable[str] = ()) -> Tests:
    """The tests *text* of a column. An empty cell tests nothing, as in the editors that leave it so.

    Raises:
        NotFeel: it is none, or uses what is not supported.

    """
    if text.strip() in ("", "-"):
        return Tests()
    parser = _Parser(text, {*scope, ITEM}, functions)
    tests = parser.tests()
    parser.finish()
    return tests


class _Parser:
    def __init__(self, text: str, scope: Iterable[str], functions: Iterable[str]) -> None:
        if len(text) > MAX_TEXT:
            raise NotFeel("too_long", 0)
        self._scope = {" ".join(name.split()) for name in scope}
        self._defined = set(functions)
        self._functions = {*FUNCTIONS, *self._defined}
        self._tokens = list(tokens(text, Names((*self._scope, *self._functions))))
        self._next = 0
        self._depth = 0
        self._in_range = False  # where a bracket ends a range that is open above, as in ``[1..5[``

    # --- tokens ------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _is(self, *texts: str) -> bool:
        return self._token.kind in ("sign", "word") and self._token.text in texts

    def _accept(self, *texts: str) -> bool:
        if self._is(*texts):
            self._take()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._wrong("expected", text)

    def _wrong(self, kind: str = "unexpected", text: str = "") -> NotFeel:
        if kind == "unexpected" and self._token.kind == "end":
            return NotFeel("end", self._token.at)
        return NotFeel(kind, self._token.at, text or self._token.text)

    def finish(self) -> None:
        """Nothing may follow."""
        if self._token.kind != "end":
            raise self._wrong()

    # --- tests -------------------------------------------------------------------------------------

    def tests(self) -> Tests:
        """Tests with commas between them, perhaps within ``not( )``."""
        at = self._token.at
        if self._token.text == "not" and self._tokens[self._next + 1].text == "(":
            back = self._next
            self._take()
            self._take()
            found = Tests(self._listed(), negated=True, at=at)
            self._expect(")")
            if self._token.kind == "end" or self._is(")"):
                return found
            self._next = back
        return Tests(self._listed(), at=at)

    def _listed(self) -> tuple[Test, ...]:
        found = [self._test()]
        while self._accept(","):
            found.append(self._test())
        return tuple(found)

    def _test(self) -> Test:
        token = self._token
        if self._accept(*COMPARING):
            return Comparison(token.text, self._sum(), at=token.at)
        node = self.expression()
        if isinstance(node, Binary | Between | In) and _is_condition(node) and ITEM not in names_in(node):
            raise NotFeel("condition", token.at)
        return node

    # --- expressions -------------------------------------------------------------------------------

    def expression(self) -> Node:
        """Any expression."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotFeel("too_deep", self._token.at)
        if self._is("for", "some", "every", "function"):
            raise NotFeel("unsupported", self._token.at, self._token.text)
        found = self._if() if self._is("if") else self._either()
        self._depth -= 1
        return found

    def _if(self) -> Node:
        at = self._take().at
        condition = self.expression()
        self._expect("then")
        yes = self.expression()
        self._expect("else")
        return If(condition, yes, self.expression(), at=at)

    def _either(self) -> Node:
        found = self._both()
        while self._is("or"):
            at = self._take().at
            found = Binary(found, "or", self._both(), at=at)
        return found

    def _both(self) -> Node:
        found = self._compared()
        while self._is("and"):
            at = self._take().at
            found = Binary(found, "and", self._compared(), at=at)
        return found

    def _compared(self) -> Node:
        found = self._sum()
        token = self._token
        if self._accept(*COMPARING):
            return Binary(found, token.text, self._sum(), at=token.at)
        if self._accept("between"):
            low = self._sum()
            self._expect("and")
            return Between(found, low, self._sum(), at=token.at)
        if self._accept("in"):
            return In(found, self._membership(), at=token.at)
        if self._is("instance"):
            raise self._wrong("unsupported")
        return found

    def _membership(self) -> Tests:
        at = self._token.at
        if self._is("("):
            back = self._next
            self._take()
            listed = self._listed()
            if self._accept(")"):
                return Tests(listed, at=at)
            self._next = back  # a range that is open below
        return Tests((self._test(),), at=at)

    def _sum(self) -> Node:
        found = self._product()
        while self._is("+", "-"):
            token = self._take()
            found = Binary(found, token.text, self._product(), at=token.at)
        return found

    def _product(self) -> Node:
        found = self._power()
        while self._is("*", "/"):
            token = self._take()
            found = Binary(found, token.text, self._power(), at=token.at)
        return found

    def _power(self) -> Node:
        found = self._signed()
        while self._is("**"):
            at = self._take().at
            found = Binary(found, "**", self._signed(), at=at)
        return found

    def _signed(self) -> Node:
        if self._is("-"):
            at = self._take().at
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise NotFeel("too_deep", at)
            found = Negative(self._signed(), at=at)
            self._depth -= 1
            return found
        return self._parts()

    def _parts(self) -> Node:
        found = self._primary()
        while True:
            token = self._token
            if self._accept("."):
                if self._token.kind not in ("name", "word"):
                    raise self._wrong()
                found = Path(found, self._take().text, at=token.at)
            elif self._is("[") and not self._in_range:
                raise self._wrong("filter")
            elif self._is("("):
                raise self._wrong()
            else:
                return found

    def _primary(self) -> Node:
        token = self._take()
        match token.kind, token.text:
            case "number", _:
                return Literal(token.value, at=token.at)
            case "string", _:
                return Literal(token.value, at=token.at)
            case "word", "true" | "false":
                return Literal(token.text == "true", at=token.at)
            case "word", "null":
                return Literal(None, at=token.at)
            case "sign", "?":
                if ITEM not in self._scope:
                    raise NotFeel("unexpected", token.at, "?")
                return Name(ITEM, at=token.at)
            case "sign", "@":
                return self._at(token)
            case "sign", "(" | "[" | "]":
                return self._bracket(token)
            case "sign", "{":
                return self._context(token)
            case "name", _:
                return self._named(token)
        self._next -= token.kind != "end"
        raise self._wrong()

    def _at(self, token: Token) -> Node:
        text = self._take()
        if text.kind != "string":
            raise NotFeel("unexpected", text.at, text.text)
        try:
            value = at_literal(str(text.value))
        except Beyond as error:
            raise NotFeel("beyond", text.at, text.text) from error
        if value is None:
            raise NotFeel("at_literal", text.at, text.text)
        return Literal(value, at=token.at)

    def _named(self, token: Token) -> Node:
        if self._accept("("):
            if token.text not in self._functions:
                raise NotFeel("function", token.at, token.text)
            arguments: list[Node] = []
            while not self._accept(")"):
                if arguments:
                    self._expect(",")
                arguments.append(self.expression())
                if self._is(":"):
                    raise self._wrong("named_arguments")
            return self._call(token, tuple(arguments))
        if token.text not in self._scope:
            raise NotFeel("name", token.at, token.text)
        return Name(token.text, at=token.at)

    def _call(self, token: Token, arguments: tuple[Node, ...]) -> Node:
        known = FUNCTIONS.get(token.text) if token.text not in self._defined else None
        if known is not None:
            function, least, most = known
            if not least <= len(arguments) <= most:
                raise NotFeel("arguments", token.at, token.text)
            match arguments:
                case (Literal(str(text), at=at),):
                    try:
                        function(text)
                    except Beyond as error:
                        raise NotFeel("beyond", at, text) from error
        return Call(token.text, arguments, at=token.at)

    def _bracket(self, opening: Token) -> Node:
        """A range, a list or an expression in brackets."""
        if opening.text == "[" and self._accept("]"):
            return Items((), at=opening.at)
        first = self._inside()
        if self._accept(".."):
            last = self._inside()
            closing = self._take()
            if closing.kind != "sign" or closing.text not in ("]", ")", "["):
                raise NotFeel("unexpected" if closing.text else "end", closing.at, closing.text)
            return Limits(first, last, opening.text == "[", closing.text == "]", at=opening.at)
        match opening.text:
            case "(":
                self._expect(")")
                return first
            case "[":
                items = [first]
                while self._accept(","):
                    items.append(self.expression())
                self._expect("]")
                return Items(tuple(items), at=opening.at)
            case _:
                raise self._wrong("expected", "..")

    def _inside(self) -> Node:
        outer, self._in_range = self._in_range, True
        found = self.expression()
        self._in_range = outer
        return found

    def _context(self, opening: Token) -> Node:
        entries: list[tuple[str, Node]] = []
        added: set[str] = set()
        while not self._accept("}"):
            if entries:
                self._expect(",")
            key = self._take()
            if key.kind not in ("name", "string"):
                raise NotFeel("unexpected" if key.text else "end", key.at, key.text)
            name = str(key.value) if key.kind == "string" else key.text
            self._expect(":")
            entries.append((name, self.expression()))
            added |= {name} - self._scope
            self._scope |= {name}
        self._scope -= added
        return Entries(tuple(entries), at=opening.at)


def _is_condition(node: Node) -> bool:
    return isinstance(node, Between | In) or (
        isinstance(node, Binary) and node.sign in (*COMPARING, "and", "or")
    )

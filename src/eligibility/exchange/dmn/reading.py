"""A file of DMN as a model: input data, types, functions and decisions, in releases 1.1 to 1.6."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eligibility.diagnostics import Span
from eligibility.exchange.dmn.elements import Element, Problem, Unacceptable, file_elements, read_elements
from eligibility.exchange.dmn.logic import Surroundings, language, logic_of, tests_in
from eligibility.exchange.dmn.model import Decision, InputData, Knowledge, Model
from eligibility.exchange.dmn.types import BASIC, Type

SPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
)
"""Releases 1.1 to 1.6, which mean the same by a table."""

REQUIRED = {
    "informationRequirement": ("requiredInput", "requiredDecision"),
    "knowledgeRequirement": ("requiredKnowledge",),
}
MAX_CHAIN = 50


def read_model(place: Path) -> Model:
    """The model in the file at *place*.

    Raises:
        Unacceptable: it is no file of DMN.
        OSError: it cannot be read.

    """
    return _model(file_elements(place))


def read_text(content: bytes, file: str) -> Model:
    """The model in *content*, which came from *file*.

    Raises:
        Unacceptable: it is no file of DMN.

    """
    return _model(read_elements(content, file))


def _model(root: Element) -> Model:
    if root.name != "definitions" or root.space not in SPACES:
        raise Unacceptable(Problem("no_dmn", root.span, root.space or root.name))
    language(root)
    return _Modelling(root).model()


class _Modelling:
    """Makes the parts of a model, each as soon as what it needs is there."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._types = _Types(root)
        self._elements = _by_id(root)
        self._inputs: dict[str, InputData] = {}
        self._knowledge: dict[str, Knowledge] = {}
        self._decisions: dict[str, Decision] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._making: list[str] = []

    def model(self) -> Model:
        for identity in self._elements:
            self._make(identity)
        names = {identity: element.get("name") for identity, element in self._elements.items()}
        order = {i: self._decisions[i] for i in self._elements if i in self._decisions}
        return Model(self._root.get("name"), self._inputs, self._knowledge, order, self._problems, names)

    def _make(self, identity: str) -> bool:
        """Make the part with this id, if it was not; whether it is there."""
        if identity in self._inputs or identity in self._knowledge or identity in self._decisions:
            return True
        if identity in self._problems:
            return False
        element = self._elements[identity]
        self._making.append(identity)
        try:
            match element.name:
                case "inputData":
                    self._inputs[identity] = self._input(identity, element)
                case "businessKnowledgeModel":
                    self._knowledge[identity] = self._function(identity, element)
                case _:
                    self._decisions[identity] = self._decision(identity, element)
        except Unacceptable as error:
            self._problems[identity] = error.problems
            return False
        finally:
            self._making.pop()
        return True

    def _required(self, element: Element) -> dict[str, list[str]]:
        """The ids of what *element* needs, which is made first, by kind."""
        found: dict[str, list[str]] = {
            "inputData": [], "decision": [], "businessKnowledgeModel": []
        }  # fmt: skip
        for holder, kinds in REQUIRED.items():
            for requirement in element.all(holder):
                for reference in (child for kind in kinds for child in requirement.all(kind)):
                    self._need(reference, found)
        return found

    def _need(self, reference: Element, found: dict[str, list[str]]) -> None:
        identity = reference.get("href").removeprefix("#")
        needed = self._elements.get(identity)
        if needed is None or not reference.get("href").startswith("#"):
            raise Unacceptable(Problem("reference", reference.span, reference.get("href")))
        if identity in self._making or len(self._making) > MAX_CHAIN:
            raise Unacceptable(Problem("circle", reference.span, needed.get("name")))
        if not self._make(identity):
            raise Unacceptable(*self._problems[identity])
        found[needed.name].append(identity)

    def _around(self, names: Iterable[str], types: Iterable[Type], functions: Sequence[str]) -> Surroundings:
        known = [self._knowledge[identity] for identity in functions]
        scope = {name for name in names if name} | {part for one in types for part in _parts(one)}
        called = {one.name: tuple(name for name, _ in one.parameters) for one in known}
        return Surroundings(frozenset(scope), called, self._types.named)

    def _input(self, identity: str, element: Element) -> InputData:
        variable = element.first("variable") or element
        named = self._types.named(variable.get("typeRef"), variable.span)
        return InputData(identity, _name(element), named)

    def _decision(self, identity: str, element: Element) -> Decision:
        needs = self._required(element)
        inputs = [self._inputs[i] for i in needs["inputData"]]
        others = [self._decisions[i] for i in needs["decision"]]
        functions = needs["businessKnowledgeModel"]
        names = [*(one.name for one in inputs), *(one.name for one in others)]
        types = [*(one.type for one in inputs), *(one.type for one in others)]
        repeated = next((name for name in names if names.count(name) > 1), "")
        if repeated:
            raise Unacceptable(Problem("repeated_name", element.span, repeated))
        around = self._around(names, types, functions)
        variable = element.first("variable") or element
        made = self._types.named(variable.get("typeRef"), variable.span)
        return Decision(
            identity,
            _name(element),
            made,
            logic_of(element, around),
            element.span,
            tuple(needs["inputData"]),
            tuple(needs["decision"]),
            tuple(functions),
        )

    def _function(self, identity: str, element: Element) -> Knowledge:
        functions = self._required(element)["businessKnowledgeModel"]
        held = element.first("encapsulatedLogic")
        if held is None:
            raise Unacceptable(Problem("no_logic", element.span, element.get("name")))
        if held.get("kind") not in ("", "FEEL"):
            raise Unacceptable(Problem("language", held.span, held.get("kind")))
        parameters = tuple(
            (one.get("name"), self._types.named(one.get("typeRef"), one.span))
            for one in held.all("formalParameter")
        )
        around = self._around([n for n, _ in parameters], [t for _, t in parameters], functions)
        variable = element.first("variable") or element
        made = self._types.named(variable.get("typeRef"), variable.span)
        return Knowledge(identity, _name(element), parameters, logic_of(held, around), made, tuple(functions))


def _name(element: Element) -> str:
    """The name by which expressions know *element*."""
    variable = element.first("variable")
    return " ".join(((variable.get("name") if variable is not None else "") or element.get("name")).split())


def _by_id(root: Element) -> dict[str, Element]:
    """What has a name in expressions, by id; what has no id, by its name."""
    found: dict[str, Element] = {}
    for kind in ("inputData", "businessKnowledgeModel", "decision"):
        for element in root.all(kind):
            identity = element.get("id") or element.get("name")
            if identity in found or not element.get("name"):
                raise Unacceptable(Problem("identity", element.span, identity))
            found[identity] = element
    return found


def _parts(one: Type) -> set[str]:
    """The names of the parts of a type, at any depth: an expression may write them with blanks."""
    found = {name for name, _ in one.parts}
    return found.union(*(_parts(part) for _, part in one.parts), *([_parts(one.item)] if one.item else []))


class _Types:
    """The types that a file defines, by name."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._defined: Mapping[str, Element] = {one.get("name"): one for one in root.all("itemDefinition")}
        self._made: dict[str, Type] = {}
        self._making: set[str] = set()

    def named(self, name: str, span: Span) -> Type:
        """The type called *name*.

        Raises:
            Unacceptable: there is none here.

        """
        if name in self._made:
            return self._made[name]
        element = self._defined.get(name)
        if element is None:
            plain = name.rpartition(":")[2] if name.partition(":")[0] in ("feel", "", name) else name
            if plain not in BASIC:
                raise Unacceptable(Problem("type", span, name))
            return Type(BASIC[plain])
        if name in self._making:
            raise Unacceptable(Problem("circle", element.span, name))
        self._making.add(name)
        self._made[name] = self._type(element)
        self._making.remove(name)
        return self._made[name]

    def _type(self, element: Element) -> Type:
        if element.first("functionItem") is not None:
            raise Unacceptable(Problem("element", element.span, "functionItem"))
        many = element.get("isCollection") in ("true", "1")
        values = element.first("allowedValues")
        around = Surroundings(frozenset(), {}, self.named)
        text = values.first("text") if values is not None else None
        parts = tuple((one.get("name"), self._type(one)) for one in element.all("itemComponent"))
        if parts:
            return Type("context", parts, many)
        reference = element.first("typeRef")
        base = self.named("" if reference is None else reference.text.strip(), element.span)
        if text is None:
            return base if not many else Type(many=True, item=base)
        return Type(many=many, item=base, allowed=tests_in(text, around))

"""Text data to attrs classes through cattrs; every misfit becomes a diagnostic at its place."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar, get_origin

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.cols import list_structure_factory, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from eligibility.diagnostics import Diagnostic, Where
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.written import Free, WrittenLabel, WrittenNote

T = TypeVar("T")

WHOLE = re.compile(r"-?[0-9]{1,9}")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Misfit(ValueError):
    """Text that is not of the kind wanted; *code* of the diagnostic."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text[:80]


def _text(value: Any, _: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        raise Misfit("R201")
    return value


def _flag(value: Any, _: Any) -> bool:  # noqa: ANN401
    if _text(value, str) not in ("true", "false"):
        raise Misfit("R202", value)
    return bool(value == "true")


def _number(value: Any, _: Any) -> int:  # noqa: ANN401
    if not WHOLE.fullmatch(_text(value, str)):
        raise Misfit("R203", value)
    return int(value)


def _date(value: Any, _: Any) -> date:  # noqa: ANN401
    try:
        if ISO.fullmatch(_text(value, str)):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Misfit("R204", value)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(int, _number)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(Free, lambda value, _: Free(value))

    def note(value: Any, _: Any) -> WrittenNote:  # noqa: ANN401
        if isinstance(value, str):
            return WrittenNote(value, value)
        label = converter.structure(value, WrittenLabel)
        return WrittenNote(label.vi, label.en)

    converter.register_structure_hook(WrittenNote, note)

    def whole(kind: type) -> Any:  # noqa: ANN401
        names: dict[str, Any] = {f.name: override(rename=_key(f)) for f in attrs.fields(kind)}
        structure: Any = make_dict_structure_fn(
            kind,
            converter,
            _cattrs_forbid_extra_keys=True,
            _cattrs_detailed_validation=True,
            **names,
        )

        def hook(value: Any, wanted: Any) -> Any:  # noqa: ANN401
            if not isinstance(value, dict):
                raise Misfit("R206")
            return structure(value, wanted)

        return hook

    def only(kind: type, code: str, factory: Any) -> Any:  # noqa: ANN401
        def for_type(wanted: Any) -> Any:  # noqa: ANN401
            structure: Any = factory(wanted, converter)

            def hook(value: Any, _: Any) -> Any:  # noqa: ANN401
                if not isinstance(value, kind):
                    raise Misfit(code)
                return structure(value, wanted)

            return hook

        return for_type

    converter.register_structure_hook_factory(attrs.has, whole)
    converter.register_structure_hook_factory(_is(list), only(list, "R205", list_structure_factory))
    converter.register_structure_hook_factory(_is(dict), only(dict, "R206", mapping_structure_factory))
    return converter


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda wanted: get_origin(wanted) is kind


_CONVERTER = _converter()


def structure(data: Any, kind: type[T], where: Where) -> tuple[T | None, list[Diagnostic]]:  # noqa: ANN401
    """*data* as *kind*, or all that does not fit."""
    try:
        return _CONVERTER.structure(data, kind), []
    except BaseValidationError as error:
        return None, list(_explained(error, where))
    except Misfit as misfit:
        return None, [Diagnostic(misfit.code, where, {"text": misfit.text})]


def items_of(file: str, data: Any, several: str) -> Iterator[tuple[Any, Where]]:  # noqa: ANN401
    """What a file holds, each with its place: one thing, or a list of them under the key *several*."""
    if isinstance(data, dict) and set(data) == {several} and isinstance(data[several], list):
        for number, item in enumerate(data[several]):
            yield item, Where(file, (several, number))
    else:
        yield data, Where(file)


def _explained(error: BaseException, where: Where) -> list[Diagnostic]:
    if isinstance(error, ForbiddenExtraKeysError):
        known = [_key(field) for field in attrs.fields(error.cl)]
        return [
            Diagnostic(
                "R207",
                where.child(key, "?key"),
                {"key": key, "near": nearest(key, known), "choices": listed(known)},
            )
            for key in sorted(error.extra_fields)
        ]
    if isinstance(error, BaseExceptionGroup):
        found: list[Diagnostic] = []
        for inner in error.exceptions:
            notes = [n for n in getattr(inner, "__notes__", ()) if _is_place(n)]
            place = where
            for note in notes:
                step = note.name.rstrip("_") if isinstance(note, AttributeValidationNote) else note.index
                place = place.child(step)
            found += _explained(inner, place)
        meant = {problem.params["near"] for problem in found if problem.code == "R207"}
        return [p for p in found if p.code != "R208" or p.place != where or p.params["key"] not in meant]
    if isinstance(error, Misfit):
        return [Diagnostic(error.code, where, {"text": error.text})]
    if isinstance(error, KeyError):
        key = str(error.args[0])
        above = attrs.evolve(where, route=where.route[:-1]) if where.route[-1:] == (key,) else where
        return [Diagnostic("R208", above, {"key": key})]
    raise error


def _key(field: Any) -> str:  # noqa: ANN401
    return str(field.name).rstrip("_")


def _is_place(note: object) -> bool:
    return isinstance(note, AttributeValidationNote | IterableValidationNote)

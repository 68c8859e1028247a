"""Text data to attrs classes through cattrs; every misfit becomes a diagnostic at its place."""

from datetime import date
from typing import Any, TypeVar

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from eligibility.diagnostics import Diagnostic, Where
from eligibility.normalise.language import nearest
from eligibility.normalise.written import Free

T = TypeVar("T")


class Misfit(ValueError):
    """Text that is not of the kind wanted; *code* of the diagnostic."""

    def __init__(self, code: str, text: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = str(text)[:80]


def _text(value: Any, _: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        raise Misfit("R201", type(value).__name__)
    return value


def _flag(value: Any, _: Any) -> bool:  # noqa: ANN401
    if value not in ("true", "false"):
        raise Misfit("R202", value)
    return bool(value == "true")


def _number(value: Any, _: Any) -> int:  # noqa: ANN401
    try:
        return int(_text(value, str))
    except ValueError:
        raise Misfit("R203", value) from None


def _date(value: Any, _: Any) -> date:  # noqa: ANN401
    try:
        return date.fromisoformat(_text(value, str))
    except ValueError:
        raise Misfit("R204", value) from None


def _list(value: Any, kind: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise Misfit("R205", type(value).__name__)
    return _plain_list(value, kind)  # type: ignore[no-any-return]


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(int, _number)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(Free, lambda value, _: Free(value))

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
                raise Misfit("R206", type(value).__name__)
            return structure(value, wanted)

        return hook

    converter.register_structure_hook_factory(attrs.has, whole)
    return converter


_CONVERTER = _converter()
_plain_list = _CONVERTER.get_structure_hook(list[Any])


def structure(data: Any, kind: type[T], where: Where) -> tuple[T | None, list[Diagnostic]]:  # noqa: ANN401
    """*data* as *kind*, or all that does not fit."""
    try:
        return _CONVERTER.structure(data, kind), []
    except BaseValidationError as error:
        return None, list(_explained(error, where))
    except Misfit as misfit:
        return None, [Diagnostic(misfit.code, where, {"text": misfit.text})]


def _explained(error: BaseException, where: Where) -> list[Diagnostic]:
    if isinstance(error, ForbiddenExtraKeysError):
        known = [_key(field) for field in attrs.fields(error.cl)]
        return [
            Diagnostic("R207", where.child(key, "?key"), {"key": key, "near": nearest(key, known)})
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
        return found
    if isinstance(error, Misfit):
        return [Diagnostic(error.code, where, {"text": error.text})]
    if isinstance(error, KeyError):
        key = str(error.args[0])
        above = attrs.evolve(where, route=where.route[:-1]) if where.route[-1:] == (key,) else where
        return [Diagnostic("R208", above, {"key": key})]
    return [Diagnostic("R209", where, {"text": str(error)[:80]})]


def _key(field: Any) -> str:  # noqa: ANN401
    return str(field.name).rstrip("_")


def _is_place(note: object) -> bool:
    return isinstance(note, AttributeValidationNote | IterableValidationNote)

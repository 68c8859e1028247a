"""Instruments from the vocabulary: what is named twice, of no subject, or replaces what is not there."""

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.instruments import Instrument
from eligibility.model.label import Label
from eligibility.model.standard import Confidence
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.written import WrittenInstrument, WrittenLabel, WrittenVocabulary


def build_instruments(
    written: WrittenVocabulary, where: Where
) -> tuple[tuple[Instrument, ...], list[Diagnostic]]:
    """All instruments, in the order written, and what is wrong with them."""
    numbers = [one.number for one in written.instruments]
    problems: list[Diagnostic] = []
    for place, one in enumerate(written.instruments):
        at = where.child(place)
        problems += _known(one.subject, list(written.subjects), at.child("subject"), "R502")
        problems += _known(one.confidence, [str(word) for word in Confidence], at.child("confidence"), "R505")
        for other, name in enumerate(one.replaces):
            problems += _known(name, numbers, at.child("replaces", other), "R502")
        if one.number in numbers[:place]:
            problems.append(Diagnostic("R302", at.child("number"), {"name": one.number}))
        if one.in_force.until < one.in_force.from_:
            problems.append(Diagnostic("R501", at.child("in_force")))
    return tuple(map(_instrument, written.instruments)), problems


def _known(name: str, names: list[str], where: Where, code: str) -> list[Diagnostic]:
    if name in names:
        return []
    params = {"name": name, "text": name, "near": nearest(name, names), "choices": listed(names)}
    return [Diagnostic(code, where, params)]


def _instrument(one: WrittenInstrument) -> Instrument:
    return Instrument(
        one.number,
        Label(one.vi, one.en),
        one.subject,
        one.confidence,
        one.in_force.from_,
        one.in_force.until,
        one.issued,
        tuple(one.replaces),
        _label(one.seen),
        _label(one.idle),
    )


def _label(label: WrittenLabel | None) -> Label | None:
    return Label(label.vi, label.en) if label is not None else None

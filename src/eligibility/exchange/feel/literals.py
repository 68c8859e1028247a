"""Dates, times and durations from their text, and all values back to text."""

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from eligibility.exchange.feel.values import Months, Range, Value

DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?", re.ASCII)
DAYS = re.compile(
    r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?", re.ASCII
)  # fmt: skip
YEARS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
BEYOND = re.compile(r"@|\.\d{4,}|(?:^|[^\d])-\d+-\d|\d{5,}-|\d{10,}", re.ASCII)
"""Texts of what is not supported: zones by name, parts of a millisecond, years of other than four digits."""
FARTHEST = timedelta(hours=18)
"""How far a zone is from the meridian at most."""


class Beyond(Exception):
    """A date, time or duration that FEEL knows and we do not."""


def _check(text: str) -> None:
    if BEYOND.search(text):
        raise Beyond(text)


def date_of(text: str) -> date | None:
    """The date that *text* writes as ``2025-06-30``."""
    _check(text)
    found = DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found is not None else None
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """The time of day that *text* writes as ``16:11:00``, ``16:11:00Z`` or ``16:11:00+07:00``."""
    _check(text)
    found = TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, part, zone = found.groups()
    try:
        micro = int((part or "0").ljust(6, "0"))
        return time(int(hour), int(minute), int(second), micro, tzinfo=_zone(zone))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return timezone.utc  # noqa: UP017  (`datetime` is the class here)
    sign = -1 if text[0] == "-" else 1
    return zone_of(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))


def zone_of(offset: timedelta) -> timezone:
    """The zone that is *offset* from the meridian.

    Raises:
        ValueError: none is.

    """
    if abs(offset) > FARTHEST:
        raise ValueError(offset)
    return timezone(offset)


def date_and_time_of(text: str) -> datetime | None:
    """The date and time that *text* writes as ``2025-06-30T16:11:00``; a date alone is its midnight."""
    day, sign, hours = text.partition("T")
    first, second = date_of(day), time_of(hours) if sign else time()
    return datetime.combine(first, second) if first is not None and second is not None else None


def duration_of(text: str) -> timedelta | Months | None:
    """The duration that *text* writes as ``P1DT2H`` or ``P1Y6M``."""
    _check(text)
    found = YEARS.fullmatch(text)
    if found is not None and (found[2] or found[3]):
        months = 12 * int(found[2] or 0) + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = DAYS.fullmatch(text)
    if found is None or not any(found.groups()[1:]) or text.endswith("T"):
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    seconds = Decimal(found[5] or 0)
    length = timedelta(days, hours=hours, minutes=minutes, microseconds=int(seconds * 1_000_000))
    return -length if found[1] else length


def at_literal(text: str) -> Value:
    """What ``@"…"`` stands for; None where it is nothing."""
    return date_of(text) or time_of(text) or date_and_time_of(text) or duration_of(text)


def number_of(text: str) -> Decimal | None:
    """The number that *text* writes in plain digits."""
    found = re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", text.strip(), re.ASCII)
    return Decimal(found[0]) if found is not None and len(found[0]) <= 100 else None


# --- back to text ----------------------------------------------------------------------------------


def text_of(value: Value) -> str:
    """*value* as FEEL writes it, but a text as it is."""
    return value if isinstance(value, str) else written(value)


def written(value: Value) -> str:
    """*value* as FEEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case str():
            return quoted(value)
        case datetime() | date() | time():
            return value.isoformat().replace("+00:00", "Z")
        case timedelta():
            return _days(value)
        case Months(months):
            sign, years, rest = "-" if months < 0 else "", abs(months) // 12, abs(months) % 12
            return f"{sign}P{f'{years}Y' if years else ''}{f'{rest}M' if rest or not years else ''}"
        case Range(low, high, with_low, with_high):
            return f"{'[' if with_low else '('}{written(low)}..{written(high)}{']' if with_high else ')'}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case _:
            return "{" + ", ".join(f"{quoted(name)}: {written(part)}" for name, part in value.items()) + "}"


def plain(number: Decimal) -> str:
    """*number* in digits, without zeros that say nothing."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def quoted(text: str) -> str:
    """*text* as a literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _days(length: timedelta) -> str:
    sign, rest = ("-", -length) if length < timedelta() else ("", length)
    hours, minutes = rest.seconds // 3600, rest.seconds % 3600 // 60
    seconds = plain(Decimal(rest.seconds % 60) + Decimal(rest.microseconds) / 1_000_000)
    parts = ((hours, "H"), (minutes, "M"), (seconds if seconds != "0" else 0, "S"))
    clock = "".join(f"{number}{unit}" for number, unit in parts if number)
    day = f"{rest.days}D" if rest.days else ""
    return f"{sign}P{day}{'T' + clock if clock else ''}" if day or clock else "PT0S"

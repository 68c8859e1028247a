"""The flow of people from the outcomes of one review to those of another, as a picture (SVG)."""

from collections.abc import Mapping, Sequence
from html import escape

import attrs

WIDTH, HEIGHT = 860, 460
TOP, BOTTOM = 64, 24
LEFT, RIGHT = 250, 610
"""Where the bars of the two reviews stand."""
BAR, GAP = 16, 10
GREY = "BFBFBF"


@attrs.frozen
class Node:
    """A bar of one side: *count* people with an outcome."""

    code: str
    label: str
    colour: str
    count: int


@attrs.frozen
class Flow:
    """*count* people who had the outcome *before* and have *after*."""

    before: str
    after: str
    count: int


def picture(
    title: str, heads: tuple[str, str], before: Sequence[Node], after: Sequence[Node], flows: Sequence[Flow]
) -> str:
    """The picture. Bars and bands are as high as there are people; a band has the colour of where it ends."""
    total = max(1, sum(node.count for node in before))
    room = HEIGHT - TOP - BOTTOM - GAP * (max(len(before), len(after), 1) - 1)
    unit = room / total
    tops = (_tops(before, unit), _tops(after, unit))
    colours = {node.code: node.colour or GREY for node in after}
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="Arial, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>',
        f'<text x="{WIDTH / 2:.0f}" y="24" text-anchor="middle" font-size="16">{escape(title)}</text>',
        f'<text x="{LEFT + BAR}" y="50" text-anchor="end" font-weight="bold">{escape(heads[0])}</text>',
        f'<text x="{RIGHT}" y="50" font-weight="bold">{escape(heads[1])}</text>',
    ]
    parts += _bands(before, after, flows, tops, unit, colours)
    parts += _bars(before, tops[0], unit, LEFT, "end", -8)
    parts += _bars(after, tops[1], unit, RIGHT, "start", BAR + 8)
    return "\n".join([*parts, "</svg>", ""])


def _tops(nodes: Sequence[Node], unit: float) -> dict[str, float]:
    found: dict[str, float] = {}
    y = float(TOP)
    for node in nodes:
        found[node.code] = y
        y += node.count * unit + GAP
    return found


def _bands(
    before: Sequence[Node],
    after: Sequence[Node],
    flows: Sequence[Flow],
    tops: tuple[Mapping[str, float], Mapping[str, float]],
    unit: float,
    colours: Mapping[str, str],
) -> list[str]:
    used = (dict(tops[0]), dict(tops[1]))
    counts = {(flow.before, flow.after): flow.count for flow in flows}
    drawn = []
    middle = (LEFT + BAR + RIGHT) / 2
    for one in before:
        for other in after:
            count = counts.get((one.code, other.code), 0)
            if not count:
                continue
            high = count * unit
            y, z = used[0][one.code], used[1][other.code]
            used[0][one.code] += high
            used[1][other.code] += high
            path = (
                f"M{LEFT + BAR},{y:.1f} C{middle:.0f},{y:.1f} {middle:.0f},{z:.1f} {RIGHT},{z:.1f} "
                f"L{RIGHT},{z + high:.1f} C{middle:.0f},{z + high:.1f} {middle:.0f},{y + high:.1f} "
                f"{LEFT + BAR},{y + high:.1f} Z"
            )
            said = escape(f"{one.label} → {other.label}: {count}")
            opacity = "0.35" if one.code == other.code else "0.85"
            drawn.append(
                f'<path d="{path}" fill="#{colours[other.code]}" fill-opacity="{opacity}" stroke="#7F7F7F" '
                f'stroke-width="0.4"><title>{said}</title></path>'
            )
    return drawn


def _bars(
    nodes: Sequence[Node], tops: Mapping[str, float], unit: float, x: int, anchor: str, shift: int
) -> list[str]:
    drawn = []
    for node in nodes:
        high = max(1.0, node.count * unit)
        y = tops[node.code]
        drawn.append(
            f'<rect x="{x}" y="{y:.1f}" width="{BAR}" height="{high:.1f}" fill="#{node.colour or GREY}" '
            'stroke="#595959" stroke-width="0.6"/>'
        )
        label = escape(f"{node.label}: {node.count}")
        drawn.append(
            f'<text x="{x + shift}" y="{y + high / 2 + 4:.1f}" text-anchor="{anchor}">{label}</text>'
        )
    return drawn

"""The results as a table in Markdown and as a plot."""

from pathlib import Path
from typing import Any

HEADS = {
    "sizes": "Sizes",
    "standards": "Number of standards",
    "requirements": "Number of requirements",
    "spark": "Apache Spark, local mode",
    "engines": "Rule engines",
}

COLUMNS = (
    *("people", "standards x requirements", "contestant", "wall s", "again s", "CPU s", "process s"),
    *("people/s", "peak MB", "runs"),
)


def markdown(result: dict[str, Any]) -> str:
    """All medians as tables, then the ratios."""
    lines = [
        "# People in bulk",
        "",
        *(f"- {run['date']}: `{run['command']}`" for run in result["runs"]),
        "",
        f"{result['machine']}.",
        "",
        ", ".join(f"{name} {number}" for name, number in result["versions"].items()) + ".",
        "",
    ]
    if result["compared"]:
        compared = result["compared"]
        lines += [
            f"Answers of {', '.join(compared['contestants'])} are those of the review for all of "
            f"{compared['people']:,} people.",
            "",
        ]
    for section, head in HEADS.items():
        rows = [row for row in result["rows"] if row["section"] == section]
        if not rows:
            continue
        lines += [
            f"## {head}",
            "",
            f"| {' | '.join(COLUMNS)} |",
            "| --: | --: | --- |" + " --: |" * (len(COLUMNS) - 3),
        ]
        lines += [
            f"| {row['people']:,} | {row['standards']:,} x {row['requirements']} | {row['contestant']} "
            f"| {row['wall']:.3f} | {row.get('wall_again', '')} | {row['cpu']:.3f} | {row['process']:.2f} "
            f"| {row['people_a_second']:,} | {row['peak_mb']:,.0f} | {row['runs']} |"
            for row in rows
        ]
        lines.append("")
        if section == "engines":
            lines += [f"- {name}: {remark}" for name, remark in result["remarks"].items()] + [""]
            lines += [
                f"- {row['contestant']}, {row['people']:,} people: {row['answers_that_differ']} of "
                f"{row['answers_compared']:,} answers compared differ."
                for row in rows
                if "answers_compared" in row
            ]
            lines.append("")
    if result["ratios"]:
        lines += [
            "## Ratios",
            "",
            "| of | to | section | people | standards x requirements | wall | CPU |",
            "| --- | --- | --- | --: | --: | --: | --: |",
        ]
        lines += [
            f"| {row['of']} | {row['to']} | {row['section']} | {row['people']:,} "
            f"| {row['standards']:,} x {row['requirements']} | {row['wall']} | {row['cpu']} |"
            for row in result["ratios"]
        ]
        lines.append("")
    return "\n".join(lines)


def plot(result: dict[str, Any], target: Path) -> None:
    """Seconds by people, and people a second of all contestants."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "eligibility"
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5.5), layout="constrained")
    rows = [row for row in result["rows"] if row["section"] in ("sizes", "engines", "spark")]
    names = list(dict.fromkeys(row["contestant"] for row in rows))
    left.set_prop_cycle(color=mpl.colormaps["tab20"].colors)
    for name in names:
        points = sorted({row["people"]: row["wall"] for row in rows if row["contestant"] == name}.items())
        ours = name.startswith("ours")
        left.plot(
            *zip(*points, strict=True), marker="o", markersize=4, linewidth=2.5 if ours else 1, label=name
        )
    left.set(xscale="log", yscale="log", xlabel="people", ylabel="seconds (median)")
    left.grid(visible=True, which="major", alpha=0.3)
    left.legend(fontsize=7)
    best = {name: max(row["people_a_second"] for row in rows if row["contestant"] == name) for name in names}
    order = sorted(best, key=lambda name: best[name])
    right.barh(
        order, [best[name] for name in order], color=["C3" if n.startswith("ours") else "C0" for n in order]
    )
    right.set(xscale="log", xlabel="people a second (the best size)")
    for place, name in enumerate(order):
        right.text(best[name], place, f" {best[name]:,}", va="center", fontsize=8)
    right.margins(x=0.25)
    figure.savefig(target, metadata={"Date": None})
    pyplot.close(figure)

"""Review each workbook that was dropped on the icon; without one, say how, and what else there is."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

TEXTS = {
    "vi": {
        "how": "Kéo thả tệp Excel (hoặc thư mục chứa các tệp csv) vào biểu tượng này để rà soát.\n"
        "Kết quả nằm trong một thư mục mới bên cạnh tệp đó; tệp của anh/chị không bị thay đổi.\n"
        "Muốn dùng lệnh khác, gõ ngay trong cửa sổ này, ví dụ: eligibility explain --help\n",
        "ask": "Ngày rà soát, ví dụ 30/06/2026 (bỏ trống là hôm nay, {today}): ",
        "reviewing": "\nĐang rà soát: {name}",
        "lost": "Không tìm thấy {name}. Nếu tên tệp có dấu & thì hãy đổi tên tệp rồi thử lại.",
        "results": "Mở tệp này để xem kết quả: {place}",
        "failed": "Chưa rà soát được {name}; xem thông báo ở trên.",
        "results_of": "{stem} - kết quả rà soát",
    },
    "en": {
        "how": "Drop an Excel file (or a folder of csv files) on this icon to review it.\n"
        "The results are in a new folder beside it; your file is not changed.\n"
        "For other commands type in this window, for example: eligibility explain --help\n",
        "ask": "Review date, for example 30/06/2026 (empty for today, {today}): ",
        "reviewing": "\nReviewing: {name}",
        "lost": "{name} is not there. If its name has an & in it, rename the file and try again.",
        "results": "Open this file to see the results: {place}",
        "failed": "{name} was not reviewed; see the message above.",
        "results_of": "{stem} - review",
    },
}


def results_for(records: Path, name: str) -> Path:
    """A folder beside *records* that there is not yet."""
    place, number = records.with_name(name), 2
    while place.exists():
        place, number = records.with_name(f"{name} ({number})"), number + 1
    return place


def asked_day(question: str) -> list[str]:
    """The option for the day that is typed; none for today."""
    try:
        day = input(question).strip()
    except EOFError:
        day = ""
    return ["--as-of", day] if day else []


def command(*arguments: str) -> int:
    """Run ``eligibility``; its exit code."""
    from eligibility.cli import main as eligibility

    try:
        eligibility(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def review(records: Path, day: Sequence[str], texts: dict[str, str]) -> bool:
    """Review *records* into a folder beside them, and show that; whether it worked."""
    print(texts["reviewing"].format(name=records.name), flush=True)
    if not records.exists():
        print(texts["lost"].format(name=records))
        return False
    out = results_for(records, texts["results_of"].format(stem=records.stem))
    if command("review", str(records), "--out", str(out), *day) != 0:
        print(texts["failed"].format(name=records.name))
        return False
    print(texts["results"].format(place=out / "decisions.xlsx"), flush=True)
    if sys.platform == "win32":
        os.startfile(out)
    return True


def main(arguments: Sequence[str]) -> int:
    """Review all *arguments*; 0 where all were."""
    from eligibility.cli.language import choose_language

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    texts = TEXTS[choose_language(())]
    if not arguments:
        print(texts["how"], flush=True)
        return command("--help")
    day = asked_day(texts["ask"].format(today=f"{date.today():%d/%m/%Y}"))
    worked = [review(Path(given).absolute(), day, texts) for given in arguments]
    return 0 if all(worked) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

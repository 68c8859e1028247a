"""The files of the handbook: pages in both languages, and one document for printing in each."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from eligibility.digest.pages import Pages
from eligibility.handbook.chapters import STANDARD, Chapters
from eligibility.handbook.markup import Markup, joined, link, table, tag
from eligibility.messages import LANGUAGES
from eligibility.model.standard import RuleBook
from eligibility.report.words import Words

PRINTED = "print"
PAGES = ("index", "posts", "policies", "timeline", "instruments", "fields", PRINTED)
SIGNING = ("made", "compared", "approved")


def write_site(
    folder: Path, book: RuleBook, title: Mapping[str, str], day: date, mark: str, lang: str
) -> int:
    """Write all pages below *folder*, and say how many; *mark* is the hash of the book, *lang* is first."""
    style = files(__package__).joinpath("style.css").read_text("utf-8")
    count = 0
    for language in LANGUAGES:
        place = folder / language
        place.mkdir()
        writer = _Writer(Pages(book, Words(book.vocabulary, language)), title[language], day, mark, style)
        for name, content in writer.pages().items():
            (place / f"{name}.html").write_text(content, "utf-8")
            count += 1
    (folder / "index.html").write_text(_door(title, lang), "utf-8")
    return count + 1


def _door(title: Mapping[str, str], lang: str) -> str:
    """The page that leads to the one in *lang*."""
    first = f"{lang}/index.html"
    links = [tag("p", link(f"{one}/index.html", title[one])) for one in LANGUAGES]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="refresh", content=f"0; url={first}"),
        tag("title", title[lang]),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', links), lang=lang)}\n"


class _Writer:
    def __init__(self, pages: Pages, title: str, day: date, mark: str, style: str) -> None:
        self._pages = pages
        self._title = title
        self._day = day
        self._mark = mark
        self._style = style
        self._chapters = Chapters(pages, day)
        self._whole = Chapters(pages, day, whole=True)

    def pages(self) -> dict[str, str]:
        """All pages by name."""
        made = {name: self._page(name, self._said(name), body()) for name, body in self._bodies().items()}
        for name in self._chapters.names():
            place = STANDARD.format(name=name)
            made[place] = self._page(place, name, self._chapters.standard(name))
        return made

    def _said(self, name: str) -> str:
        return self._chapters.say(f"page_{name}")

    def _bodies(self) -> Mapping[str, Callable[[], Markup]]:
        one = self._chapters
        bodies = {
            "index": one.in_force,
            "posts": one.posts,
            "policies": one.policies,
            "timeline": one.timeline,
        }
        titled = {
            name: (lambda name=name, body=body: joined(tag("h1", self._said(name)), self._notice(), body()))
            for name, body in {**bodies, "instruments": one.instruments, "fields": one.fields}.items()
        }
        return {**titled, PRINTED: self._printed}

    def _notice(self) -> Markup:
        """What the pages are, and that they decide nothing."""
        said = self._chapters.say("notice", day=self._pages.words.day(self._day), mark=self._mark)
        return tag("p", said, class_="notice")

    def _page(self, name: str, title: str, body: Markup) -> str:
        lang = self._pages.words.lang
        other = next(one for one in LANGUAGES if one != lang)
        links = [link(f"{one}.html", self._said(one)) for one in PAGES]
        switch = link(f"../{other}/{name}.html", self._chapters.say("other_language"))
        head = tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", f"{title} – {self._title}"),
            tag("style", Markup(self._style)),
        )
        bar = tag("nav", links, tag("span", switch, class_="lang"))
        foot = tag("footer", self._chapters.say("footer", title=self._title, mark=self._mark))
        return f"<!doctype html>\n{tag('html', head, tag('body', bar, tag('main', body), foot), lang=lang)}\n"

    # --- one document ---------------------------------------------------------------------------------

    def _printed(self) -> Markup:
        """Everything that holds on the day in one document, with a place for those who sign."""
        one = self._whole
        parts = {
            "index": one.in_force,
            "posts": one.posts,
            "policies": one.policies,
            "timeline": one.timeline,
            "instruments": one.instruments,
        }
        chapters = [
            tag("section", tag("h1", f"{number}. {self._said(name)}"), body(), id=name, class_="sheet")
            for number, (name, body) in enumerate(parts.items(), 1)
        ]
        texts = [tag("h1", f"{len(parts) + 1}. {one.say('standards')}")]
        sheets = tag(
            "section", texts, [one.standard(name) for name in one.names()], id="standards", class_="sheet"
        )
        contents = [link(f"#{name}", f"{n}. {self._said(name)}") for n, name in enumerate(parts, 1)]
        contents.append(link("#standards", f"{len(parts) + 1}. {one.say('standards')}"))
        return joined(self._cover(), [tag("p", entry) for entry in contents], chapters, sheets)

    def _cover(self) -> Markup:
        say = self._chapters.say
        signing = table(
            [say(f"sign_{who}") for who in SIGNING], [[say("sign_here")] * len(SIGNING)], class_="signing"
        )
        return tag(
            "section",
            tag("h1", self._title),
            tag("p", say("subtitle", day=self._pages.words.day(self._day))),
            self._notice(),
            signing,
            class_="cover",
        )

"""The rule book as pages: whole, linked, without the net, and printable."""

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser

import attrs
import pytest

from eligibility.digest.pages import Pages
from eligibility.digest.sentences import Telling
from eligibility.handbook.markup import joined, tag
from eligibility.handbook.relations import Relations
from eligibility.handbook.site import write_site
from eligibility.messages import LANGUAGES
from eligibility.model.label import Label
from eligibility.model.standard import State
from eligibility.pipeline import load_rules
from eligibility.report.words import Words
from office.command import ROOT, RULES, run

DAY = date(2026, 6, 30)
TITLE = {"vi": "Bộ tiêu chuẩn", "en": "Standards"}


@cache
def shipped():
    book, problems, _ = load_rules(ROOT / "rules")
    assert problems == ()
    return book


class Page(HTMLParser):
    """What stands on a page: its text, the places it names, the addresses it leads to."""

    def __init__(self, text):
        super().__init__()
        self.words, self.places, self.links, self.tags = [], set(), [], []
        self._open, self.left = [], []
        self.feed(text)
        self.left += self._open

    def handle_starttag(self, name, attributes):
        told = dict(attributes)
        self.tags.append(name)
        if name not in ("meta", "br"):
            self._open.append(name)
        if "id" in told:
            assert told["id"] not in self.places
            self.places.add(told["id"])
        self.links += [told[key] for key in ("href", "src") if key in told]

    def handle_endtag(self, name):
        assert self._open.pop() == name

    def handle_data(self, data):
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All pages of the shipped rule book by path."""
    folder = tmp_path_factory.mktemp("site")
    count = write_site(folder, shipped(), TITLE, DAY, "0123456789ab", "vi")
    pages = {
        file.relative_to(folder).as_posix(): Page(file.read_text("utf-8")) for file in folder.rglob("*.html")
    }
    assert len(pages) == count
    return pages


def test_every_link_leads_to_a_place_that_is_there(site):
    lost = []
    for name, page in site.items():
        for link in page.links:
            path, _, place = link.partition("#")
            target = name
            if path:
                parts = [*name.split("/")[:-1], *path.split("/")]
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                target = "/".join(parts)
            if target not in site or (place and place not in site[target].places):
                lost.append((name, link))
    assert lost == []


def test_nothing_comes_from_the_net_and_nothing_runs(site):
    for name, page in site.items():
        assert not {"script", "link", "img", "iframe"} & set(page.tags), name
        assert not [link for link in page.links if ":" in link], name
        assert page.left == [], name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_demand_stands_on_the_page_of_its_standard_sentence_by_sentence(site, lang):
    telling = Telling(shipped(), Words(shipped().vocabulary, lang))
    for version in Relations(shipped()).versions:
        text = site[f"{lang}/standard-{version.standard.id}.html"].text
        for one in version.standard.requirements:
            assert telling.name(one) in text
            for _, said in telling.sentences(one):
                assert re.sub(r"\s+", " ", said) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_printed_document_has_every_standard_in_force_and_a_place_to_sign(site, lang):
    page = site[f"{lang}/print.html"]
    pages = Pages(shipped(), Words(shipped().vocabulary, lang))
    for version in pages.listed(DAY):
        assert f"standard-{version.standard.id}" in page.places
        for one in version.standard.requirements:
            assert pages.telling.name(one) in page.text
    assert {"vi": "Người phê duyệt", "en": "Approved by"}[lang] in page.text
    assert "0123456789ab" in page.text
    assert "30/06/2026" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_post_has_its_demands_or_a_reason_why_not(site, lang):
    text = site[f"{lang}/posts.html"].text
    for code, post in shipped().vocabulary.posts.items():
        assert f"{post.label[lang]} {code}" in text.replace("  ", " ")
        if post.no_standard and post.end >= DAY:
            assert post.no_standard in text


def test_every_instrument_names_the_standards_that_cite_it(site):
    relations = Relations(shipped())
    text = site["vi/instruments.html"].text
    for one in shipped().vocabulary.instruments:
        assert one.number in text
        assert {version.standard.id for version in relations.citing(one)} <= set(
            text.replace(":", " ").split()
        )


def test_every_field_that_a_demand_reads_is_listed(site):
    readers = Relations(shipped()).readers()
    assert {"degree", "llct", "evaluations", "disciplines"} <= set(readers)
    text = site["en/fields.html"].text
    for slot, found in readers.items():
        assert slot in text
        assert all(version.standard.id in text for version, _ in found)


def test_what_depends_on_a_standard_is_told(site):
    text = site["en/standard-vn.planning.html"].text
    below = {one.id for one in shipped().standards if one.extends == "vn.planning"}
    assert below
    assert all(f"extends it: {name}" in text for name in below)


def test_drafts_are_marked_as_deciding_nothing(site):
    drafts = {one.id for one in shipped().standards if one.state is State.DRAFT}
    assert drafts
    for name in drafts:
        assert "dự thảo: không dùng để xét" in site[f"vi/standard-{name}.html"].text


def test_text_of_the_rule_book_is_never_markup(tmp_path):
    evil = Label('<script>alert("x")</script>', "<b>&amp;")
    book = shipped()
    book = attrs.evolve(book, standards=tuple(attrs.evolve(one, title=evil) for one in book.standards))
    write_site(tmp_path, book, {"vi": "<i>", "en": "&"}, DAY, "0", "en")
    for file in tmp_path.rglob("*.html"):
        text = file.read_text("utf-8")
        assert "<script" not in text
        assert "<b>" not in text
        assert "<i>" not in text
    assert "alert(" in Page((tmp_path / "vi" / "index.html").read_text("utf-8")).text


def test_markup_escapes_what_is_text():
    assert tag("p", "a < b", [tag("br"), None, "&"], title='"') == '<p title="&quot;">a &lt; b<br>&amp;</p>'
    assert joined("<", tag("i", ">")) == "&lt;<i>&gt;</i>"


# --- the command ------------------------------------------------------------------------------------


def test_the_command_writes_the_same_bytes_each_time(desk):
    for name in ("một", "hai"):
        result = run("docs", "--out", name, "--as-of", "2026-06-30", "--rules", RULES)
        assert result.exit_code == 0, result.output
        assert f"{name}/vi/print.html" in result.stderr
    first, second = (
        {file.relative_to(desk / name): file.read_bytes() for file in (desk / name).rglob("*.html")}
        for name in ("một", "hai")
    )
    assert first == second
    assert first


def test_what_is_there_is_not_overwritten(desk):
    (desk / "đầy").mkdir()
    (desk / "đầy" / "ghi chú.txt").write_text("của tôi", "utf-8")
    assert run("docs", "--out", "đầy", "--rules", RULES).exit_code == 2
    assert [file.name for file in (desk / "đầy").iterdir()] == ["ghi chú.txt"]
    assert run("docs", "--out", "đầy", "--rules", RULES, "--force").exit_code == 0
    assert (desk / "đầy.old-1" / "ghi chú.txt").is_file()

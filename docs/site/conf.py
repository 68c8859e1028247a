"""What Sphinx is told; `docs/site/build.py` says the language."""

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

import eligibility

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "tests")]

from making.pages import site  # noqa: E402  (found through the line above)
from making.search import Vietnamese  # noqa: E402

project = "eligibility"
version = release = eligibility.__version__
extensions = ["myst_parser"]
locale_dirs = [str(HERE.parents[1] / "out/site/locale")]
templates_path = ["templates"]
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
html_sidebars = {
    "**": [
        "sidebar/scroll-start.html",
        "sidebar/brand.html",
        "sidebar/languages.html",
        "sidebar/search.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "page": "{{path}}",  # of the other language, which is another site
    "place": "{{path}}#{{fragment}}",
}
nitpicky = True

TITLES = {
    "vi": "eligibility – rà soát cán bộ theo tiêu chuẩn",
    "en": "eligibility – cadres against standards",
}


def _finish(app: Sphinx, config: Config) -> None:
    """What depends on the language."""
    config.html_title = TITLES[config.language]
    other = "en" if config.language == "vi" else "vi"
    config.html_context = {"other": other, "other_pages": set(site(other))}


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_search_language(Vietnamese)
    app.connect("config-inited", _finish)

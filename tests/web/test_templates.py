"""The pages as first HTML: numbers without script, nothing inline or foreign."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.county import County
from bot.web.pages import farewell_words

WEB = Path(__file__).parents[2] / "bot" / "web"
LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
PAGES = ("chat", "help", "about", "privacy", "accessibility")
EVERY_PAGE = [(page, language) for page in PAGES for language in LANGUAGES]
MODULE = re.compile(r'^import .*? from "(?P<path>[^"]+)";', re.M | re.S)
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}


def service(**changes: Any) -> dict[str, Any]:
    entry = {
        "id": "emergency_112",
        "name": "112",
        "description": "Soita 112.",
        "languages": ["fi", "sv", "en"],
        "language_note": None,
        "tel": "112",
        "tel_display": "112",
        "url": None,
        "chat_url": None,
        "state": "open",
        "state_text": "avoinna nyt",
        "opens_at": None,
        "cost": None,
        "anonymous": None,
        "anonymous_text": None,
        "queue_note": None,
        "primary": True,
    }
    return {**entry, **changes}


SERVICES = [
    service(),
    service(
        id="mieli_crisis_line_fi",
        tel="+358925250111",
        tel_display="09 2525 0111",
        primary=False,
    ),
    service(
        id="sekasin_chat",
        tel=None,
        tel_display=None,
        chat_url="https://sekasin.fi/chat",
        primary=False,
    ),
]


class Reader(HTMLParser):
    """Collect elements with their attributes, ids, and what is nested wrongly."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def attributes(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


REPLIES = WEB.parents[1] / "data" / "replies"
START, END = (
    yaml.safe_load((REPLIES / name).read_text("utf-8"))["pages"]
    for name in ("pages.yml", "farewell.yml")
)


def render(page: str, language: str, **changes: Any) -> str:
    templates = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    t = json.loads(
        (WEB / "static" / "locales" / f"{language}.json").read_text(encoding="utf-8")
    )
    context = {
        "lang": language,
        "t": t,
        "help_services": SERVICES,
        "notice": START["notice"][language],
        "chips": [
            {
                "id": name,
                "label": chip["label"][language],
                "text": chip["text"][language],
            }
            for name, chip in START["chips"].items()
        ],
        "unreviewed": START["unreviewed"][language],
        "farewell": farewell_words(END["farewell"], language),
        "exit_url": "https://example.org/",
        "embed_origins": (),
        "page": page,
        "alternates": [
            {"lang": k, "name": n, "url": f"/?lang={k}"} for k, n in LANGUAGES.items()
        ],
        "version": "1",
        "pages": t["pages"],
        "operator": "a team",
        "county": County(),
        "help_only": None,
        "event": None,
    }
    return templates.get_template(f"{page}.html").render({**context, **changes})


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize(("page", "language"), EVERY_PAGE)
def test_page_is_well_formed_and_in_its_language(page: str, language: str) -> None:
    reader = read(render(page, language))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]

    assert (reader.wrong, reader.open) == ([], [])
    assert reader.attributes("html")[0]["lang"] == language
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("page", "language"), EVERY_PAGE)
def test_numbers_stand_in_the_first_html_without_script(
    page: str, language: str
) -> None:
    html = render(page, language)
    before_any_script_runs = re.sub(r"<script.*?</script>", "", html, flags=re.S)

    assert '<details class="help-now"' in before_any_script_runs
    assert 'href="tel:112"' in before_any_script_runs
    assert ">09 2525 0111</span>" in before_any_script_runs


@pytest.mark.parametrize(("page", "language"), EVERY_PAGE)
def test_nothing_is_inline(page: str, language: str) -> None:
    reader = read(render(page, language))
    inline = [
        (tag, name)
        for tag, attributes in reader.elements
        for name in attributes
        if name.startswith("on")
    ]
    scripts = [script for script in reader.attributes("script") if "src" not in script]

    assert inline == []
    assert [
        tag
        for tag, attributes in reader.elements
        if "style" in attributes or tag == "style"
    ] == []
    assert {script.get("type") for script in scripts} <= {"application/json"}


@pytest.mark.parametrize(("page", "language"), EVERY_PAGE)
def test_no_resource_comes_from_elsewhere(page: str, language: str) -> None:
    reader = read(render(page, language))
    resources = [
        a.get("src") or a.get("href")
        for a in reader.attributes("script", "img", "link", "iframe")
    ]

    assert [
        address for address in resources if address and not address.startswith("/")
    ] == []


def test_every_own_file_exists() -> None:
    reader = read(render("chat", "fi"))
    addresses = [
        a.get("src") or a.get("href") or ""
        for a in reader.attributes("script", "img", "link")
    ]
    files = [
        address.split("?")[0] for address in addresses if address.startswith("/static/")
    ]

    assert [name for name in files if not (WEB / name.lstrip("/")).is_file()] == []


def test_every_module_is_loaded_early() -> None:
    html = render("chat", "fi")

    assert {
        name
        for name in imported_by("chat.js") | imported_by("exit.js")
        if f'"modulepreload" href="/static/{name}"' not in html
    } == set()


def imported_by(script: str) -> set[str]:
    """Return what a script needs to begin, all the way down; not what comes later."""
    text = (WEB / "static" / script).read_text(encoding="utf-8")
    names = {match["path"].removeprefix("./") for match in MODULE.finditer(text)}
    return names.union(*map(imported_by, names))


def test_text_box_has_no_name_so_that_nothing_typed_reaches_an_address() -> None:
    box = read(render("chat", "fi")).attributes("textarea")[0]

    assert "name" not in box
    assert (box["autocomplete"], box["spellcheck"]) == ("off", "false")


def test_notice_names_the_operator() -> None:
    assert "Päijät-Häme" in render("chat", "fi", operator="Päijät-Häme")


@pytest.mark.parametrize("page", ["chat", "about"])
def test_unreviewed_words_are_said_to_be_so(page: str) -> None:
    assert 'class="unreviewed"' in render(page, "sv")
    assert 'class="unreviewed"' not in render(page, "sv", unreviewed="")


def test_values_are_escaped() -> None:
    html = render(
        "chat", "fi", notice="<b>moi</b>", help_services=[service(name="<i>x</i>")]
    )

    assert "<b>moi" not in html
    assert "<i>x" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_never_shows_content(language: str) -> None:
    assert re.search(r"<title>Rinnalla</title>", render("chat", language))


def test_scripts_never_make_html_of_text() -> None:
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    )
    static = WEB / "static"

    assert [
        s.name
        for s in static.glob("*.js")
        if risky.search(s.read_text(encoding="utf-8"))
    ] == []

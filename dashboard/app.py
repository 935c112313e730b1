"""The dashboard's frame: who comes in, and which pages she has.

``make run`` starts it on port 8501.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from bot.audit import AuditError
from bot.errors import SettingError

# Altair takes half a second, which the first page with a chart need not wait for.
from dashboard import access, charts, frame  # noqa: F401
from dashboard.access import Person
from dashboard.words import Words

# Role -> its pages; everybody comes to the first. No icons beside the names: Streamlit
# fetches them from a server outside.
PAGES = {
    "moderator": (
        "this_week",
        "trend",
        "topics",
        "paths",
        "feedback",
        "searches",
        "understanding",
        "safety",
        "helplines",
        "report",
        "switches",
    ),
    "professional": ("desk", "flow", "try_it", "edit", "model"),
    "admin": ("audit",),
}
VIEWS = Path(__file__).with_name("views")


def main() -> None:
    """Let somebody in, declare her pages and run the chosen one."""
    words = Words(frame.language())
    st.set_page_config(page_title=words("app.title"), layout="wide")
    tell_language(words)
    frame.choose_language(words)
    try:
        run_page(words)
    except SettingError as error:
        st.error(words("error.setting", name=error.name))
    except AuditError:
        st.error(words("access.no_log"))


def run_page(words: Words) -> None:
    """Run the page that was asked for, or show the door."""
    reader = access.enter()
    if not reader.roles:
        st.navigation(door(words, reader), position="hidden").run()
        return
    page = st.navigation(sections(words), expanded=True)
    access.show_person(words, reader)
    st.sidebar.markdown(words("app.note"))
    access.show_local(words, reader)
    page.run()


def door(words: Words, reader: Person) -> list[Any]:
    """Return the same page for every address; who was inside loses the menu, too."""

    def draw() -> None:
        access.draw_door(reader)

    names = [name for group in PAGES.values() for name in group]
    return [
        st.Page(
            draw,
            title=words("app.title"),
            url_path=name,
            default=name == names[0],
            visibility="hidden",
        )
        for name in names
    ]


def sections(words: Words) -> dict[str, list[Any]]:
    """Return the pages under the headings of the menu.

    A page she may not see has kind words at its address, and nothing else.
    """
    found: dict[str, list[Any]] = {"": []}
    for role, names in PAGES.items():
        if access.may(role):
            found[words(f"nav.{role}")] = [
                st.Page(
                    VIEWS / f"{name}.py",
                    title=words(f"{name}.title"),
                    url_path=name,
                    default=name == PAGES["moderator"][0],
                )
                for name in names
            ]
        else:
            found[""] += [closed(words, name, role) for name in names]
    return found


def closed(words: Words, name: str, role: str) -> Any:
    """Return what stands at the address of a page that she may not see."""

    def say() -> None:
        access.require(role)

    return st.Page(say, title=words("app.title"), url_path=name, visibility="hidden")


def tell_language(words: Words) -> None:
    """Tell screen readers which language to read in; Streamlit says English."""
    script = f'<script>document.documentElement.lang = "{words.language}"</script>'
    with st.sidebar:
        st.html(script, unsafe_allow_javascript=True)


main()

"""The moderators' dashboard; ``make run`` starts it on port 8501."""

from __future__ import annotations

import streamlit as st

from dashboard import frame
from dashboard.words import Words

PAGES = {
    "overview": ":material/home:",
    "topics": ":material/forum:",
    "hours": ":material/schedule:",
    "understanding": ":material/psychology:",
    "safety": ":material/health_and_safety:",
}


def main() -> None:
    """Declare the pages and run the chosen one."""
    words = Words(frame.language())
    st.set_page_config(page_title=words("app.title"), layout="wide")
    pages = [
        st.Page(
            f"views/{name}.py",
            title=words(f"{name}.title"),
            icon=icon,
            url_path=name,
            default=name == "overview",
        )
        for name, icon in PAGES.items()
    ]
    page = st.navigation(pages)
    frame.choose_language(words)
    st.sidebar.caption(words("app.note"))
    page.run()


main()

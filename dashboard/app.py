"""The moderators' dashboard; ``make run`` starts it on port 8501."""

from __future__ import annotations

import streamlit as st

from dashboard import frame
from dashboard.words import Words

# No icons beside the names: Streamlit fetches them from a server outside.
PAGES = ("overview", "topics", "hours", "understanding", "safety")


def main() -> None:
    """Declare the pages and run the chosen one."""
    words = Words(frame.language())
    st.set_page_config(page_title=words("app.title"), layout="wide")
    pages = [
        st.Page(
            f"views/{name}.py",
            title=words(f"{name}.title"),
            url_path=name,
            default=name == "overview",
        )
        for name in PAGES
    ]
    page = st.navigation(pages)
    tell_language(words)
    frame.choose_language(words)
    st.sidebar.markdown(words("app.note"))
    page.run()


def tell_language(words: Words) -> None:
    """Tell screen readers which language to read in; Streamlit says English."""
    script = f'<script>document.documentElement.lang = "{words.language}"</script>'
    with st.sidebar:
        st.html(script, unsafe_allow_javascript=True)


main()

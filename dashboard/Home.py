"""The app's entry: page configuration, navigation and the sidebar that every page shares.

streamlit run dashboard/Home.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard.components.frame import history, menu, sidebar, style, tabs  # noqa: E402
from dashboard.components.shared import open_tabs  # noqa: E402
from dashboard.components.shared.guard import guarded  # noqa: E402
from dashboard.state import chosen_model  # noqa: E402
from dashboard.state.cache import garbage, warm_up  # noqa: E402

# A new page: a file in views/ and a line here.
PAGES = (
    ("predict", "Predict", ":material/edit_note:"),
    ("lesson", "Lesson", ":material/school:"),
    ("lesson_split", "A split that leaks", ""),  # without an icon: not in the menu; the page before leads there
    ("lesson_threshold", "A threshold", ""),
    ("lesson_highlight", "A highlight that lies", ""),
    ("explore", "Explore", ":material/travel_explore:"),
    ("training", "Training", ":material/show_chart:"),
    ("metrics", "Metrics", ":material/fact_check:"),
    ("review", "Review", ":material/rate_review:"),
    ("batch", "Batch", ":material/table_view:"),
    ("about", "About", ":material/info:"),
)


def main() -> None:
    """Draw the frame and hand over to the chosen page; an error in one leaves the other alone."""
    st.set_page_config(page_title="GenreLens", page_icon=str(ROOT / "dashboard" / "icon.svg"), layout="wide")
    pages = [
        st.Page(
            ROOT / "dashboard" / "views" / f"{name}.py",
            title=title,
            icon=icon or None,
            default=name == PAGES[0][0],
            visibility="visible" if icon else "hidden",
        )
        for name, title, icon in PAGES
    ]
    page = st.navigation(pages)
    st.logo(ROOT / "dashboard" / "logo.svg", icon_image=ROOT / "dashboard" / "icon.svg", size="large")
    style.show()
    open_tabs.arrive(page.url_path)
    history.has_one_step_a_page()
    complete = sidebar.show()
    with guarded():
        page.run()
    complete()
    menu.closes_after_a_choice()
    tabs.open_on_enter()
    with guarded():
        warm_up.begin(chosen_model.ref())
        garbage.begin()


if __name__ == "__main__":
    main()

"""The ten commonest tasks in a real browser, in clicks, keys and seconds: python -m benchmarks.pages.tasks

Each commit is checked out, started with the same model, and walked through by the same tasks, one after the other on
one machine. A typed text counts as one key, since its length says nothing about the page. Writes its table into
docs/pages.md; needs Chromium.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, sync_playwright

from benchmarks import page as document
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve_only, settle
from benchmarks.pages.visits import QUIET
from benchmarks.start import ROOT, Benchmark, Option
from core.model.classifier import GenreClassifier

OPTIONS = (Option("commits", ["3229cc7", "HEAD"], ["HEAD"], "commits to walk through"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="pages.md", of_model=True)
PLOT = "A detective hunts a killer through the night trains of Lisbon, where every ticket is a clue."
WORDS = ".plot [data-word], .plot span[role=note]"
PATIENCE = 20_000  # milliseconds for a target to be there


class Hand:
    """Acts on a page as a person does, and counts clicks and keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, target: Locator) -> None:
        """Click it, and wait for the answer."""
        target.first.scroll_into_view_if_needed(timeout=PATIENCE)
        target.first.click(timeout=PATIENCE)
        self.clicks += 1
        self.wait()

    def fill(self, box: Locator, text: str, key: str) -> None:
        """Type a text and a key that ends it."""
        box.fill(text, timeout=PATIENCE)
        box.press(key)
        self.keys += 2
        self.wait()

    def press(self, target: Locator, key: str, times: int) -> None:
        """Press a key again and again."""
        target.focus(timeout=PATIENCE)
        for _ in range(times):
            target.press(key)
        self.keys += times
        self.wait()

    def wait(self) -> None:
        """Until the page has answered and is drawn."""
        self.page.wait_for_timeout(60)
        self.page.wait_for_function(QUIET, timeout=60_000)


def new_plot(hand: Hand) -> None:
    """Read the genres and words of a plot of one's own."""
    hand.fill(hand.page.get_by_role("textbox", name="Plot"), PLOT, "Control+Enter")
    hand.page.locator(WORDS, has_text="Lisbon").first.wait_for(timeout=PATIENCE)


def other_genre(hand: Hand) -> None:
    """See the words of the second genre."""
    bars = hand.page.locator("fieldset label")
    if bars.count():
        hand.click(bars.nth(1))
    else:
        hand.click(hand.page.get_by_test_id("stSelectbox").filter(has_text="Explain").get_by_role("combobox"))
        hand.click(hand.page.get_by_role("option").nth(1))


def leave_out(hand: Hand) -> None:
    """Leave a word out and see the probabilities before and after."""
    word = hand.page.locator(".plot [data-word]", has_text="killer")
    if word.count():
        hand.click(word)
    else:
        hand.click(hand.page.get_by_role("tab", name="What if"))
        hand.click(hand.page.get_by_role("button", name="killer", exact=True))


def export(hand: Hand) -> None:
    """Take the explanation away as a web page."""
    hand.click(hand.page.get_by_role("tab", name="Export"))
    with hand.page.expect_download(timeout=PATIENCE):
        hand.click(hand.page.get_by_role("button", name="Web page (HTML)"))


def pairs(hand: Hand) -> None:
    """See which genres go together."""
    hand.click(hand.page.get_by_role("link", name="Explore", exact=True))
    hand.click(hand.page.get_by_role("tab", name="Pairs"))
    hand.page.locator(".js-plotly-plot").first.wait_for(timeout=PATIENCE)


def films(hand: Hand) -> None:
    """Find films whose plots have a word."""
    hand.click(hand.page.get_by_role("tab", name="Films"))
    hand.fill(hand.page.get_by_role("textbox", name="Search titles and plots"), "murder", "Enter")


def how_good(hand: Hand) -> None:
    """See how good the model is."""
    hand.click(hand.page.get_by_role("link", name="Metrics", exact=True))
    hand.page.get_by_test_id("stMetricValue").first.wait_for(timeout=PATIENCE)


def threshold(hand: Hand) -> None:
    """Try a threshold ten steps higher."""
    hand.press(hand.page.get_by_test_id("stMain").get_by_role("slider").first, "ArrowRight", 10)


def errors(hand: Hand) -> None:
    """See where the model is wrong."""
    hand.click(hand.page.get_by_role("tab", name="Errors"))
    hand.page.get_by_test_id("stDataFrame").last.wait_for(timeout=PATIENCE)


def batch(hand: Hand) -> None:
    """Tag the embedded films and take them away."""
    hand.click(hand.page.get_by_role("link", name="Batch", exact=True))
    hand.click(hand.page.get_by_role("button", name="Try it with the embedded films"))
    hand.click(hand.page.get_by_role("button", name="Tag the plots"))
    button = hand.page.get_by_role("button", name="Download CSV")
    button.wait_for(timeout=60_000)
    with hand.page.expect_download(timeout=PATIENCE):
        hand.click(button)


TASKS = (new_plot, other_genre, leave_out, export, pairs, films, how_good, threshold, errors, batch)


def walk(address: str) -> dict[str, str]:
    """Each task's clicks, keys and seconds; before them, the time from the address to an explained example."""
    result = {}
    with sync_playwright() as driver, ExitStack() as stack:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": 1360, "height": 800}, accept_downloads=True)
        began = time.perf_counter()
        page.goto(address)
        settle(page, pause=0)
        page.locator(WORDS).first.wait_for(timeout=60_000)
        result["Open the app and see its example explained."] = f"0 + 0, {time.perf_counter() - began:.1f} s"
        for task in TASKS:
            result[str(task.__doc__)] = measured(task, page)
    return result


def measured(task: Callable[[Hand], None], page: Page) -> str:
    """Clicks + keys and seconds of one task, or that it could not be done."""
    hand, began = Hand(page), time.perf_counter()
    try:
        task(hand)
    except Error as error:
        return f"not done ({str(error).splitlines()[0][:60]})"
    return f"{hand.clicks} + {hand.keys}, {time.perf_counter() - began:.1f} s"


def of_commit(commit: str, model: Path) -> dict[str, str]:
    """The walk through the app of one commit, in a worktree of its own."""
    with tempfile.TemporaryDirectory(prefix="genrelens-tasks-") as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(tree), commit], cwd=ROOT, check=True)
        try:
            with serve_only(model, tree) as (address, _):
                return walk(address)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def main(arguments: list[str] | None = None) -> None:
    """Walk through each commit; print and write the table."""
    options = BENCHMARK.parse(arguments)
    walks = {commit: of_commit(commit, options.model) for commit in options.commits}
    tasks = next(iter(walks.values()))
    rows = [(task.rstrip("."), *(walks[commit][task] for commit in options.commits)) for task in tasks]
    about = document.measured(options, GenreClassifier.load(options.model).version, ("streamlit",))
    columns = ("task", *(f"`{commit}`: clicks + keys, seconds" for commit in options.commits))
    text = [f"{about} A typed text counts as one key.", "", *document.table(columns, rows)]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()

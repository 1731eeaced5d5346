"""A table is uploaded once, is there on every page of its session, and goes from all of them when it is removed."""

import gc
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from dashboard.components.shared import dataset_picker
from dashboard.components.training import data_choice
from dashboard.state.table import uploaded_table
from dashboard.state.table.held_file import HeldFile
from train import search
from train.runs import control

PLOTS = [f"A sheriff waits for train number {i} while outlaws ride into the dusty town." for i in range(4)]
FRAME = pd.DataFrame({"Filmtitel": list("ABCD"), "Was passiert": PLOTS, "Kategorien": ["Western", "Drama"] * 2})


def go(app, name: str):
    app.switch_page(f"views/{name}.py").run()
    assert not app.exception and not app.error
    return app


@pytest.fixture
def page(app, folder):
    """Explore after an upload, with the tiny model."""
    app.session_state["own_model"] = folder.relative_to(control.MODELS).as_posix()
    app.query_params["data"] = dataset_picker.UPLOAD
    go(app, "explore")
    app.file_uploader(key=dataset_picker.BOX).set_value(("films.csv", FRAME.to_csv(index=False).encode(), "text/csv"))
    app.run()
    assert not app.exception and not app.error
    return app


def tile(page, label: str) -> str:
    return next(tile.value for tile in page.metric if tile.label == label)


def options(page, key: str) -> list[str]:
    return list(page.selectbox(key=key).options)


def button(page, key: str):
    return next((button for button in page.button if button.key == key), None)


def test_an_upload_is_offered_on_every_page(page):
    assert tile(page, "Films") == "4"
    page.run()
    assert tile(page, "Films") == "4"
    assert "films.csv (your upload)" in options(page, "train_data")
    go(page, "metrics")
    page.query_params["part"] = "Errors"
    page.run()
    page.selectbox(key="data").set_value(dataset_picker.UPLOAD).run()
    assert any("4 films" in caption.value for caption in page.caption)
    page.query_params["tab"] = "New run"
    go(page, "training")
    page.query_params["tab"] = "New run"
    page.run()
    assert "films.csv (your upload)" in options(page, "full_data")
    go(page, "batch")
    button(page, "batch_uploaded").click().run()
    assert any("films.csv" in text.value for text in page.markdown)
    assert next(box.value for box in page.selectbox if box.label == "Column with the plots") == "Was passiert"


def test_the_forms_of_a_training_propose_an_upload_once(page):
    """They went on offering the embedded films, and whoever pressed *Train* trained on those."""
    assert page.selectbox(key="train_data").value == data_choice.UPLOAD
    page.selectbox(key="train_data").set_value("open_plots").run()
    page.query_params["tab"] = "New run"
    go(page, "training")
    page.query_params["tab"] = "New run"
    page.run()
    assert page.selectbox(key="full_data").value == data_choice.UPLOAD
    assert page.selectbox(key="train_data").value == "open_plots"


def test_removing_it_removes_it_everywhere(page):
    held = page.session_state[uploaded_table.KEY].folder
    page.selectbox(key="train_data").set_value(data_choice.UPLOAD).run()
    go(page, "batch")
    button(page, "batch_uploaded").click().run()
    page.query_params["data"] = dataset_picker.UPLOAD
    go(page, "explore")
    page.selectbox(key="data").set_value(dataset_picker.UPLOAD).run()
    button(page, "remove_upload").click().run()
    assert not page.exception and not page.error
    assert not held.exists()
    assert not page.metric and page.file_uploader(key=dataset_picker.BOX)
    assert page.selectbox(key="train_data").value == "open_plots"
    assert "films.csv (your upload)" not in options(page, "train_data")
    go(page, "batch")
    assert button(page, "batch_uploaded") is None
    assert page.file_uploader(key="batch_file")


def test_training_on_an_upload_keeps_its_table_with_the_run(page, monkeypatch):
    monkeypatch.setattr(control, "advance", lambda models: None)
    page.selectbox(key="train_data").set_value(data_choice.UPLOAD).run()
    assert any(caption.value.startswith("Columns: ") for caption in page.sidebar.caption)
    button(page, "train").click().run()
    assert not page.exception and not page.error
    started = control.queue(control.MODELS)
    try:
        (run,) = started
        table = Path(run.config.data)
        assert table.is_relative_to(run.folder) and table.name == "films.csv"
        pd.testing.assert_frame_equal(pd.read_csv(table), FRAME)
    finally:
        for run in started:
            control.dequeue(run)
    assert not run.folder.exists()


def test_a_search_on_an_upload_keeps_its_table(page, monkeypatch):
    began = []
    monkeypatch.setattr(search, "start", lambda config, trials, **options: began.append((config, options)))
    page.query_params["tab"] = "Search"
    go(page, "training")
    page.query_params["tab"] = "Search"
    page.run()
    page.selectbox(key="search_data").set_value(data_choice.UPLOAD).run()
    button(page, "search_start").click().run()
    ((config, options),) = began
    assert config.data == str(page.session_state[uploaded_table.KEY].path) and options == {"with_data": True}


def test_a_copy_goes_when_nobody_needs_it(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held = HeldFile(uploaded_table.PREFIX, "../films.CSV", io.BytesIO(b"plot"))
    assert held.name == "films.csv" and held.path.read_bytes() == b"plot"
    del held
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_what_was_ticked_for_one_set_does_not_linger_on_another(page):
    page.query_params["tab"] = "Check"
    page.run()
    next(toggle for toggle in page.toggle if toggle.label.startswith("Look for copies")).set_value(True).run()
    assert any("Split" in text.value for text in page.markdown)
    page.selectbox(key="data").set_value("open_plots").run()
    assert not next(toggle for toggle in page.toggle if toggle.label.startswith("Look for copies")).value


def test_a_messy_upload_says_on_every_page_what_became_of_its_records(app, folder):
    odd = [("E", "N/A", "Drama"), ("F", "A ghost walks.", ""), ("G", "A ghost walks at night.", "Telenovela")]
    rows = [*FRAME.to_numpy().tolist(), *odd]
    lines = ["title,plot,genres", *(",".join(row) for row in rows), 'H,"Two men walk home.,Drama']
    app.session_state["own_model"] = folder.relative_to(control.MODELS).as_posix()
    app.query_params["data"] = dataset_picker.UPLOAD
    go(app, "explore")
    content = ("\n".join(lines) + "\n").encode()
    app.file_uploader(key=dataset_picker.BOX).set_value(("messy.csv", content, "text/csv"))
    app.run()
    sums = "8 records: 6 films read, 2 left out (the first is row 5: no plot). Look at 1 row with odd quotation marks"
    assert any(box.label.startswith(sums) for box in app.expander)
    app.query_params["tab"] = "Check"
    app.run()
    next(switch for switch in app.toggle if switch.label == "Look for copies and leaks").set_value(True).run()
    warnings = " ".join(warning.value for warning in app.warning)
    assert "2 rows can't be used" in warnings and "1 row with odd quotation marks" in warnings
    assert "not understood: 1, on 1 film: Telenovela (1)" in warnings
    go(app, "metrics")
    app.query_params["part"] = "Errors"
    app.run()
    app.selectbox(key="data").set_value(dataset_picker.UPLOAD).run()
    caption = next(caption.value for caption in app.caption if caption.value.startswith(sums))
    assert "Scored: 5 films. 1 more can't be judged" in caption and "Telenovela (1)" in caption
    go(app, "batch")
    button(app, "batch_uploaded").click().run()
    assert not app.exception and not app.error

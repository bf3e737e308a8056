"""A page that was saved twice: each file has its outcome, and the second text is a version of the first."""

from __future__ import annotations

from pathlib import Path

from ingest.app import App
from ingest.model import ChannelKind, Outcome

TOLD = (
    "Envoys of Ukraine and Russia spoke about grain ships in Istanbul, and China sent a mediator.",
    "The talks went on until the evening, and nobody wanted to say what the next round was about.",
    "A ship with maize waited before the strait, its crew had been told to stay where they were.",
    "Officials in Beijing said that both sides had asked them to come again within the month.",
)


def save(folder: Path, name: str, *paragraphs: str) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    (folder / f"{name}.html").write_text(
        f"<html lang='en'><head><title>Grain talks</title></head><body><article>"
        f"<h1>Ukraine and Russia resume grain talks, says China</h1>{body}</article></body></html>"
    )
    (folder / f"{name}.url").write_text("https://quay.example/grain")


def test_a_page_saved_twice_is_one_story_in_two_versions(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    save(folder, "morning", *TOLD)
    save(folder, "noon", *TOLD, "Insurers asked for more on Tuesday, after a fourth port was hit.")
    save(folder, "night", *TOLD, "Insurers asked for more on Tuesday, after a fourth port was hit.")
    local = app.with_local(folder, ChannelKind.FOLDER)
    local.run("saved", ("local",))
    with local.store.read() as tx:
        rows = tx.ledger.outcomes("saved")
        (article,) = tx.articles.list(status=None)
        assert len(tx.articles.versions(article.id)) == 2
    assert sorted(row.outcome for row in rows if row.outcome) == sorted(
        [Outcome.STORED, Outcome.NEW_VERSION, Outcome.UNCHANGED]
    )
    local.run("again", ("local",))
    with local.store.read() as tx:
        assert tx.runs.get("again").counts == {"local": {Outcome.KNOWN: 3}}

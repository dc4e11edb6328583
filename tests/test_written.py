"""What passages were written as is found again, under exactly what it depends on."""

import json
from pathlib import Path

import pytest

from briefwright.sphinx_ext import written
from briefwright.sphinx_ext.written import Written, WrittenPassages

ONE = Written('#"One “run”."', ("w2", "whole"), "“”")
OTHER = Written('#"Other."', (), "")


def never() -> Written:
    raise AssertionError


def store(path: Path, key: str = "settings") -> WrittenPassages:
    return WrittenPassages(path / "passages.json", key)


def test_it_is_written_once(tmp_path: Path) -> None:
    first = store(tmp_path)
    assert first.get(([("One", 2)], "en"), lambda: ONE) == ONE
    assert first.get(([("One", 2)], "en"), never) == ONE
    first.save()
    assert store(tmp_path).get(([("One", 2)], "en"), never) == ONE


def test_whatever_it_depends_on_counts(tmp_path: Path) -> None:
    first = store(tmp_path)
    first.get(([("One", 2)], "en"), lambda: ONE)
    first.save()
    for basis in (([("One", 3)], "en"), ([("One", 2)], "fr"), ([("On", 2), ("e", 2)], "en")):
        assert store(tmp_path).get(basis, lambda: OTHER) == OTHER
    assert store(tmp_path, "other settings").get(([("One", 2)], "en"), lambda: OTHER) == OTHER


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"key": "settings"}', '{"key": "settings", "passages": {"a": [1]}}']
)
def test_a_file_that_is_none_is_as_if_it_were_not_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "passages.json").write_text(text, encoding="utf-8")
    assert store(tmp_path).get("a", lambda: ONE) == ONE


def test_without_anything_new_nothing_is_saved(tmp_path: Path) -> None:
    store(tmp_path).save()
    assert not (tmp_path / "passages.json").exists()


def test_what_was_not_wanted_for_longest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "_MOST", 2 * len(ONE.source))
    for basis in ("a", "b", "c"):
        one = store(tmp_path)
        one.get(basis, lambda: ONE)
        one.save()
    record = json.loads((tmp_path / "passages.json").read_text("utf-8"))
    assert len(record["passages"]) == 2
    last = store(tmp_path)
    assert last.get("a", lambda: OTHER) == OTHER
    assert last.get("c", never) == last.get("b", never) == ONE

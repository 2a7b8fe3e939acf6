"""The classifiers: small neural networks (multilayer perceptrons) of plain numbers that weigh features.

A classifier is asked about pairs of blocks, one row of features each, and answers with log-odds. The same
likeness means different things for a short and a long text, or with and without a rival, so one has
two layers between features and answer (rectified linear units); several networks fitted from different
beginnings answer together, which steadies them (Hansen and Salamon 1990). What they know stands in
``weights.json`` as weights alone: no text, and nothing of any language.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from documents.alignment.index import Floats

ROWS: Final = 256  # weighed at a time: they stay in the cache, and no threads are started for so few
SURE: Final = 12.0  # log-odds are not trusted beyond this

Singles = NDArray[np.float32]
Layer = tuple[Singles, Singles]  # weights, one row an input, and a bias for each output
Network = Sequence[Layer]
Classifier = Sequence[Network]


def load_classifiers(path: Path) -> dict[str, Classifier]:
    """Reads the weights of every classifier."""
    return {
        name: [[(_plain(weights), _plain(bias)) for weights, bias in network] for network in classifier]
        for name, classifier in json.loads(path.read_text("utf-8")).items()
    }


def weigh(classifier: Classifier, features: Floats) -> Floats:
    """Takes one row of features a pair; gives the log-odds that the two belong together."""
    signal = features.astype(np.float32)
    verdict = np.zeros(len(signal))
    for low in range(0, len(signal), ROWS):
        some = signal[low : low + ROWS]
        verdict[low : low + ROWS] = np.mean([_answer(network, some) for network in classifier], axis=0)
    return np.clip(verdict, -SURE, SURE)


def _plain(values: object) -> Singles:
    return np.array(values, np.float32)


def _answer(network: Network, signal: Singles) -> Singles:
    *hidden, (weights, bias) = network
    for inner, inner_bias in hidden:
        signal = np.maximum(signal @ inner + inner_bias, 0.0)
    return (signal @ weights + bias)[:, 0]

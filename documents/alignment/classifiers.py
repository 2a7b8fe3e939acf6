"""The judges: small networks of plain numbers that weigh evidence.

A judge is asked about pairs of blocks, one row of evidence each, and answers with log-odds. The same
likeness means different things for a short and a long text, or with and without a rival, so a judge has
two layers between evidence and answer (rectified linear units); several networks fitted from different
beginnings answer together, which steadies them (Hansen and Salamon 1990). What they know stands in
``evidence.json`` as weights alone: no text, and nothing of any language.
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
Judge = Sequence[Network]


def load_judges(path: Path) -> dict[str, Judge]:
    """Reads the weights of every judge."""
    return {
        name: [[(_plain(weights), _plain(bias)) for weights, bias in network] for network in judge]
        for name, judge in json.loads(path.read_text("utf-8")).items()
    }


def weigh(judge: Judge, evidence: Floats) -> Floats:
    """Takes one row of evidence a pair; gives the log-odds that the two belong together."""
    signal = evidence.astype(np.float32)
    verdict = np.zeros(len(signal))
    for low in range(0, len(signal), ROWS):
        some = signal[low : low + ROWS]
        verdict[low : low + ROWS] = np.mean([_answer(network, some) for network in judge], axis=0)
    return np.clip(verdict, -SURE, SURE)


def _plain(values: object) -> Singles:
    return np.array(values, np.float32)


def _answer(network: Network, signal: Singles) -> Singles:
    *hidden, (weights, bias) = network
    for inner, inner_bias in hidden:
        signal = np.maximum(signal @ inner + inner_bias, 0.0)
    return (signal @ weights + bias)[:, 0]

"""What the collector of garbage need not look at again and again: modules, tests, what they are made of."""

import gc

# New objects between two looks, and looks at the young between two at the older: pages, trees of HTML and
# rows are many, and gone by the end of a request without any look.
THRESHOLD = (20_000, 20, 20)


def pytest_collection_finish() -> None:
    """All that is there when the tests have been found stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLD)

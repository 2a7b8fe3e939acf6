"""How a run of the tests goes: what may be absent, in which order, where files lie."""

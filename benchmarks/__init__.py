"""How fast the product is beside the bare framework: ``python -m benchmarks`` (see docs/benchmarks.md)."""

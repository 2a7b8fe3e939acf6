"""Where the weights of the alignment come from: ``python -m benchmarks.alignment.train DATA_FOLDER``."""

"""How the laws of the region number their parts and cite them: the words, and what counts as a number."""

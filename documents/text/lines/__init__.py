"""The lines of a paragraph that stay for a version, so that people who read it on paper and on a telephone,
in one script and in another, mean the same words by «line 37». ``rule`` cuts, ``drawing`` shows."""

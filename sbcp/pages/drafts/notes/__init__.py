"""Notes of members on paragraphs of the draft: on its pages, in a list, and one thread by itself."""

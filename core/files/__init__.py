"""Files that people send: what they are, where their bytes lie, what a scanner says of them."""

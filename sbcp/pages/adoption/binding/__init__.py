"""How a text stands for a country, in words, beside another one, and on one sheet."""

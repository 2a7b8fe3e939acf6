"""News: what the public record says, told in words, for mail and for feeds alike.

``events`` reads entries and finds what each is about; ``telling`` puts an event into words with a link;
``matching`` says whom it concerns.
"""

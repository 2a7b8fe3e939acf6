"""News: what the public record says, told in words to those whom it concerns, by mail and in feeds.

``events`` reads entries and finds what each is about; ``wording`` puts an event into words with a link;
``matching`` says whom it concerns; ``following`` and ``digests`` bring it to followers.
"""

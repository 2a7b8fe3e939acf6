"""Acts of the past that come in by a list: read, told what they are about, and put on the record together."""

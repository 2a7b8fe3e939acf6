"""How an act comes on the record: what it says and must be, the files it rests on, who vouches for it."""

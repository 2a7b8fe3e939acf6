"""When somebody who speaks for a country is absent, and who speaks for it then."""

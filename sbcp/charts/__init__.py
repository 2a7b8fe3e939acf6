"""What charts are made of, as plain values: positions on an axis, places of tiles, a projection of the earth.

Pure: no database, no words of the interface, no HTML. The macros in ``templates/macros/charts`` draw what is
worked out here; ``docs/charts.md`` says how a page calls them. Lengths along a page are percentages of its
width, so that bars stretch with it and letters do not.
"""

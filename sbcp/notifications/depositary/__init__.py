"""Notifications of acts to the representatives of all countries, as the depositary of a treaty gives them:
numbered, to everybody who holds such a mandate, whether they follow anything or not.

An entry of the record is a notification (``events.NOTIFIED``): there is no second account of what was said.
"""

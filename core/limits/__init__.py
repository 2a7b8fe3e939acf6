"""Limits that hold for all processes together: how often something is asked for, how much there may be."""

"""The application: routes, web edge, permissions, settings, commands, languages."""

__version__ = "0.1.0"

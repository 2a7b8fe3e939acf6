"""Languages and scripts of the interface, the words of all that is enumerated, and local times."""

"""What every request passes before a page is asked: how fast it comes, by which name, from where."""

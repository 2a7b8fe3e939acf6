"""The sheet: the whole draft edited as it is read, and its changes closed with their reason."""

"""The text of a version as it stands for one country, and two countries side by side."""

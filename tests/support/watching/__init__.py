"""What tests watch beside the answers: statements, calls, and the source itself."""

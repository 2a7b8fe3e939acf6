"""What is measured: pages, writing, publication, growth."""

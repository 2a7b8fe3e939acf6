"""What tests share: rows, clients, people who act, pages read strictly."""

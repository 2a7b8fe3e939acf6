"""The public record, its heads, and the receipts that name them."""

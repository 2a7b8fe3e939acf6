"""The public record: entries in a hash chain, canonical JSON, signed heads."""

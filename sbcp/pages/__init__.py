"""The pages, a folder each: addresses bound, forms read, services called, templates filled."""

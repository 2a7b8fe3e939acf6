"""What respondents send: kept from the first save, sent as a whole, erased on request."""

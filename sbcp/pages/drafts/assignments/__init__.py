"""Who is to see to what of a draft: on its pages, and in a list with a form."""

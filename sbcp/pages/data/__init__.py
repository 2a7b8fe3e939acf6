"""The data of adoption to be taken away, as CSV, workbook and JSON, and what their columns mean."""

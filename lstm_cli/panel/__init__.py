"""A panel of count series on one time line: records, frequency, slicing, description. Knows no file format."""

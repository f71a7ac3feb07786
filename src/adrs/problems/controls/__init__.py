"""Small problems whose optima are proven: whoever passes one has found a hole in the judge."""

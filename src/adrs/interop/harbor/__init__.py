"""Tasks of Harbor: an instruction, an image, and tests that write a reward."""

"""Read what the driver knows: its environment, files, memory and descriptors."""

"""Use up what others need: processes, memory, disk, descriptors, output, time."""

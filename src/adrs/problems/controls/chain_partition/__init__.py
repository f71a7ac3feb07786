"""Control: a chain of tasks cut into contiguous blocks; a dynamic program is optimal."""

"""Weight compression: how many bits each column of every matrix gets."""

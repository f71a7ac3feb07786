"""Stand-in for newer places of SkyDiscover."""

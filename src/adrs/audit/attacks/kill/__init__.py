"""End, stop or outlive what is not one's own."""

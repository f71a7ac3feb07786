"""Control: jobs through two stages in one order; Johnson's rule is optimal."""

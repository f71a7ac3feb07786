"""Many runs compared: equal budgets, statistics, reports."""

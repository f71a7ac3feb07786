"""One job, one deadline, several regions: where to run next, on spot, on demand, or not at all."""

"""A run as a server of the Model Context Protocol: any agent writes, the budget and the journal stay ours."""

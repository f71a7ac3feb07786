"""A person or an outside agent as the proposer: briefs and answers as files, or over HTTP."""

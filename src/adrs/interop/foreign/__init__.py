"""Problem folders of other projects, unchanged; their evaluators run beside the candidate."""
